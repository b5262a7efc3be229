#include "store_figure.h"

enum query {
    FIND_METRIC,
    PUT_METRIC,
    RETIRE_METRIC,
    LIST_METRICS,
    INSERT_FIGURE,
    FIND_FIGURE,
    REVERSE_FIGURE,
    LIST_FIGURES,
    QUERY_COUNT,
};

#define METRIC                                                                 \
    "rowid, id, metric, name, unit, definition, filter, is_defined,"           \
    " retired_at"
#define FIGURE                                                                 \
    "f.rowid, f.id, m.metric, f.value, f.qualifier, f.as_of, f.source,"        \
    " f.recorded_at, f.replaces, f.reversed_at, f.reversal_reason, f.metric"   \
    " FROM figure f JOIN metric m ON m.rowid = f.metric"

static const char *const sql[QUERY_COUNT] = {
    [FIND_METRIC] = "SELECT " METRIC " FROM metric WHERE metric = ?1",
    [PUT_METRIC] =
            "INSERT INTO metric (id, metric, name, unit, definition, filter,"
            " is_defined) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            " ON CONFLICT (metric) DO UPDATE SET name = excluded.name,"
            " unit = excluded.unit, definition = excluded.definition,"
            " filter = excluded.filter, is_defined = excluded.is_defined,"
            " retired_at = NULL",
    [RETIRE_METRIC] = "UPDATE metric SET retired_at = ?2 WHERE metric = ?1",
    [LIST_METRICS] = "SELECT " METRIC " FROM metric WHERE rowid > ?1"
                     " AND (?3 OR retired_at IS NULL)"
                     " ORDER BY rowid LIMIT ?2",
    [INSERT_FIGURE] =
            "INSERT INTO figure (id, metric, value, qualifier, as_of, source,"
            " recorded_at, replaces) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [FIND_FIGURE] = "SELECT " FIGURE " WHERE f.id = ?1",
    [REVERSE_FIGURE] = "UPDATE figure SET reversed_at = ?2,"
                       " reversal_reason = ?3"
                       " WHERE id = ?1 AND reversed_at IS NULL",
    [LIST_FIGURES] = "SELECT " FIGURE " WHERE (?1 = 0 OR f.metric = ?1)"
                     " AND (?2 OR f.reversed_at IS NULL)"
                     " AND (f.as_of, f.rowid) < (?3, ?4)"
                     " ORDER BY f.as_of DESC, f.rowid DESC LIMIT ?5",
};

struct queries *
store_figure_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

static struct metric
read_metric(sqlite3_stmt *row, struct arena *arena)
{
    return (struct metric){
        .rowid = column_int(row, 0),
        .id = column_uuid(row, 1),
        .entry = {
            .metric = column_text(row, 2, arena),
            .name = column_text(row, 3, arena),
            .unit = (enum metric_unit)column_int(row, 4),
            .definition = column_text(row, 5, arena),
            .filter = column_text(row, 6, arena),
            .is_defined = column_bool(row, 7),
            .has_metric_id = true,
            .metric_id = column_uuid(row, 1),
            .has_retired_at = !column_is_null(row, 8),
            .retired_at = column_int(row, 8),
        },
    };
}

enum status
store_find_metric(struct queries *figures, struct str metric,
        struct arena *arena, struct metric *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(figures, FIND_METRIC, &row, V(metric));

    if (status)
        return status;
    *out = read_metric(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_metric(struct queries *figures, struct metric *metric)
{
    const struct metric_entry *entry = &metric->entry;
    sqlite3_stmt *row;
    enum status status = db_run(figures, PUT_METRIC, V(metric->id),
            V(entry->metric), V(entry->name), V(entry->unit),
            V(entry->definition), V(entry->filter), V(entry->is_defined));

    if (!status)
        status = db_first(figures, FIND_METRIC, &row, V(entry->metric));
    if (status)
        return status;
    metric->rowid = column_int(row, 0);
    metric->id = column_uuid(row, 1);
    db_done(row);
    return STATUS_OK;
}

enum status
store_retire_metric(struct queries *figures, struct str metric, int64_t at)
{
    return db_change(figures, RETIRE_METRIC, V(metric), V(at));
}

enum status
store_list_metrics(struct queries *figures, bool with_retired,
        struct page *page, struct arena *arena, struct metric_entry **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(figures, LIST_METRICS, &row, V(page->after),
            V(page->limit + 1), V(with_retired));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = read_metric(row, arena).entry;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_figure(struct queries *figures, const struct figure *figure)
{
    const struct figure_entry *entry = &figure->entry;

    return db_run(figures, INSERT_FIGURE, V(entry->figure_id),
            V(figure->metric), V(entry->value), V(entry->qualifier),
            V(entry->as_of), V(entry->source), V(entry->recorded_at),
            V_IF(entry->has_replaces, entry->replaces));
}

static struct figure_entry
read_figure(sqlite3_stmt *row, struct arena *arena)
{
    return (struct figure_entry){
        .figure_id = column_uuid(row, 1),
        .metric = column_text(row, 2, arena),
        .value = column_int(row, 3),
        .qualifier = (enum qualifier)column_int(row, 4),
        .as_of = column_int(row, 5),
        .source = column_text(row, 6, arena),
        .recorded_at = column_int(row, 7),
        .has_replaces = !column_is_null(row, 8),
        .replaces = column_uuid(row, 8),
        .has_reversed_at = !column_is_null(row, 9),
        .reversed_at = column_int(row, 9),
        .has_reversal_reason = !column_is_null(row, 10),
        .reversal_reason = column_text(row, 10, arena),
    };
}

enum status
store_find_figure(struct queries *figures, struct uuid id, struct arena *arena,
        struct figure *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(figures, FIND_FIGURE, &row, V(id));

    if (status)
        return status;
    *out = (struct figure){
        .metric = column_int(row, 11),
        .entry = read_figure(row, arena),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_reverse_figure(struct queries *figures, struct uuid id, int64_t at,
        struct str reason)
{
    return db_change(figures, REVERSE_FIGURE, V(id), V(at), V(reason));
}

enum status
store_list_figures(struct queries *figures, const struct figure_filter *filter,
        struct arena *arena, struct figure_row **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(figures, LIST_FIGURES, &row,
            V(filter->metric), V(filter->with_reversed), V(filter->before_day),
            V(filter->before_rowid), V(filter->limit + 1));

    *out = arena_alloc(arena, (filter->limit + 1) * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = (struct figure_row){
            .rowid = column_int(row, 0),
            .entry = read_figure(row, arena),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
