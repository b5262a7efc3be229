// A keyed gift over HTTP with Fastify and pg, as their documentation has it:
// a schema for the body, a pool, a named prepared statement, a process a core.
'use strict';
const cluster = require('node:cluster');
const { Pool } = require('pg');

const body = {
    type: 'object',
    required: ['fund', 'amount', 'channel'],
    additionalProperties: false,
    properties: {
        fund: { type: 'integer', minimum: 1 },
        amount: { type: 'integer', minimum: 1 },
        channel: { type: 'string', enum: ['online', 'counter'] },
    },
};
const headers = {
    type: 'object',
    required: ['idempotency-key'],
    properties: { 'idempotency-key': { type: 'string', format: 'uuid' } },
};
const reply = {
    200: { type: 'object', properties: { gift: { type: 'string' } } },
};

async function serve() {
    const app = require('fastify')();
    const pool = new Pool({
        host: process.env.PGHOST, user: 'bench', database: 'postgres', max: 32,
    });

    app.post('/gifts', { schema: { body, headers, response: reply } },
        async (request) => {
            const found = await pool.query({
                name: 'give',
                text: 'SELECT give($1, $2, $3) AS gift',
                values: [request.body.fund, request.body.amount,
                    request.headers['idempotency-key']],
            });
            return { gift: found.rows[0].gift };
        });
    app.get('/ready', async () => {
        await pool.query('SELECT 1');
        return {};
    });
    await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}

if (cluster.isPrimary && Number(process.env.PROCESSES) > 1) {
    for (let i = 0; i < Number(process.env.PROCESSES); i++)
        cluster.fork();
    process.on('SIGTERM', () => {
        for (const worker of Object.values(cluster.workers))
            worker.process.kill('SIGKILL');
        process.exit(0);
    });
} else {
    serve();
}
