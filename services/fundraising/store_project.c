#include "store_project.h"

enum query {
    PUT_PROJECT,
    CLOSE_PROJECT,
    END_PROJECT,
    FIND_PROJECT,
    FIND_PROJECT_BY_NUMBER,
    PUT_ORGANISATION,
    FIND_ORGANISATION,
    PUT_HUB,
    FIND_HUB,
    QUERY_COUNT,
};

#define PROJECT_COLUMNS                                                        \
    "SELECT number, id, grants_hub, fund, title, organisation, is_open,"       \
    " has_ended FROM project "

static const char *const sql[QUERY_COUNT] = {
    [PUT_PROJECT] =
            "INSERT INTO project (id, grants_hub, fund, title, organisation,"
            " is_open) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            " ON CONFLICT (id) DO UPDATE SET fund = ?3, title = ?4,"
            " organisation = ?5, is_open = ?6, has_ended = 0",
    [CLOSE_PROJECT] = "UPDATE project SET is_open = 0 WHERE id = ?1",
    [END_PROJECT] = "UPDATE project SET has_ended = ?2 WHERE id = ?1",
    [FIND_PROJECT] = PROJECT_COLUMNS "WHERE id = ?1",
    [FIND_PROJECT_BY_NUMBER] = PROJECT_COLUMNS "WHERE number = ?1",
    [PUT_ORGANISATION] =
            "INSERT INTO organisation (id, name, kind) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (id) DO UPDATE SET name = ?2, kind = ?3",
    [FIND_ORGANISATION] = "SELECT id, name, kind FROM organisation"
                          " WHERE id = ?1",
    [PUT_HUB] = "INSERT INTO hub (name) VALUES (?1) ON CONFLICT DO NOTHING",
    [FIND_HUB] = "SELECT 1 FROM hub WHERE name = ?1",
};

struct queries *
store_project_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_put_project(struct fundraising *self, const struct project *project)
{
    return db_run(self->projects, PUT_PROJECT, V(project->id),
            V(project->grants_hub), V(project->fund), V(project->title),
            V(project->organisation), V(project->is_open));
}

enum status
store_close_project(struct fundraising *self, struct uuid id)
{
    return db_run(self->projects, CLOSE_PROJECT, V(id));
}

enum status
store_end_project(struct fundraising *self, struct uuid id, bool has_ended)
{
    return db_run(self->projects, END_PROJECT, V(id), V(has_ended));
}

bool
project_takes_gifts(const struct project *project)
{
    return project->is_open && !project->has_ended;
}

static struct project
read_project(sqlite3_stmt *row, struct arena *arena)
{
    return (struct project){
        .number = column_int(row, 0),
        .id = column_uuid(row, 1),
        .grants_hub = column_text(row, 2, arena),
        .fund = column_uuid(row, 3),
        .title = column_text(row, 4, arena),
        .organisation = column_uuid(row, 5),
        .is_open = column_bool(row, 6),
        .has_ended = column_bool(row, 7),
    };
}

enum status
store_find_project(struct fundraising *self, struct uuid id,
        struct arena *arena, struct project *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->projects, FIND_PROJECT, &row, V(id));

    if (status)
        return status;
    *out = read_project(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_project_by_number(struct fundraising *self, int64_t number,
        struct arena *arena, struct project *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->projects, FIND_PROJECT_BY_NUMBER, &row, V(number));

    if (status)
        return status;
    *out = read_project(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_organisation(struct fundraising *self,
        const struct organisation *organisation)
{
    return db_run(self->projects, PUT_ORGANISATION, V(organisation->id),
            V(organisation->name), V(organisation->kind));
}

enum status
store_find_organisation(struct fundraising *self, struct uuid id,
        struct arena *arena, struct organisation *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->projects, FIND_ORGANISATION, &row, V(id));

    if (status)
        return status;
    *out = (struct organisation){
        .id = column_uuid(row, 0),
        .name = column_text(row, 1, arena),
        .kind = (enum organisation_kind)column_int(row, 2),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_hub(struct fundraising *self, struct str name)
{
    return db_run(self->projects, PUT_HUB, V(name));
}

enum status
store_find_hub(struct fundraising *self, struct str name)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->projects, FIND_HUB, &row, V(name));

    if (!status)
        db_done(row);
    return status;
}
