#include "store_inside.h"

#include <stdlib.h>

enum { FIRST_CAP = 16 };

enum status
store_open(struct store **out, struct db *db)
{
    struct store *store = calloc(1, sizeof(*store));

    if (!store)
        return STATUS_INTERNAL;
    *store = (struct store){
        .registry = store_registry_open(db),
        .funds = store_fund_open(db),
        .programmes = store_programme_open(db),
        .rounds = store_round_open(db),
        .budgets = store_budget_open(db),
        .attachments = store_attachment_open(db),
        .applications = store_application_open(db),
        .panel = store_panel_open(db),
        .scores = store_score_open(db),
        .awards = store_award_open(db),
        .tranches = store_tranche_open(db),
        .returns = store_return_open(db),
        .projects = store_project_open(db),
        .notices = store_notice_open(db),
        .reports = store_report_open(db),
        .history = store_history_open(db),
    };
    *out = store;
    return STATUS_OK;
}

void
store_close(struct store *store)
{
    if (!store)
        return;
    queries_close(store->history);
    queries_close(store->reports);
    queries_close(store->notices);
    queries_close(store->projects);
    queries_close(store->returns);
    queries_close(store->tranches);
    queries_close(store->awards);
    queries_close(store->scores);
    queries_close(store->panel);
    queries_close(store->applications);
    queries_close(store->attachments);
    queries_close(store->budgets);
    queries_close(store->rounds);
    queries_close(store->programmes);
    queries_close(store->funds);
    queries_close(store->registry);
    free(store);
}

enum status
store_check(struct store *store)
{
    struct queries *const all[] = { store->registry, store->funds,
        store->programmes, store->rounds, store->budgets, store->attachments,
        store->applications, store->panel, store->scores, store->awards,
        store->tranches, store->returns, store->projects, store->notices,
        store->reports, store->history };
    enum status status = STATUS_OK;

    for (size_t i = 0; !status && i < sizeof(all) / sizeof(all[0]); i++)
        status = queries_check(all[i]);
    return status;
}

/* <hub>/<store_epoch>/store.db: files/ lies beside the epoch's folder. */
struct str
store_files_path(struct store *store, struct arena *arena)
{
    struct str hub = str_from(db_path(queries_db(store->attachments)));

    for (int levels = 2; levels > 0 && hub.len > 0; hub.len--)
        if (hub.data[hub.len - 1] == '/')
            levels--;
    return arena_printf(arena, STR_FMT "/files", STR_ARG(hub));
}

int64_t
page_start(const struct page *page)
{
    return page->after > 0 ? page->after : INT64_MAX;
}

int
column_enum(sqlite3_stmt *row, int index, const struct enumeration *enumeration)
{
    const char *text = (const char *)sqlite3_column_text(row, index);

    return text ? enum_value(enumeration, str_from(text)) : 0;
}

static void *
grow(struct arena *arena, const void *items, size_t count, size_t size)
{
    void *more = arena_alloc(arena, 2 * count * size);

    memcpy(more, items, count * size);
    return more;
}

enum status
store_collect(enum status status, sqlite3_stmt *row,
        const struct row_reader *reader, struct page *page, struct arena *arena,
        struct rows *out)
{
    size_t cap = FIRST_CAP;
    char *items = arena_alloc(arena, cap * reader->size);
    size_t count = 0;

    for (; !status; status = db_next(row)) {
        if (page && !page_takes(page, count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        if (count == cap) {
            items = grow(arena, items, cap, reader->size);
            cap *= 2;
        }
        reader->read(row, arena, items + count++ * reader->size);
    }
    *out = (struct rows){ items, count };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_take(enum status status, sqlite3_stmt *row,
        void (*read)(sqlite3_stmt *row, struct arena *arena, void *item),
        struct arena *arena, void *item)
{
    if (status)
        return status;
    read(row, arena, item);
    db_done(row);
    return STATUS_OK;
}

enum status
store_take_number(enum status status, sqlite3_stmt *row, int64_t *out)
{
    *out = 0;
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *out = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_take_bool(enum status status, sqlite3_stmt *row, bool *out)
{
    int64_t number;

    status = store_take_number(status, row, &number);
    *out = number != 0;
    return status;
}

enum status
store_take_open(enum status status, sqlite3_stmt *row, struct open_sagas *out)
{
    if (status)
        return status;
    out->count = column_int(row, 0);
    out->oldest = column_int(row, 1);
    db_done(row);
    return STATUS_OK;
}

static void
read_uuid(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct uuid *)item = column_uuid(row, 0);
}

const struct row_reader uuid_reader = { sizeof(struct uuid), read_uuid };

static void
read_text(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct str *)item = column_text(row, 0, arena);
}

const struct row_reader text_reader = { sizeof(struct str), read_text };

void
rows_cut(struct rows *rows, size_t size, struct page *page)
{
    size_t start = (size_t)page->after;
    size_t left;

    if (start > rows->count)
        start = rows->count;
    left = rows->count - start;
    page->has_more = left > page->limit;
    rows->count = page->has_more ? page->limit : left;
    if (start > 0)
        rows->items = (char *)rows->items + start * size;
    page->last = (int64_t)(start + rows->count);
}
