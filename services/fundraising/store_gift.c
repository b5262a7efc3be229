#include "store_gift.h"

#include "list.h"
#include "serial.h"

#include "base/clock.h"

enum query {
    INSERT_GIFT,
    UPDATE_GIFT,
    FIND_GIFT,
    FIND_GIFT_BY_SERIAL,
    FIND_CHANNEL,
    FIND_GIVEN,
    LIST_GIFTS,
    LIST_CLEARING,
    LIST_GIFTS_OF_CLEARING,
    LIST_GIFTS_OF_PROJECT,
    FIND_STRETCH,
    LIST_GIFTS_OF_ACCOUNT,
    SUM_BY_YEAR, /* then in the order of enum gift_dimension */
    SUM_BY_MONTH,
    SUM_BY_CHANNEL,
    SUM_BY_HUB,
    SUM_BY_FUND,
    SUM_BY_PROJECT,
    LIST_UNDRAWN,
    DRAW_GIFT,
    UNDRAW_ENDED_GIFT,
    NOTE_LIFTED,
    LIFT_GIFTS,
    SUM_LIFTED,
    RESTRICT_GIFTS,
    FORGET_LIFTED,
    QUERY_COUNT,
};

enum { STRETCH = 4096 }; /* serials: see migrations/010_gift_stretches.sql */

#define GIFT_COLUMNS                                                           \
    "SELECT serial, id, entry, hash, fund, project, campaign, clearing,"       \
    " amount, undrawn, drawn, receivable, state, given_at, reason"             \
    " FROM gift "

#define ROW_COLUMNS                                                            \
    "SELECT g.serial, g.id, g.given_at, f.id, p.id, c.id, g.amount,"           \
    " a.channel, a.hub, g.state, d.display_name, d.public_name, g.entry,"      \
    " p.title"                                                                 \
    " FROM gift g JOIN fund f ON f.number = g.fund"                            \
    " JOIN account a ON a.number = g.clearing"                                 \
    " LEFT JOIN project p ON p.number = g.project"                             \
    " LEFT JOIN campaign c ON c.number = g.campaign"                           \
    " LEFT JOIN donor d ON d.gift = g.serial "

/* A moment of the calendar at the hub, in UTC+8. */
#define CALENDAR(format)                                                       \
    "strftime('" format "', g.given_at / 1000 + 8 * 3600, 'unixepoch')"

/* `id` and `name` say which they are. What was given back does not count. */
#define SUM(id, name, by, order)                                               \
    "SELECT " id ", " name ", COUNT(*), SUM(g.amount)"                         \
    " FROM gift g JOIN fund f ON f.number = g.fund"                            \
    " JOIN account a ON a.number = g.clearing"                                 \
    " LEFT JOIN project p ON p.number = g.project"                             \
    " WHERE g.state = ?1 AND (?2 = 0 OR g.fund = ?2)"                          \
    " AND (?3 = 0 OR g.project = ?3) AND (?4 = 0 OR a.channel = ?4)"           \
    " AND (?5 IS NULL OR a.hub = ?5) AND g.serial >= ?6 AND g.serial < ?7"     \
    " GROUP BY " by " ORDER BY " order " LIMIT ?8"
#define MOST_MONEY_FIRST "4 DESC, 3 DESC, 2"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_GIFT] = "INSERT INTO gift (serial, id, entry, hash, fund, project,"
                    " campaign, clearing, amount, undrawn, state, given_at)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                    " ?12)",
    [UPDATE_GIFT] = "UPDATE gift SET undrawn = ?2, drawn = ?3,"
                    " receivable = ?4, state = ?5, reason = ?6"
                    " WHERE serial = ?1",
    [FIND_GIFT] = GIFT_COLUMNS "WHERE id = ?1",
    [FIND_GIFT_BY_SERIAL] = GIFT_COLUMNS "WHERE serial = ?1",
    [FIND_CHANNEL] = "SELECT number, code, balance, channel, hub FROM account"
                     " WHERE number = ?1",
    [FIND_GIVEN] = "SELECT serial, given_at FROM gift WHERE serial >= ?1"
                   " ORDER BY serial LIMIT 1",
    [LIST_GIFTS] = ROW_COLUMNS "WHERE g.serial >= ?1 AND g.serial < ?2"
                               " ORDER BY g.serial DESC",
    /* By the beginning of their code: no other account is looked at. */
    [LIST_CLEARING] = "SELECT json_group_array(number) FROM account"
                      " WHERE code >= 'clearing:' AND code < 'clearing;'"
                      " AND (?1 = 0 OR fund = ?1) AND (?2 = 0 OR channel = ?2)"
                      " AND (?3 IS NULL OR hub = ?3)",
    /* Which they are is found in the index alone, so sorting is of numbers. */
    [LIST_GIFTS_OF_CLEARING] = ROW_COLUMNS
    "WHERE g.serial IN (SELECT serial FROM gift WHERE serial / 4096 = ?1"
    " AND serial >= ?2 AND serial < ?3"
    " AND clearing IN (SELECT value FROM json_each(?5))"
    " ORDER BY serial DESC LIMIT ?6) ORDER BY g.serial DESC",
    [LIST_GIFTS_OF_PROJECT] = ROW_COLUMNS
    "WHERE g.serial / 4096 = ?1 AND g.serial >= ?2 AND g.serial < ?3"
    " AND g.project = ?4 AND (?5 IS NULL OR g.clearing IN"
    " (SELECT value FROM json_each(?5))) ORDER BY g.serial DESC LIMIT ?6",
    [FIND_STRETCH] = "SELECT serial / 4096 FROM gift WHERE serial < ?1"
                     " ORDER BY serial DESC LIMIT 1",
    [LIST_GIFTS_OF_ACCOUNT] =
            "SELECT g.serial, g.id, g.hash, g.given_at, f.id, p.id, g.amount,"
            " g.drawn, a.channel, g.state"
            " FROM donor d JOIN gift g ON g.serial = d.gift"
            " JOIN fund f ON f.number = g.fund"
            " JOIN account a ON a.number = g.clearing"
            " LEFT JOIN project p ON p.number = g.project"
            " WHERE d.account = ?2 AND (?1 = 0 OR d.gift < ?1)"
            " ORDER BY d.gift DESC",
    [SUM_BY_YEAR] = SUM("NULL", CALENDAR("%Y"), "2", "2"),
    [SUM_BY_MONTH] = SUM("NULL", CALENDAR("%Y-%m"), "2", "2"),
    [SUM_BY_CHANNEL] = SUM("NULL", "a.channel", "2", MOST_MONEY_FIRST),
    [SUM_BY_HUB] = SUM("NULL", "a.hub", "2", MOST_MONEY_FIRST),
    [SUM_BY_FUND] = SUM("f.id", "f.name", "f.number", MOST_MONEY_FIRST),
    [SUM_BY_PROJECT] =
            SUM("p.id", "COALESCE(p.title, '')", "p.number", MOST_MONEY_FIRST),
    [LIST_UNDRAWN] = "SELECT serial, id, amount, drawn, undrawn FROM gift"
                     " INDEXED BY gift_undrawn"
                     " WHERE project = ?1 AND undrawn > 0 AND fund = ?2"
                     " ORDER BY serial LIMIT ?3",
    [DRAW_GIFT] = "UPDATE gift SET drawn = drawn + ?2, undrawn = undrawn - ?2"
                  " WHERE serial = ?1",
    [UNDRAW_ENDED_GIFT] = "UPDATE gift SET drawn = drawn - ?2"
                          " WHERE serial = ?1",
    [NOTE_LIFTED] = "INSERT INTO lifting (entry, gift, amount)"
                    " SELECT ?3, serial, undrawn FROM gift"
                    " WHERE project = ?2 AND undrawn > 0 AND fund = ?1",
    [LIFT_GIFTS] = "UPDATE gift SET undrawn = 0"
                   " WHERE project = ?2 AND undrawn > 0 AND fund = ?1",
    [SUM_LIFTED] = "SELECT sum(l.amount) FROM lifting l"
                   " JOIN gift g ON g.serial = l.gift"
                   " WHERE l.entry = ?1 AND g.state = ?2",
    [RESTRICT_GIFTS] = "UPDATE gift SET undrawn = undrawn + l.amount"
                       " FROM lifting l WHERE l.entry = ?1"
                       " AND l.gift = gift.serial AND gift.state = ?2",
    [FORGET_LIFTED] = "DELETE FROM lifting WHERE entry = ?1",
};

struct queries *
store_gift_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_gift(struct fundraising *self, const struct gift *gift)
{
    return db_run(self->gifts, INSERT_GIFT, V(gift->serial), V(gift->id),
            V(gift->entry), V(&gift->hash), V(gift->fund),
            V_IF(gift->project != 0, gift->project),
            V_IF(gift->campaign != 0, gift->campaign), V(gift->clearing),
            V(gift->amount), V(gift->undrawn), V(gift->state),
            V(gift->given_at));
}

enum status
store_update_gift(struct fundraising *self, const struct gift *gift)
{
    return db_change(self->gifts, UPDATE_GIFT, V(gift->serial),
            V(gift->undrawn), V(gift->drawn), V(gift->receivable),
            V(gift->state), V(gift->reason));
}

static enum status
find_gift(sqlite3_stmt *row, enum status status, struct arena *arena,
        struct gift *out)
{
    if (status)
        return status;
    *out = (struct gift){
        .serial = column_int(row, 0),
        .id = column_uuid(row, 1),
        .entry = column_int(row, 2),
        .hash = column_hash(row, 3),
        .fund = column_int(row, 4),
        .project = column_int(row, 5),
        .campaign = column_int(row, 6),
        .clearing = column_int(row, 7),
        .amount = column_int(row, 8),
        .undrawn = column_int(row, 9),
        .drawn = column_int(row, 10),
        .receivable = column_int(row, 11),
        .state = (enum gift_state)column_int(row, 12),
        .given_at = column_int(row, 13),
        .reason = column_text(row, 14, arena),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_gift(struct fundraising *self, struct uuid id, struct arena *arena,
        struct gift *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->gifts, FIND_GIFT, &row, V(id));

    return find_gift(row, status, arena, out);
}

enum status
store_find_gift_by_serial(struct fundraising *self, int64_t serial,
        struct arena *arena, struct gift *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->gifts, FIND_GIFT_BY_SERIAL, &row, V(serial));

    return find_gift(row, status, arena, out);
}

enum status
store_find_gift_channel(struct fundraising *self, const struct gift *gift,
        struct arena *arena, struct gift_channel *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->gifts, FIND_CHANNEL, &row, V(gift->clearing));

    if (status)
        return status;
    *out = (struct gift_channel){
        .clearing = {
            .number = column_int(row, 0),
            .kind = ACCOUNT_KIND_CLEARING,
            .code = column_text(row, 1, arena),
            .balance = column_int(row, 2),
        },
        .channel = (enum channel)column_int(row, 3),
        .hub = column_text(row, 4, arena),
    };
    db_done(row);
    return STATUS_OK;
}

static struct gift_row
read_row(sqlite3_stmt *row, struct arena *arena)
{
    return (struct gift_row){
        .item = {
            .gift_id = column_uuid(row, 1),
            .number = gift_number(arena, column_int(row, 0)),
            .at = column_int(row, 2),
            .fund = column_uuid(row, 3),
            .has_project = !column_is_null(row, 4),
            .project = column_uuid(row, 4),
            .has_campaign = !column_is_null(row, 5),
            .campaign = column_uuid(row, 5),
            .amount = column_int(row, 6),
            .channel = (enum channel)column_int(row, 7),
            .channel_hub = column_text(row, 8, arena),
            .state = (enum gift_state)column_int(row, 9),
        },
        .donor = column_text(row, 10, arena),
        .public_name = column_bool(row, 11),
        .entry = column_int(row, 12),
        .project_title = column_text(row, 13, arena),
    };
}

/* A walk over gifts that has begun, as far as the page takes them. */
static enum status
take_gifts(sqlite3_stmt *row, enum status status, struct arena *arena,
        struct page *page, struct gift_row *rows, size_t *count)
{
    for (; !status && page_takes(page, *count, column_int(row, 0));
            status = db_next(row))
        rows[(*count)++] = read_row(row, arena);
    if (!status)
        db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The last one that has a gift before this one. */
static enum status
find_stretch(struct fundraising *self, int64_t before, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->gifts, FIND_STRETCH, &row, V(before));

    if (status)
        return status;
    *out = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_serial(struct fundraising *self, int64_t time, int64_t *out)
{
    const int64_t year = date_year(date_of(time));
    int64_t low = serial_of_year(year), high = serial_of_year(year + 1);
    enum status status = STATUS_OK;

    while (!status && low < high) {
        int64_t middle = low + (high - low) / 2;
        sqlite3_stmt *row;

        status = db_first(self->gifts, FIND_GIVEN, &row, V(middle));
        if (!status && column_int(row, 1) < time)
            low = column_int(row, 0) + 1;
        else
            high = middle;
        if (!status)
            db_done(row);
        else if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    *out = low;
    return status;
}

/* A JSON array of their numbers; empty: not asked for. */
static enum status
list_clearing(struct fundraising *self, struct arena *arena,
        const struct gift_filter *filter, struct str *out)
{
    sqlite3_stmt *row;
    enum status status;

    *out = STR("");
    if (!filter->fund && !filter->channel && filter->channel_hub.len == 0)
        return STATUS_OK;
    status = db_first(self->gifts, LIST_CLEARING, &row, V(filter->fund),
            V(filter->channel),
            V_IF(filter->channel_hub.len > 0, filter->channel_hub));
    if (status)
        return status;
    *out = column_text(row, 0, arena);
    db_done(row);
    return STATUS_OK;
}

/* Stretch by stretch: so they are indexed. */
static enum status
list_stretches(struct fundraising *self, struct arena *arena,
        const struct gift_filter *filter, struct str clearing,
        struct page *page, struct gift_row *rows, size_t *count)
{
    const enum query query =
            filter->project ? LIST_GIFTS_OF_PROJECT : LIST_GIFTS_OF_CLEARING;
    int64_t end = filter->end, stretch = 0;
    enum status status = STATUS_OK;

    while (!status && !page->has_more && end > filter->first) {
        sqlite3_stmt *row;

        status = find_stretch(self, end, &stretch);
        if (status)
            break;
        status = db_first(self->gifts, query, &row, V(stretch),
                V(filter->first), V(end), V(filter->project),
                V_IF(clearing.len > 0, clearing), V(page->limit + 1));
        status = take_gifts(row, status, arena, page, rows, count);
        end = stretch * STRETCH;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
list_all(struct fundraising *self, struct arena *arena,
        const struct gift_filter *filter, struct page *page,
        struct gift_row *rows, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->gifts, LIST_GIFTS, &row,
            V(filter->first), V(filter->end));

    return take_gifts(row, status, arena, page, rows, count);
}

enum status
store_list_gifts(struct fundraising *self, struct arena *arena,
        const struct gift_filter *filter, struct page *page,
        struct gift_row **out, size_t *count)
{
    struct gift_filter left = *filter;
    struct str clearing;
    enum status status = list_clearing(self, arena, filter, &clearing);

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    *count = 0;
    if (page->after && page->after < left.end)
        left.end = page->after;
    if (status)
        return status;
    return filter->project || clearing.len > 0
                   ? list_stretches(self, arena, &left, clearing, page, *out,
                             count)
                   : list_all(self, arena, &left, page, *out, count);
}

static struct own_gift
read_own(sqlite3_stmt *row, struct arena *arena)
{
    const struct hash hash = column_hash(row, 2);

    return (struct own_gift){
        .number = receipt_number(arena, column_int(row, 0)),
        .gift_id = column_uuid(row, 1),
        .hash = receipt_hash(arena, &hash),
        .at = column_int(row, 3),
        .fund = column_uuid(row, 4),
        .has_project = !column_is_null(row, 5),
        .project = column_uuid(row, 5),
        .amount = column_int(row, 6),
        .drawn = column_int(row, 7),
        .channel = (enum channel)column_int(row, 8),
        .state = (enum gift_state)column_int(row, 9),
    };
}

enum status
store_list_gifts_of_account(struct fundraising *self, struct arena *arena,
        struct uuid account, struct page *page, struct own_gift **out,
        size_t *count)
{
    struct own_gift *gifts = arena_alloc(arena, page->limit * sizeof(*gifts));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->gifts, LIST_GIFTS_OF_ACCOUNT, &row,
            V(page->after), V(account));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        gifts[len++] = read_own(row, arena);
    if (!status)
        db_done(row);
    *out = gifts;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* A channel is known by its number here, elsewhere by its name. */
static struct str
group_name(sqlite3_stmt *row, enum gift_dimension by, struct arena *arena)
{
    if (by == GIFT_DIMENSION_CHANNEL)
        return str_from(
                enum_name(&types_channel_enumeration, (int)column_int(row, 1)));
    return column_text(row, 1, arena);
}

enum status
store_sum_gifts(struct fundraising *self, struct arena *arena,
        enum gift_dimension by, const struct gift_filter *filter,
        struct gift_group *groups, size_t groups_max, size_t *count)
{
    sqlite3_stmt *row;
    size_t len = 0;
    enum status status =
            db_first(self->gifts, SUM_BY_YEAR + (int)by - GIFT_DIMENSION_YEAR,
                    &row, V(GIFT_STATE_RECEIVED), V(filter->fund),
                    V(filter->project), V(filter->channel),
                    V_IF(filter->channel_hub.len > 0, filter->channel_hub),
                    V(filter->first), V(filter->end), V(groups_max));

    for (; !status; status = db_next(row))
        groups[len++] = (struct gift_group){
            .has_id = !column_is_null(row, 0),
            .id = column_uuid(row, 0),
            .name = group_name(row, by, arena),
            .gifts = column_int(row, 2),
            .raised = column_int(row, 3),
        };
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_undrawn(struct fundraising *self, struct arena *arena, int64_t fund,
        int64_t project, int64_t amount, struct undrawn_gift **out,
        size_t *count)
{
    struct undrawn_gift *gifts = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->gifts, LIST_UNDRAWN, &row, V(project),
            V(fund), V(DRAWS_MAX));

    for (; !status && amount > 0; status = db_next(row)) {
        *LIST_ADD(arena, gifts, len) = (struct undrawn_gift){
            .serial = column_int(row, 0),
            .id = column_uuid(row, 1),
            .amount = column_int(row, 2),
            .drawn = column_int(row, 3),
            .undrawn = column_int(row, 4),
        };
        amount -= column_int(row, 4);
    }
    if (!status)
        db_done(row);
    *out = gifts;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_draw_gift(struct fundraising *self, int64_t serial, int64_t amount)
{
    return db_change(self->gifts, DRAW_GIFT, V(serial), V(amount));
}

enum status
store_undraw_ended_gift(struct fundraising *self, int64_t serial,
        int64_t amount)
{
    return db_change(self->gifts, UNDRAW_ENDED_GIFT, V(serial), V(amount));
}

enum status
store_lift_gifts(struct fundraising *self, int64_t fund, int64_t project,
        int64_t entry)
{
    enum status status =
            db_run(self->gifts, NOTE_LIFTED, V(fund), V(project), V(entry));

    return status ? status
                  : db_run(self->gifts, LIFT_GIFTS, V(fund), V(project));
}

enum status
store_restrict_gifts(struct fundraising *self, int64_t entry, int64_t *amount)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->gifts, SUM_LIFTED, &row, V(entry),
            V(GIFT_STATE_RECEIVED));

    if (status)
        return status;
    *amount = column_int(row, 0);
    db_done(row);
    status = db_run(self->gifts, RESTRICT_GIFTS, V(entry),
            V(GIFT_STATE_RECEIVED));
    return status ? status : db_run(self->gifts, FORGET_LIFTED, V(entry));
}
