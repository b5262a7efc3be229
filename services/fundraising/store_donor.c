#include "store_donor.h"

enum query {
    PUT_DONOR,
    FIND_DONOR,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [PUT_DONOR] = "INSERT INTO donor (gift, account, display_name,"
                  " contact, public_name, locale, waives_receipt, attributed,"
                  " handler, correction)"
                  " VALUES (?1, ?2, ?3, seal('donor.contact', ?1, ?4), ?5,"
                  " ?6, ?7, ?8, ?9, ?10)"
                  " ON CONFLICT DO UPDATE SET account = ?2,"
                  " display_name = ?3,"
                  " contact = seal('donor.contact', gift, ?4, contact),"
                  " public_name = ?5,"
                  " locale = ?6, waives_receipt = ?7, attributed = ?8,"
                  " handler = ?9, correction = ?10",
    [FIND_DONOR] = "SELECT account, display_name,"
                   " unseal('donor.contact', gift, contact), public_name,"
                   " locale, waives_receipt, attributed, handler, correction"
                   " FROM donor"
                   " WHERE gift = ?1",
};

struct queries *
store_donor_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_put_donor(struct fundraising *self, int64_t gift,
        const struct donor *donor)
{
    return db_run(self->donors, PUT_DONOR, V(gift), DONOR_VALUES(donor),
            V_TEXT(donor->handler), V_TEXT(donor->correction));
}

struct donor
donor_read(sqlite3_stmt *row, struct arena *arena)
{
    return (struct donor){
        .has_account = !column_is_null(row, 0),
        .account = column_uuid(row, 0),
        .display_name = column_text(row, 1, arena),
        .contact = column_text(row, 2, arena),
        .public_name = column_bool(row, 3),
        .locale = column_text(row, 4, arena),
        .waives_receipt = column_bool(row, 5),
        .attributed = column_int(row, 6),
    };
}

enum status
store_erase_attribution(struct fundraising *self, int64_t seq)
{
    return seq ? event_log_erase(self->log, seq) : STATUS_OK;
}

enum status
store_find_donor(struct fundraising *self, int64_t gift, struct arena *arena,
        struct donor *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->donors, FIND_DONOR, &row, V(gift));

    *out = (struct donor){ 0 };
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *out = donor_read(row, arena);
    out->handler = column_text(row, 7, arena);
    out->correction = column_text(row, 8, arena);
    db_done(row);
    return STATUS_OK;
}
