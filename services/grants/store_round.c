#include "store_inside.h"

enum {
    INSERT_ROUND,
    UPDATE_ROUND,
    FIND_ROUND,
    LIST_ROUNDS,
    DELETE_SECTIONS,
    DELETE_CRITERIA,
    DELETE_STEPS,
    INSERT_SECTION,
    INSERT_FIELD,
    INSERT_CRITERION,
    INSERT_STEP,
    LIST_SECTIONS,
    LIST_FIELDS,
    LIST_CRITERIA,
    LIST_STEPS,
    QUERY_COUNT,
};

/* What is not open is still to come, or closed. */
#define IS_UPCOMING                                                            \
    "iif(r.state IN ('draft', 'announced', 'accepting')"                       \
    " AND ?6 < r.opens_at, 1, 3)"
_Static_assert(ROUND_WINDOW_UPCOMING == 1 && ROUND_WINDOW_OPEN == 2 &&
                       ROUND_WINDOW_CLOSED == 3,
        "SQL counts on these");

/* A round without sections takes any field, and so does such a section. */
#define TAKES_FIELD                                                            \
    "NOT EXISTS (SELECT 1 FROM round_section s WHERE s.round = r.row)"         \
    " OR EXISTS (SELECT 1 FROM round_section s WHERE s.round = r.row"          \
    " AND (?9 IN (SELECT name FROM section_field WHERE section = s.row)"       \
    " OR NOT EXISTS (SELECT 1 FROM section_field WHERE section = s.row)))"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_ROUND] =
            "INSERT INTO round (id, title, state, fund_hub, fund, opens_at,"
            " closes_at, budget, max_amount, max_per_organisation,"
            " notice_working_days, agreement_days, skips_screening,"
            " skips_panel, drops_extremes, is_rolling, panel_closed_at,"
            " summary, rule_document, reason, needs_budget,"
            " scores_due_on, number, programme)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
            " ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,"
            " (SELECT row FROM programme WHERE id = ?24))",
    [UPDATE_ROUND] =
            "UPDATE round SET title = ?2, state = ?3, fund_hub = ?4,"
            " fund = ?5, opens_at = ?6, closes_at = ?7, budget = ?8,"
            " max_amount = ?9, max_per_organisation = ?10,"
            " notice_working_days = ?11, agreement_days = ?12,"
            " skips_screening = ?13, skips_panel = ?14, drops_extremes = ?15,"
            " is_rolling = ?16, panel_closed_at = ?17, summary = ?18,"
            " rule_document = ?19, reason = ?20, needs_budget = ?21,"
            " scores_due_on = ?22 WHERE id = ?1",
    [FIND_ROUND] =
            "SELECT r.row, r.id, p.id, r.number, r.title, r.state, r.fund_hub,"
            " r.fund, r.opens_at, r.closes_at, r.budget, r.max_amount,"
            " r.max_per_organisation, r.notice_working_days, r.agreement_days,"
            " r.skips_screening, r.skips_panel, r.drops_extremes,"
            " r.is_rolling, r.panel_closed_at, r.summary, r.rule_document,"
            " r.reason, r.needs_budget, r.scores_due_on FROM round r"
            " JOIN programme p ON p.row = r.programme WHERE r.id = ?1",
    [LIST_ROUNDS] =
            "SELECT r.row, r.id, p.id, r.number, r.title, r.state, r.fund_hub,"
            " r.fund, r.opens_at, r.closes_at, r.budget,"
            " (SELECT COALESCE(SUM(" COMMITTED
            "), 0) FROM award a WHERE a.round = r.row),"
            " r.state IN ('announced', 'accepting', 'reviewing', 'decided')"
            " AND r.opens_at <= ?6 AND ?6 < r.closes_at AS is_open"
            " FROM round r JOIN programme p ON p.row = r.programme"
            " WHERE r.row < ?1 AND (?2 IS NULL OR p.id = ?2)"
            " AND (?3 IS NULL OR r.state = ?3)"
            " AND (?4 OR r.state <> 'draft') AND (NOT ?5 OR is_open)"
            " AND (?8 = 0 OR ?8 = iif(is_open, 2, " IS_UPCOMING "))"
            " AND (?9 = '' OR " TAKES_FIELD ") AND has_words(r.title, ?10)"
            " ORDER BY r.row DESC LIMIT ?7",
    [DELETE_SECTIONS] = "DELETE FROM round_section WHERE round = ?1",
    [DELETE_CRITERIA] = "DELETE FROM round_criterion WHERE round = ?1",
    [DELETE_STEPS] = "DELETE FROM tranche_step WHERE round = ?1",
    [INSERT_SECTION] = "INSERT INTO round_section (round, name, budget,"
                       " expected_min, expected_max)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
    [INSERT_FIELD] = "INSERT INTO section_field (section, name)"
                     " VALUES (?1, ?2)",
    [INSERT_CRITERION] = "INSERT INTO round_criterion (round, name, weight)"
                         " VALUES (?1, ?2, ?3)",
    [INSERT_STEP] = "INSERT INTO tranche_step (round, share, needs_report,"
                    " needs_visit) VALUES (?1, ?2, ?3, ?4)",
    [LIST_SECTIONS] = "SELECT name, budget, expected_min, expected_max"
                      " FROM round_section WHERE round = ?1 ORDER BY row",
    [LIST_FIELDS] = "SELECT f.name FROM section_field f"
                    " JOIN round_section s ON s.row = f.section"
                    " WHERE s.round = ?1 AND s.name = ?2 ORDER BY f.row",
    [LIST_CRITERIA] = "SELECT name, weight FROM round_criterion"
                      " WHERE round = ?1 ORDER BY row",
    [LIST_STEPS] = "SELECT share, needs_report, needs_visit FROM tranche_step"
                   " WHERE round = ?1 ORDER BY row",
};

/* What may change, in the order of INSERT and UPDATE. */
#define CHANGING_VALUES(r)                                                     \
    V((r)->title), V(state_name(THING_ROUND, (r)->state)), V((r)->fund_hub),   \
            V((r)->fund), V((r)->opens_at), V((r)->closes_at), V((r)->budget), \
            V_IF((r)->has_max_amount, (r)->max_amount),                        \
            V_IF((r)->has_max_per_organisation, (r)->max_per_organisation),    \
            V((r)->notice_working_days), V((r)->agreement_days),               \
            V((r)->skips_screening), V((r)->skips_panel),                      \
            V((r)->drops_extremes), V((r)->is_rolling),                        \
            V_IF((r)->has_panel_closed_at, (r)->panel_closed_at),              \
            V_IF((r)->has_summary, (r)->summary),                              \
            V_IF((r)->has_rule_document, (r)->rule_document),                  \
            V_IF((r)->has_reason, (r)->reason), V((r)->needs_budget),          \
            V_IF((r)->has_scores_due_on, (r)->scores_due_on)

struct queries *
store_round_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_round(struct store *store, struct round *round)
{
    enum status status = db_run(store->rounds, INSERT_ROUND, V(round->id),
            CHANGING_VALUES(round), V(round->number), V(round->programme));

    round->rowid = db_last_rowid(queries_db(store->rounds));
    return status;
}

enum status
store_update_round(struct store *store, const struct round *round)
{
    return db_change(store->rounds, UPDATE_ROUND, V(round->id),
            CHANGING_VALUES(round));
}

static enum status
insert_section(struct store *store, int64_t round,
        const struct round_section *section)
{
    enum status status = db_run(store->rounds, INSERT_SECTION, V(round),
            V(section->name), V(section->budget),
            V_IF(section->has_expected_min, section->expected_min),
            V_IF(section->has_expected_max, section->expected_max));
    int64_t rowid = db_last_rowid(queries_db(store->rounds));

    for (size_t i = 0; !status && i < section->fields_count; i++)
        status = db_run(store->rounds, INSERT_FIELD, V(rowid),
                V(section->fields[i]));
    return status;
}

enum status
store_put_round_rules(struct store *store, const struct round *round)
{
    struct queries *rounds = store->rounds;
    enum status status = db_run(rounds, DELETE_SECTIONS, V(round->rowid));

    if (!status)
        status = db_run(rounds, DELETE_CRITERIA, V(round->rowid));
    if (!status)
        status = db_run(rounds, DELETE_STEPS, V(round->rowid));
    for (size_t i = 0; !status && i < round->sections_count; i++)
        status = insert_section(store, round->rowid, &round->sections[i]);
    for (size_t i = 0; !status && i < round->criteria_count; i++)
        status = db_run(rounds, INSERT_CRITERION, V(round->rowid),
                V(round->criteria[i].name), V(round->criteria[i].weight));
    for (size_t i = 0; !status && i < round->tranches_count; i++)
        status = db_run(rounds, INSERT_STEP, V(round->rowid),
                V(round->tranches[i].share), V(round->tranches[i].needs_report),
                V(round->tranches[i].needs_visit));
    return status;
}

static void
read_section(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct round_section *)item = (struct round_section){
        .name = column_text(row, 0, arena),
        .budget = column_int(row, 1),
        .has_expected_min = !column_is_null(row, 2),
        .expected_min = column_int(row, 2),
        .has_expected_max = !column_is_null(row, 3),
        .expected_max = column_int(row, 3),
    };
}

static void
read_criterion(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct round_criterion *)item = (struct round_criterion){
        .name = column_text(row, 0, arena),
        .weight = column_int(row, 1),
    };
}

static void
read_step(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct tranche_step *)item = (struct tranche_step){
        .share = column_int(row, 0),
        .needs_report = column_bool(row, 1),
        .needs_visit = column_bool(row, 2),
    };
}

static const struct row_reader section_reader = { sizeof(struct round_section),
    read_section };
static const struct row_reader criterion_reader = {
    sizeof(struct round_criterion), read_criterion
};
static const struct row_reader step_reader = { sizeof(struct tranche_step),
    read_step };

static enum status
find_sections(struct store *store, struct arena *arena, struct round *round)
{
    sqlite3_stmt *row;
    struct rows rows;
    enum status status =
            db_first(store->rounds, LIST_SECTIONS, &row, V(round->rowid));

    status = store_collect(status, row, &section_reader, NULL, arena, &rows);
    round->sections = rows.items;
    round->sections_count = rows.count;
    for (size_t i = 0; !status && i < round->sections_count; i++) {
        status = db_first(store->rounds, LIST_FIELDS, &row, V(round->rowid),
                V(round->sections[i].name));
        status = store_collect(status, row, &text_reader, NULL, arena, &rows);
        round->sections[i].fields = rows.items;
        round->sections[i].fields_count = rows.count;
    }
    return status;
}

static enum status
find_rules(struct store *store, struct arena *arena, struct round *round)
{
    sqlite3_stmt *row;
    struct rows rows = { 0 };
    enum status status = find_sections(store, arena, round);

    if (status)
        return status;
    status = db_first(store->rounds, LIST_CRITERIA, &row, V(round->rowid));
    status = store_collect(status, row, &criterion_reader, NULL, arena, &rows);
    round->criteria = rows.items;
    round->criteria_count = rows.count;
    if (status)
        return status;
    status = db_first(store->rounds, LIST_STEPS, &row, V(round->rowid));
    status = store_collect(status, row, &step_reader, NULL, arena, &rows);
    round->tranches = rows.items;
    round->tranches_count = rows.count;
    return status;
}

static void
read_round(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct round *)item = (struct round){
        .rowid = column_int(row, 0),
        .id = column_uuid(row, 1),
        .programme = column_uuid(row, 2),
        .number = column_text(row, 3, arena),
        .title = column_text(row, 4, arena),
        .state = column_enum(row, 5, &grants_round_state_enumeration),
        .fund_hub = column_text(row, 6, arena),
        .fund = column_uuid(row, 7),
        .opens_at = column_int(row, 8),
        .closes_at = column_int(row, 9),
        .budget = column_int(row, 10),
        .has_max_amount = !column_is_null(row, 11),
        .max_amount = column_int(row, 11),
        .has_max_per_organisation = !column_is_null(row, 12),
        .max_per_organisation = column_int(row, 12),
        .notice_working_days = column_int(row, 13),
        .agreement_days = column_int(row, 14),
        .skips_screening = column_bool(row, 15),
        .skips_panel = column_bool(row, 16),
        .drops_extremes = column_bool(row, 17),
        .is_rolling = column_bool(row, 18),
        .has_panel_closed_at = !column_is_null(row, 19),
        .panel_closed_at = column_int(row, 19),
        .has_summary = !column_is_null(row, 20),
        .summary = column_text(row, 20, arena),
        .has_rule_document = !column_is_null(row, 21),
        .rule_document = column_text(row, 21, arena),
        .has_reason = !column_is_null(row, 22),
        .reason = column_text(row, 22, arena),
        .needs_budget = column_bool(row, 23),
        .has_scores_due_on = !column_is_null(row, 24),
        .scores_due_on = column_int(row, 24),
    };
}

enum status
store_find_round(struct store *store, struct uuid id, struct arena *arena,
        struct round *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->rounds, FIND_ROUND, &row, V(id));

    status = store_take(status, row, read_round, arena, out);
    if (!status)
        status = find_rules(store, arena, out);
    return status;
}

static void
read_round_item(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct round_item *)item = (struct round_item){
        .round = column_uuid(row, 1),
        .round_id = column_uuid(row, 1),
        .programme = column_uuid(row, 2),
        .number = column_text(row, 3, arena),
        .title = column_text(row, 4, arena),
        .state = column_enum(row, 5, &grants_round_state_enumeration),
        .fund_hub = column_text(row, 6, arena),
        .fund = column_uuid(row, 7),
        .opens_at = column_int(row, 8),
        .closes_at = column_int(row, 9),
        .budget = column_int(row, 10),
        .committed = column_int(row, 11),
        .is_open = column_bool(row, 12),
    };
}

static const struct row_reader round_item_reader = { sizeof(struct round_item),
    read_round_item };

enum status
store_list_rounds(struct store *store, const struct round_filter *filter,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->rounds, LIST_ROUNDS, &row,
            V(page_start(page)), V_IF(filter->has_programme, filter->programme),
            V(state_name(THING_ROUND, filter->state)), V(filter->with_drafts),
            V(filter->open_only), V(filter->now), V(page->limit + 1),
            V(filter->window), V(filter->field), V(filter->q));

    return store_collect(status, row, &round_item_reader, page, arena, out);
}
