#include "store_search.h"

#include "base/folding.h"

enum query {
    FIND_ENTRY,
    INSERT_ENTRY,
    DELETE_ENTRY,
    INSERT_TEXT,
    DELETE_TEXT,
    SEARCH,
    QUERY_COUNT,
};

/*
 * 1000 is the very name; then names that begin with what was typed, then
 * those that contain it, each higher the more of the name it makes up.
 */
#define SCORE                                                                  \
    "CASE WHEN e.folded = ?2 THEN 1000"                                        \
    " ELSE iif(instr(e.folded, ?2) = 1, 500, 100)"                             \
    "  + min(400, 400 * length(?2) / max(1, length(e.folded))) END"

static const char *const sql[QUERY_COUNT] = {
    [FIND_ENTRY] = "SELECT rowid, name FROM search_entry WHERE id = ?1",
    [INSERT_ENTRY] = "INSERT INTO search_entry (id, type, hub, name, folded)"
                     " VALUES (?1, ?2, ?3, ?4, ?5)",
    [DELETE_ENTRY] = "DELETE FROM search_entry WHERE rowid = ?1",
    [INSERT_TEXT] = "INSERT INTO search_text (rowid, name) VALUES (?1, ?2)",
    [DELETE_TEXT] = "INSERT INTO search_text (search_text, rowid, name)"
                    " VALUES ('delete', ?1, ?2)",
    [SEARCH] = "SELECT e.type, e.id, e.name, e.hub, " SCORE " AS score"
               " FROM search_text t JOIN search_entry e ON e.rowid = t.rowid"
               " WHERE search_text MATCH ?1 AND (?3 = '' OR e.hub = ?3)"
               " AND (?4 = 0 OR e.type = ?4) AND (?5 OR e.type <> ?6)"
               " ORDER BY score DESC, e.rowid LIMIT ?7 OFFSET ?8",
};

struct queries *
store_search_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

static enum status
remove_row(struct queries *searches, int64_t rowid, struct str name)
{
    enum status status = db_run(searches, DELETE_TEXT, V(rowid), V(name));

    return status ? status : db_run(searches, DELETE_ENTRY, V(rowid));
}

enum status
store_remove_search_entry(struct queries *searches, struct uuid id)
{
    struct arena arena = { 0 };
    sqlite3_stmt *row;
    enum status status = db_first(searches, FIND_ENTRY, &row, V(id));

    if (!status) {
        int64_t rowid = column_int(row, 0);
        struct str name = column_text(row, 1, &arena);

        db_done(row);
        status = remove_row(searches, rowid, name);
    }
    arena_release(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_put_search_entry(struct queries *searches, struct arena *arena,
        const struct search_entry *entry)
{
    enum status status = store_remove_search_entry(searches, entry->id);

    if (!status)
        status = db_run(searches, INSERT_ENTRY, V(entry->id), V(entry->type),
                V(entry->hub), V(entry->name),
                V(fold_text(entry->name, arena)));
    if (!status)
        status = db_run(searches, INSERT_TEXT,
                V(db_last_rowid(queries_db(searches))), V(entry->name));
    return status;
}

enum status
store_search(struct queries *searches, const struct search_filter *filter,
        struct page *page, struct arena *arena, struct search_hit **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(searches, SEARCH, &row, V(filter->match),
            V(filter->folded), V(filter->hub), V(filter->type),
            V(filter->with_people), V(SEARCH_TYPE_PERSON), V(page->limit + 1),
            V(page->after));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, page->after + (int64_t)*count + 1)) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = (struct search_hit){
            .type = (enum search_type)column_int(row, 0),
            .id = column_uuid(row, 1),
            .name = column_text(row, 2, arena),
            .hub = column_text(row, 3, arena),
            .score = column_int(row, 4),
        };
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
