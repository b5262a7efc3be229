#include "db/idempotency.h"

#include "base/clock.h"
#include "db/parts.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_KEPT = 8, DAYS_PROBED = DAYS_KEPT + 1, UUID_TEXT_LEN = 36 };

enum {
    FIND_SLOT,
    FIND_DAYS,
    INSERT_ENTRY,
    DELETE_BEFORE,
    FIND_KEPT,
    INSERT_KEPT,
    QUERY_COUNT,
};

#define FIND_WHERE "SELECT fingerprint, reply FROM idempotency WHERE slot "

static const char *const sql[QUERY_COUNT] = {
    [FIND_SLOT] = FIND_WHERE "= ?1",
    [FIND_DAYS] = FIND_WHERE "IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [INSERT_ENTRY] = "INSERT INTO idempotency (slot, fingerprint, reply)"
                     " VALUES (?1, ?2, ?3)",
    [DELETE_BEFORE] = "DELETE FROM idempotency WHERE slot IN (SELECT slot"
                      " FROM idempotency WHERE slot < ?1"
                      " ORDER BY slot LIMIT ?2)",
    [FIND_KEPT] = "SELECT fingerprint, reply FROM kept_key WHERE slot = ?1",
    [INSERT_KEPT] = "INSERT INTO kept_key (slot, fingerprint, reply)"
                    " VALUES (?1, ?2, ?3)",
};

struct idempotency {
    struct queries *queries;
};

struct idempotency *
idempotency_open(struct db *db)
{
    struct idempotency *idempotency = calloc(1, sizeof(*idempotency));

    if (!idempotency)
        abort();
    idempotency->queries = queries_open(db, sql, QUERY_COUNT);
    return idempotency;
}

void
idempotency_close(struct idempotency *idempotency)
{
    if (!idempotency)
        return;
    queries_close(idempotency->queries);
    free(idempotency);
}

/* Six bytes of time, then ten of what the key and its scope hash to. */
static struct uuid
slot_at(int64_t time_ms, struct hash scope)
{
    struct uuid slot;

    memcpy(slot.bytes, scope.bytes, sizeof(slot.bytes));
    return uuid_at(time_ms, slot);
}

static struct hash
scope_of(const struct idempotency_key *key)
{
    struct parts parts;

    parts_begin(&parts, 4);
    parts_add_text(&parts, key->actor);
    parts_add_text(&parts, key->op);
    parts_add_text(&parts, key->hub);
    parts_add_text(&parts, key->key);
    return parts_end(&parts);
}

/* The time that a key of version 7 says it was made at, or -1. */
static int64_t
time_of(struct str key)
{
    struct uuid uuid;

    if (key.len != UUID_TEXT_LEN || !uuid_parse(key, &uuid) ||
            !uuid_is_v7(uuid))
        return -1;
    return uuid_time(uuid);
}

/*
 * Where an entry made now goes. A key's own time may lie a day back, or so
 * far ahead that its place is not among the days probed for it later: with
 * these bounds a key seen within a day of its own time is at that time, and
 * nowhere else.
 */
static bool
has_own_slot(int64_t time, int64_t now)
{
    return time >= now - DAY_MS && time <= now + DAYS_PROBED * DAY_MS;
}

/* One that is kept has one place, whenever it is asked for. */
static struct uuid
kept_slot(const struct idempotency_key *key, struct hash scope)
{
    const int64_t time = time_of(key->key);

    return slot_at(time > 0 ? time : 0, scope);
}

static enum status
read_entry(sqlite3_stmt *row, enum status status, struct arena *arena,
        struct idempotency_entry *out)
{
    if (!status) {
        out->fingerprint = column_hash(row, 0);
        out->reply = column_blob(row, 1, arena);
        out->is_secret = column_is_null(row, 1);
    }
    db_done(row);
    return status;
}

static enum status
find_at(struct idempotency *idempotency, int query, struct uuid slot,
        struct arena *arena, struct idempotency_entry *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(idempotency->queries, query, &row, V(slot));

    return read_entry(row, status, arena, out);
}

static enum status
find_by_days(struct idempotency *idempotency, int64_t now, struct hash scope,
        struct arena *arena, struct idempotency_entry *out)
{
    struct value slots[DAYS_PROBED];
    sqlite3_stmt *row;
    enum status status;

    for (int i = 0; i < DAYS_PROBED; i++)
        slots[i] = V(slot_at(date_start(date_of(now) - i), scope));
    status = db_first_values(idempotency->queries, FIND_DAYS, &row, slots,
            DAYS_PROBED);
    return read_entry(row, status, arena, out);
}

enum status
idempotency_find(struct idempotency *idempotency,
        const struct idempotency_key *key, int64_t now, struct arena *arena,
        struct idempotency_entry *out)
{
    const struct hash scope = scope_of(key);
    enum status status = STATUS_NOT_FOUND;
    int64_t time;

    *out = (struct idempotency_entry){ .scope = scope };
    if (key->is_kept)
        return find_at(idempotency, FIND_KEPT, kept_slot(key, scope), arena,
                out);
    time = time_of(key->key);
    if (time >= now - DAYS_PROBED * DAY_MS &&
            time <= now + DAYS_PROBED * DAY_MS)
        status = find_at(idempotency, FIND_SLOT, slot_at(time, scope), arena,
                out);
    if (status != STATUS_NOT_FOUND ||
            (time >= now - DAY_MS && time <= now + DAY_MS))
        return status;
    return find_by_days(idempotency, now, scope, arena, out);
}

static struct uuid
new_slot(const struct idempotency_key *key, struct hash scope, int64_t now)
{
    int64_t time;

    if (key->is_kept)
        return kept_slot(key, scope);
    time = time_of(key->key);
    return slot_at(has_own_slot(time, now) ? time : date_start(date_of(now)),
            scope);
}

enum status
idempotency_insert(struct idempotency *idempotency,
        const struct idempotency_key *key, int64_t now,
        const struct idempotency_entry *entry)
{
    const bool was_looked_up = !hash_equal(entry->scope, (struct hash){ 0 });
    const struct hash scope = was_looked_up ? entry->scope : scope_of(key);

    return db_run(idempotency->queries,
            key->is_kept ? INSERT_KEPT : INSERT_ENTRY,
            V(new_slot(key, scope, now)), V(&entry->fingerprint),
            entry->is_secret ? value_null() : value_blob(entry->reply));
}

/* An entry was made at most a day after the time of its slot. */
enum status
idempotency_prune(struct idempotency *idempotency, int64_t now, int limit,
        bool *left)
{
    const struct uuid oldest =
            slot_at(now - DAYS_PROBED * DAY_MS, (struct hash){ 0 });
    enum status status =
            db_run(idempotency->queries, DELETE_BEFORE, V(oldest), V(limit));

    *left = !status && db_changes(queries_db(idempotency->queries)) == limit;
    return status;
}
