#include "store_inside.h"

#include "ranking.h"

enum {
    INSERT_SHEET,
    INSERT_LINE,
    VOID_SHEET,
    LIST_OF_REVIEWER,
    LIST_OF_APPLICATION,
    LIST_UNINVITED,
    LIST_SHEETS,
    LIST_LINES,
    COUNT_SHEETS,
    COUNT_EXPECTED,
    COUNT_UNSCORED,
    LIST_RANKED,
    QUERY_COUNT,
};

#define HAS_NO_CONFLICT                                                        \
    "NOT EXISTS (SELECT 1 FROM conflict c WHERE c.application = a.row"         \
    " AND c.reviewer = e.account AND c.lifted_at IS NULL)"

#define PRESENT_SHEETS                                                         \
    "SELECT a.id, s.reviewer FROM sheet s"                                     \
    " JOIN application a ON a.row = s.application WHERE s.void_at IS NULL"
#define IN_ORDER " ORDER BY s.row"

#define ON_PANEL                                                               \
    "FROM reviewer e WHERE e.round = a.round AND e.dismissed_at IS NULL"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_SHEET] =
            "INSERT INTO sheet (application, reviewer, weighed, total, comment,"
            " scored_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [INSERT_LINE] = "INSERT INTO sheet_line (sheet, criterion, score)"
                    " VALUES (?1, ?2, ?3)",
    [VOID_SHEET] = "UPDATE sheet SET void_at = ?3 WHERE application = ?1"
                   " AND reviewer = ?2 AND void_at IS NULL",
    [LIST_OF_REVIEWER] =
            PRESENT_SHEETS " AND a.round = ?1 AND s.reviewer = ?2" IN_ORDER,
    [LIST_OF_APPLICATION] = PRESENT_SHEETS " AND a.row = ?1" IN_ORDER,
    [LIST_UNINVITED] = PRESENT_SHEETS
    " AND a.round = ?1 AND a.state = ?2"
    " AND CASE WHEN EXISTS (SELECT 1 FROM assignment e"
    "  WHERE e.application = a.row)"
    " THEN s.reviewer NOT IN (SELECT e.account FROM assignment e"
    "  WHERE e.application = a.row)"
    " ELSE EXISTS (SELECT 1 " ON_PANEL ")"
    " AND s.reviewer NOT IN (SELECT e.account " ON_PANEL ")"
    " END" IN_ORDER,
    [LIST_SHEETS] = "SELECT row, reviewer, total, comment, scored_at FROM sheet"
                    " WHERE application = ?1 AND void_at IS NULL"
                    " AND (?2 IS NULL OR reviewer = ?2) ORDER BY row LIMIT 200",
    [LIST_LINES] = "SELECT criterion, score FROM sheet_line WHERE sheet = ?1"
                   " ORDER BY row",
    [COUNT_SHEETS] = "SELECT COUNT(*) FROM sheet WHERE application = ?1"
                     " AND void_at IS NULL",
    [COUNT_EXPECTED] =
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM assignment"
            "  WHERE application = a.row)"
            " THEN (SELECT COUNT(*) FROM assignment e"
            "  WHERE e.application = a.row AND " HAS_NO_CONFLICT ")"
            " ELSE (SELECT COUNT(*) " ON_PANEL "  AND " HAS_NO_CONFLICT ") END"
            " FROM application a WHERE a.id = ?1",
    [COUNT_UNSCORED] = "SELECT COUNT(*) FROM application a WHERE a.round = ?1"
                       " AND a.state = ?2 AND NOT EXISTS (SELECT 1 FROM sheet s"
                       "  WHERE s.application = a.row AND s.void_at IS NULL)",
    [LIST_RANKED] =
            "SELECT a.row, a.id, a.number, a.title, a.organisation, a.section,"
            " a.amount, a.state, s.weighed FROM application a"
            " LEFT JOIN sheet s ON s.application = a.row AND s.void_at IS NULL"
            " WHERE a.round = ?1 AND (a.state = ?2 OR a.state IN"
            "  ('selected', 'declined', 'completed', 'terminated'))"
            " AND (?3 IS NULL OR a.section = ?3) ORDER BY a.row",
};

struct queries *
store_score_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_sheet(struct store *store, int64_t application,
        const struct score_sheet *sheet, int64_t weighed)
{
    enum status status = db_run(store->scores, INSERT_SHEET, V(application),
            V(sheet->reviewer), V(weighed), V(sheet->total),
            V_IF(sheet->has_comment, sheet->comment), V(sheet->scored_at));
    int64_t rowid = db_last_rowid(queries_db(store->scores));

    for (size_t i = 0; !status && i < sheet->scores_count; i++)
        status = db_run(store->scores, INSERT_LINE, V(rowid),
                V(sheet->scores[i].criterion), V(sheet->scores[i].score));
    return status;
}

enum status
store_void_sheet(struct store *store, int64_t application, struct uuid reviewer,
        int64_t now, int64_t *changed_out)
{
    enum status status = db_run(store->scores, VOID_SHEET, V(application),
            V(reviewer), V(now));

    if (!status && changed_out)
        *changed_out = db_changes(queries_db(store->scores));
    return status;
}

static void
read_key(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct sheet_key *)item = (struct sheet_key){
        .application = column_uuid(row, 0),
        .reviewer = column_uuid(row, 1),
    };
}

static const struct row_reader key_reader = { sizeof(struct sheet_key),
    read_key };

enum status
store_list_sheets_of_reviewer(struct store *store, int64_t round,
        struct uuid account, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->scores, LIST_OF_REVIEWER, &row,
            V(round), V(account));

    return store_collect(status, row, &key_reader, NULL, arena, out);
}

enum status
store_list_sheets_of_application(struct store *store, int64_t application,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->scores, LIST_OF_APPLICATION, &row, V(application));

    return store_collect(status, row, &key_reader, NULL, arena, out);
}

enum status
store_list_uninvited_sheets(struct store *store, const struct round *round,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->scores, LIST_UNINVITED, &row,
            V(round->rowid),
            V(state_name(THING_APPLICATION, round_selectable_state(round))));

    return store_collect(status, row, &key_reader, NULL, arena, out);
}

struct sheet_row {
    int64_t rowid;
    struct score_sheet sheet;
};

static void
read_sheet(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct sheet_row *)item = (struct sheet_row){
        .rowid = column_int(row, 0),
        .sheet = {
            .reviewer = column_uuid(row, 1),
            .total = column_int(row, 2),
            .has_comment = !column_is_null(row, 3),
            .comment = column_text(row, 3, arena),
            .scored_at = column_int(row, 4),
        },
    };
}

static void
read_line(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct criterion_score *)item = (struct criterion_score){
        .criterion = column_text(row, 0, arena),
        .score = column_int(row, 1),
    };
}

static const struct row_reader sheet_reader = { sizeof(struct sheet_row),
    read_sheet };
static const struct row_reader line_reader = { sizeof(struct criterion_score),
    read_line };

static enum status
find_lines(struct store *store, struct arena *arena,
        const struct sheet_row *from, struct score_sheet *out)
{
    sqlite3_stmt *row;
    struct rows lines;
    enum status status =
            db_first(store->scores, LIST_LINES, &row, V(from->rowid));

    status = store_collect(status, row, &line_reader, NULL, arena, &lines);
    *out = from->sheet;
    out->scores = lines.items;
    out->scores_count = lines.count;
    return status;
}

enum status
store_list_sheets(struct store *store, int64_t application,
        const struct uuid *reviewer, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    struct rows found;
    struct score_sheet *sheets;
    struct uuid wanted = reviewer ? *reviewer : (struct uuid){ 0 };
    enum status status = db_first(store->scores, LIST_SHEETS, &row,
            V(application), V_IF(reviewer != NULL, wanted));

    status = store_collect(status, row, &sheet_reader, NULL, arena, &found);
    sheets = arena_alloc(arena, (found.count + 1) * sizeof(*sheets));
    for (size_t i = 0; !status && i < found.count; i++)
        status = find_lines(store, arena, (struct sheet_row *)found.items + i,
                &sheets[i]);
    *out = (struct rows){ sheets, found.count };
    return status;
}

enum status
store_count_sheets(struct store *store, int64_t application, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->scores, COUNT_SHEETS, &row, V(application));

    return store_take_number(status, row, out);
}

enum status
store_count_expected(struct store *store, struct uuid application, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->scores, COUNT_EXPECTED, &row, V(application));

    return store_take_number(status, row, out);
}

enum status
store_count_unscored(struct store *store, const struct round *round,
        int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->scores, COUNT_UNSCORED, &row,
            V(round->rowid),
            V(state_name(THING_APPLICATION, round_selectable_state(round))));

    return store_take_number(status, row, out);
}

/* One row per sheet, or one for an application without any. */
struct ranked_row {
    int64_t rowid;
    struct ranked_application application;
    bool has_sheet;
    int64_t weighed;
};

static void
read_ranked(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct ranked_row *)item = (struct ranked_row){
        .rowid = column_int(row, 0),
        .application = {
            .application = column_uuid(row, 1),
            .number = column_text(row, 2, arena),
            .title = column_text(row, 3, arena),
            .organisation = column_uuid(row, 4),
            .has_section = !column_is_null(row, 5),
            .section = column_text(row, 5, arena),
            .amount = column_int(row, 6),
            .state = column_enum(row, 7, &grants_application_state_enumeration),
        },
        .has_sheet = !column_is_null(row, 8),
        .weighed = column_int(row, 8),
    };
}

static const struct row_reader ranked_reader = { sizeof(struct ranked_row),
    read_ranked };

/* Fold the rows of one application into its mean; returns how many. */
static size_t
fold(const struct ranked_row *rows, size_t count, bool drops_extremes,
        struct arena *arena, struct ranked_application *out)
{
    int64_t *weighed = arena_alloc(arena, count * sizeof(*weighed));
    size_t sheets = 0;
    size_t taken = 0;

    for (; taken < count && rows[taken].rowid == rows[0].rowid; taken++)
        if (rows[taken].has_sheet)
            weighed[sheets++] = rows[taken].weighed;
    *out = rows[0].application;
    ranking_mean(weighed, sheets, drops_extremes, out);
    return taken;
}

enum status
store_list_ranked(struct store *store, const struct round *round,
        const struct str *section, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    struct rows found;
    struct ranked_application *items;
    struct str wanted = section ? *section : STR("");
    enum status status = db_first(store->scores, LIST_RANKED, &row,
            V(round->rowid),
            V(state_name(THING_APPLICATION, round_selectable_state(round))),
            V_IF(section != NULL, wanted));

    status = store_collect(status, row, &ranked_reader, NULL, arena, &found);
    items = arena_alloc(arena, (found.count + 1) * sizeof(*items));
    *out = (struct rows){ items, 0 };
    for (size_t taken = 0; taken < found.count;)
        taken += fold((struct ranked_row *)found.items + taken,
                found.count - taken, round->drops_extremes, arena,
                &items[out->count++]);
    return status;
}
