// A project's page by id with Fastify and better-sqlite3. PAGE is a file with
// the answer that Commonweal gives: its values become rows here.
'use strict';
const fs = require('node:fs');
const Database = require('better-sqlite3');

const page = JSON.parse(fs.readFileSync(process.env.PAGE, 'utf8'));
const db = new Database(process.env.DATABASE);

function columns(row) {
    return Object.keys(row);
}

function keep(table, row) {
    const names = columns(row);
    const values = names.map((name) =>
        typeof row[name] === 'boolean' ? Number(row[name]) : row[name]);

    db.exec(`CREATE TABLE IF NOT EXISTS ${table} (${names.join(', ')})`);
    db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (` +
        names.map(() => '?').join(', ') + ')').run(values);
}

function typesOf(row) {
    const properties = {};

    for (const name of columns(row))
        properties[name] = { type: typeof row[name] };
    return { type: 'object', properties };
}

db.pragma('journal_mode = WAL');
keep('project', page.project);
for (const tranche of page.tranches)
    keep('tranche', { of: page.project.project, ...tranche });
db.exec('CREATE UNIQUE INDEX project_by_id ON project (project)');
db.exec('CREATE INDEX tranche_by_project ON tranche (of)');

const findProject = db.prepare(
    `SELECT ${columns(page.project).join(', ')} FROM project
     WHERE project = ?`);
const listTranches = db.prepare(
    `SELECT ${columns(page.tranches[0]).join(', ')} FROM tranche
     WHERE of = ?`);
const reply = {
    200: {
        type: 'object',
        properties: {
            project: typesOf(page.project),
            tranches: { type: 'array', items: typesOf(page.tranches[0]) },
            visits: { type: 'number' },
            served: { type: 'number' },
        },
    },
};
const params = {
    type: 'object',
    properties: { project: { type: 'string', format: 'uuid' } },
};
const app = require('fastify')();

app.get('/projects/:project', { schema: { params, response: reply } },
    async (request, response) => {
        const project = findProject.get(request.params.project);

        if (!project)
            return response.code(404).send({});
        return {
            project,
            tranches: listTranches.all(request.params.project),
            visits: page.visits,
            served: page.served,
        };
    });
app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
