#include "store_mandate.h"

#include "gift.h"
#include "list.h"

enum query {
    INSERT_MANDATE,
    UPDATE_MANDATE,
    FIND_MANDATE,
    FIND_MANDATE_BY_SERIAL,
    PUT_DONOR,
    FIND_DONOR,
    LIST_MANDATES,
    LIST_MANDATE,
    LIST_MANDATES_OF_ACCOUNT,
    INSERT_CHARGE,
    UPDATE_CHARGE,
    FIND_CHARGE,
    FIND_CHARGE_OF_GIFT,
    SKIP_CHARGES,
    LIST_CHARGES,
    LIST_CHARGES_OF_STATE,
    LIST_CHARGES_OF_MANDATE,
    LIST_LAST_CHARGES,
    INSERT_CHANGE,
    LIST_LAST_CHANGES,
    QUERY_COUNT,
};

#define MANDATE_COLUMNS                                                        \
    "SELECT serial, id, code, fund, project, campaign, channel, channel_hub,"  \
    " amount, day, starts_on, instalments, made, last_period, next_on,"        \
    " failures, state, ending, is_by_donor, opened_at, reason FROM mandate "

/* What came of it: of charges that are paid, state 2. */
#define ITEM_COLUMNS                                                           \
    "SELECT m.serial, m.id, m.opened_at, f.id, p.id, c.id, m.amount, m.day,"   \
    " m.starts_on, m.instalments, m.made, (SELECT coalesce(sum(amount), 0)"    \
    " FROM charge WHERE mandate = m.serial AND state = 2), m.channel,"         \
    " m.channel_hub, m.state, m.ending, m.next_on, d.display_name,"            \
    " d.public_name FROM mandate m JOIN fund f ON f.number = m.fund"           \
    " LEFT JOIN project p ON p.number = m.project"                             \
    " LEFT JOIN campaign c ON c.number = m.campaign"                           \
    " LEFT JOIN mandate_donor d ON d.mandate = m.serial "

#define CHARGE_COLUMNS                                                         \
    "SELECT number, id, mandate, period, due_on, amount, state, attempts,"     \
    " gift, bank_reference, reason FROM charge "

#define CHARGE_ITEM_COLUMNS                                                    \
    "SELECT h.number, h.id, m.id, m.serial, h.period, h.due_on, h.amount,"     \
    " f.id, p.id, h.state, h.attempts, g.id, h.reason, d.display_name,"        \
    " d.public_name FROM charge h JOIN mandate m ON m.serial = h.mandate"      \
    " JOIN fund f ON f.number = m.fund"                                        \
    " LEFT JOIN project p ON p.number = m.project"                             \
    " LEFT JOIN gift g ON g.serial = h.gift"                                   \
    " LEFT JOIN mandate_donor d ON d.mandate = m.serial "

static const char *const sql[QUERY_COUNT] = {
    [INSERT_MANDATE] =
            "INSERT INTO mandate (serial, id, code, fund, project, campaign,"
            " channel, channel_hub, amount, day, starts_on, instalments,"
            " next_on, state, is_by_donor, opened_at) VALUES (?1, ?2, ?3, ?4,"
            " ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    [UPDATE_MANDATE] =
            "UPDATE mandate SET amount = ?2, day = ?3, made = ?4,"
            " last_period = ?5, next_on = ?6, failures = ?7, state = ?8,"
            " ending = ?9, is_by_donor = ?10, reason = ?11 WHERE serial = ?1",
    [FIND_MANDATE] = MANDATE_COLUMNS "WHERE id = ?1",
    [FIND_MANDATE_BY_SERIAL] = MANDATE_COLUMNS "WHERE serial = ?1",
    [PUT_DONOR] =
            "INSERT INTO mandate_donor (mandate, account, display_name,"
            " contact, public_name, locale, waives_receipt, attributed)"
            " VALUES (?1, ?2, ?3, seal('mandate.contact', ?1, ?4), ?5, ?6, ?7,"
            " ?8) ON CONFLICT DO UPDATE SET account = ?2, display_name = ?3,"
            " contact = seal('mandate.contact', mandate, ?4, contact),"
            " public_name = ?5, locale = ?6, waives_receipt = ?7,"
            " attributed = ?8",
    [FIND_DONOR] = "SELECT account, display_name,"
                   " unseal('mandate.contact', mandate, contact), public_name,"
                   " locale, waives_receipt, attributed FROM mandate_donor"
                   " WHERE mandate = ?1",
    [LIST_MANDATES] = ITEM_COLUMNS
    "WHERE (?1 = 0 OR m.serial < ?1) AND (?2 = 0 OR m.state = ?2)"
    " AND (?3 = '' OR instr(d.display_name, ?3)) ORDER BY m.serial DESC",
    /* Apart: an OR above would look through all of them for one. */
    [LIST_MANDATE] = ITEM_COLUMNS
    "WHERE (?1 = 0 OR m.serial < ?1) AND (?2 = 0 OR m.state = ?2)"
    " AND m.serial = ?3",
    [LIST_MANDATES_OF_ACCOUNT] =
            ITEM_COLUMNS "WHERE d.account = ?2 AND (?1 = 0 OR d.mandate < ?1)"
                         " ORDER BY d.mandate DESC",
    [INSERT_CHARGE] = "INSERT INTO charge (id, mandate, period, due_on, amount,"
                      " state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [UPDATE_CHARGE] = "UPDATE charge SET due_on = ?2, state = ?3,"
                      " attempts = ?4, gift = ?5, bank_reference = ?6,"
                      " reason = ?7 WHERE number = ?1",
    [FIND_CHARGE] = CHARGE_COLUMNS "WHERE id = ?1",
    [FIND_CHARGE_OF_GIFT] = CHARGE_COLUMNS "WHERE gift = ?1",
    [SKIP_CHARGES] = "UPDATE charge SET state = ?3 WHERE mandate = ?1"
                     " AND state = ?2",
    [LIST_CHARGES] =
            CHARGE_ITEM_COLUMNS "WHERE h.number > ?1 ORDER BY h.number",
    [LIST_CHARGES_OF_STATE] = CHARGE_ITEM_COLUMNS
    "WHERE h.number > ?1 AND h.state = ?2 ORDER BY h.number",
    [LIST_CHARGES_OF_MANDATE] = CHARGE_ITEM_COLUMNS
    "WHERE h.number > ?1 AND h.mandate = ?2 AND (?3 = 0 OR h.state = ?3)"
    " ORDER BY h.number",
    [LIST_LAST_CHARGES] = CHARGE_ITEM_COLUMNS
    "WHERE h.mandate = ?1 ORDER BY h.period DESC LIMIT ?2",
    [INSERT_CHANGE] = "INSERT INTO mandate_change (mandate, at, state, ending,"
                      " amount, day, is_by_donor, reason) VALUES (?1, ?2, ?3,"
                      " ?4, ?5, ?6, ?7, ?8)",
    [LIST_LAST_CHANGES] =
            "SELECT at, state, ending, amount, day, is_by_donor, reason"
            " FROM mandate_change WHERE mandate = ?1 ORDER BY number DESC"
            " LIMIT ?2",
};

_Static_assert(CHARGE_STATE_PAID == 2, "SQL above counts on it");

struct queries *
store_mandate_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_mandate(struct fundraising *self, const struct mandate *mandate)
{
    return db_run(self->mandates, INSERT_MANDATE, V(mandate->serial),
            V(mandate->id), V_IF(mandate->has_code, &mandate->code),
            V(mandate->fund), V_IF(mandate->project != 0, mandate->project),
            V_IF(mandate->campaign != 0, mandate->campaign),
            V(mandate->channel), V(mandate->channel_hub), V(mandate->amount),
            V(mandate->day), V(mandate->starts_on),
            V_IF(mandate->instalments != 0, mandate->instalments),
            V_IF(mandate->next_on != 0, mandate->next_on), V(mandate->state),
            V(mandate->is_by_donor), V(mandate->opened_at));
}

enum status
store_update_mandate(struct fundraising *self, const struct mandate *mandate)
{
    return db_change(self->mandates, UPDATE_MANDATE, V(mandate->serial),
            V(mandate->amount), V(mandate->day), V(mandate->made),
            V(mandate->last_period),
            V_IF(mandate->next_on != 0, mandate->next_on), V(mandate->failures),
            V(mandate->state), V_IF(mandate->ending != 0, (int)mandate->ending),
            V(mandate->is_by_donor), V(mandate->reason));
}

static enum status
find_mandate(sqlite3_stmt *row, enum status status, struct arena *arena,
        struct mandate *out)
{
    if (status)
        return status;
    *out = (struct mandate){
        .serial = column_int(row, 0),
        .id = column_uuid(row, 1),
        .has_code = !column_is_null(row, 2),
        .code = column_hash(row, 2),
        .fund = column_int(row, 3),
        .project = column_int(row, 4),
        .campaign = column_int(row, 5),
        .channel = (enum channel)column_int(row, 6),
        .channel_hub = column_text(row, 7, arena),
        .amount = column_int(row, 8),
        .day = column_int(row, 9),
        .starts_on = column_int(row, 10),
        .instalments = column_int(row, 11),
        .made = column_int(row, 12),
        .last_period = column_int(row, 13),
        .next_on = column_int(row, 14),
        .failures = column_int(row, 15),
        .state = (enum mandate_state)column_int(row, 16),
        .ending = (enum mandate_ending)column_int(row, 17),
        .is_by_donor = column_bool(row, 18),
        .opened_at = column_int(row, 19),
        .reason = column_text(row, 20, arena),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_mandate(struct fundraising *self, struct uuid id,
        struct arena *arena, struct mandate *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->mandates, FIND_MANDATE, &row, V(id));

    return find_mandate(row, status, arena, out);
}

enum status
store_find_mandate_by_serial(struct fundraising *self, int64_t serial,
        struct arena *arena, struct mandate *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->mandates, FIND_MANDATE_BY_SERIAL, &row, V(serial));

    return find_mandate(row, status, arena, out);
}

enum status
store_put_mandate_donor(struct fundraising *self, int64_t mandate,
        const struct donor *donor)
{
    return db_run(self->mandates, PUT_DONOR, V(mandate), DONOR_VALUES(donor));
}

enum status
store_find_mandate_donor(struct fundraising *self, int64_t mandate,
        struct arena *arena, struct donor *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->mandates, FIND_DONOR, &row, V(mandate));

    *out = (struct donor){ 0 };
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *out = donor_read(row, arena);
    db_done(row);
    return STATUS_OK;
}

/* The name in two columns, as lists show it. */
static struct str
masked_name(sqlite3_stmt *row, int index, struct arena *arena)
{
    struct str name = column_text(row, index, arena);

    return name.len == 0 || column_bool(row, index + 1)
                   ? name
                   : donor_mask(arena, name);
}

static struct mandate_item
read_item(sqlite3_stmt *row, struct arena *arena)
{
    return (struct mandate_item){
        .number = mandate_number(arena, column_int(row, 0)),
        .mandate_id = column_uuid(row, 1),
        .at = column_int(row, 2),
        .fund = column_uuid(row, 3),
        .has_project = !column_is_null(row, 4),
        .project = column_uuid(row, 4),
        .has_campaign = !column_is_null(row, 5),
        .campaign = column_uuid(row, 5),
        .amount = column_int(row, 6),
        .day = column_int(row, 7),
        .starts_on = column_int(row, 8),
        .has_instalments = !column_is_null(row, 9),
        .instalments = column_int(row, 9),
        .made = column_int(row, 10),
        .received = column_int(row, 11),
        .channel = (enum channel)column_int(row, 12),
        .channel_hub = column_text(row, 13, arena),
        .state = (enum mandate_state)column_int(row, 14),
        .has_ending = !column_is_null(row, 15),
        .ending = (enum mandate_ending)column_int(row, 15),
        .has_next_on = !column_is_null(row, 16),
        .next_on = column_int(row, 16),
        .has_donor = !column_is_null(row, 17),
        .donor = masked_name(row, 17, arena),
    };
}

enum status
store_list_mandates(struct fundraising *self, struct arena *arena,
        const struct mandate_filter *filter, struct page *page,
        struct mandate_item **out, size_t *count)
{
    struct mandate_item *items =
            arena_alloc(arena, page->limit * sizeof(*items));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status;

    if (filter->has_account)
        status = db_first(self->mandates, LIST_MANDATES_OF_ACCOUNT, &row,
                V(page->after), V(filter->account));
    else if (filter->serial)
        status = db_first(self->mandates, LIST_MANDATE, &row, V(page->after),
                V(filter->state), V(filter->serial));
    else
        status = db_first(self->mandates, LIST_MANDATES, &row, V(page->after),
                V(filter->state), V(filter->donor));
    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        items[len++] = read_item(row, arena);
    if (!status)
        db_done(row);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Charges */

enum status
store_insert_charge(struct fundraising *self, const struct charge *charge)
{
    return db_run(self->mandates, INSERT_CHARGE, V(charge->id),
            V(charge->mandate), V(charge->period), V(charge->due_on),
            V(charge->amount), V(charge->state));
}

enum status
store_update_charge(struct fundraising *self, const struct charge *charge)
{
    return db_change(self->mandates, UPDATE_CHARGE, V(charge->number),
            V(charge->due_on), V(charge->state), V(charge->attempts),
            V_IF(charge->gift != 0, charge->gift), V(charge->bank_reference),
            V(charge->reason));
}

static enum status
find_charge(sqlite3_stmt *row, enum status status, struct arena *arena,
        struct charge *out)
{
    if (status)
        return status;
    *out = (struct charge){
        .number = column_int(row, 0),
        .id = column_uuid(row, 1),
        .mandate = column_int(row, 2),
        .period = column_int(row, 3),
        .due_on = column_int(row, 4),
        .amount = column_int(row, 5),
        .state = (enum charge_state)column_int(row, 6),
        .attempts = column_int(row, 7),
        .gift = column_int(row, 8),
        .bank_reference = column_text(row, 9, arena),
        .reason = column_text(row, 10, arena),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_charge(struct fundraising *self, struct uuid id, struct arena *arena,
        struct charge *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->mandates, FIND_CHARGE, &row, V(id));

    return find_charge(row, status, arena, out);
}

enum status
store_find_charge_of_gift(struct fundraising *self, int64_t gift,
        struct arena *arena, struct charge *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->mandates, FIND_CHARGE_OF_GIFT, &row, V(gift));

    return find_charge(row, status, arena, out);
}

enum status
store_skip_charges(struct fundraising *self, int64_t mandate)
{
    return db_run(self->mandates, SKIP_CHARGES, V(mandate), V(CHARGE_STATE_DUE),
            V(CHARGE_STATE_SKIPPED));
}

static struct charge_item
read_charge_item(sqlite3_stmt *row, struct arena *arena)
{
    struct str reason = column_text(row, 12, arena);

    return (struct charge_item){
        .charge_id = column_uuid(row, 1),
        .mandate = column_uuid(row, 2),
        .number = mandate_number(arena, column_int(row, 3)),
        .period = period_text(arena, column_int(row, 4)),
        .due_on = column_int(row, 5),
        .amount = column_int(row, 6),
        .fund = column_uuid(row, 7),
        .has_project = !column_is_null(row, 8),
        .project = column_uuid(row, 8),
        .state = (enum charge_state)column_int(row, 9),
        .attempts = column_int(row, 10),
        .has_gift = !column_is_null(row, 11),
        .gift = column_uuid(row, 11),
        .has_reason = reason.len > 0,
        .reason = reason,
        .has_donor = !column_is_null(row, 13),
        .donor = masked_name(row, 13, arena),
    };
}

enum status
store_list_charges(struct fundraising *self, struct arena *arena,
        enum charge_state state, int64_t mandate, struct page *page,
        struct charge_item **out, size_t *count)
{
    struct charge_item *items =
            arena_alloc(arena, page->limit * sizeof(*items));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status;

    if (mandate)
        status = db_first(self->mandates, LIST_CHARGES_OF_MANDATE, &row,
                V(page->after), V(mandate), V(state));
    else if (state)
        status = db_first(self->mandates, LIST_CHARGES_OF_STATE, &row,
                V(page->after), V(state));
    else
        status = db_first(self->mandates, LIST_CHARGES, &row, V(page->after));
    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        items[len++] = read_charge_item(row, arena);
    if (!status)
        db_done(row);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_last_charges(struct fundraising *self, struct arena *arena,
        int64_t mandate, size_t limit, struct charge_item **out, size_t *count)
{
    struct charge_item *items = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->mandates, LIST_LAST_CHARGES, &row,
            V(mandate), V(limit));

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, items, len) = read_charge_item(row, arena);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Changes */

enum status
store_insert_mandate_change(struct fundraising *self, int64_t mandate,
        const struct mandate_change *change)
{
    return db_run(self->mandates, INSERT_CHANGE, V(mandate), V(change->at),
            V(change->state), V_IF(change->has_ending, (int)change->ending),
            V(change->amount), V(change->day), V(change->is_by_donor),
            V(change->reason));
}

static struct mandate_change
read_change(sqlite3_stmt *row, struct arena *arena)
{
    struct mandate_change change = {
        .at = column_int(row, 0),
        .state = (enum mandate_state)column_int(row, 1),
        .has_ending = !column_is_null(row, 2),
        .ending = (enum mandate_ending)column_int(row, 2),
        .amount = column_int(row, 3),
        .day = column_int(row, 4),
        .is_by_donor = column_int(row, 5) != 0,
        .reason = column_text(row, 6, arena),
    };

    change.has_reason = change.reason.len > 0;
    return change;
}

enum status
store_list_last_mandate_changes(struct fundraising *self, struct arena *arena,
        int64_t mandate, int64_t limit, struct mandate_change **out,
        size_t *count)
{
    struct mandate_change *items = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->mandates, LIST_LAST_CHANGES, &row,
            V(mandate), V(limit));

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, items, len) = read_change(row, arena);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
