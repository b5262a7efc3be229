/*
 * What a gift costs the store: common/db as dispatch and a handler use it,
 * against the same rows written by plain SQLite statements.
 *     store_gift [FOLDER]     default /var/tmp: it must be a disk
 */
#include "base/clock.h"
#include "db/event_log.h"
#include "db/folder.h"
#include "db/idempotency.h"
#include "db/numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
    FUNDS = 1000,
    GIFTS = 20480,
    ROUNDS = 5,
    REPLY_SIZE = 90,
    BODY_SIZE = 180
};

static const struct migration migrations[] = {
    { "001_bench",
            "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER"
            " NOT NULL) STRICT;"
            "CREATE TABLE gift (id INTEGER PRIMARY KEY, uuid BLOB NOT NULL"
            " UNIQUE, number INTEGER NOT NULL, fund INTEGER NOT NULL"
            " REFERENCES account, amount INTEGER NOT NULL, at INTEGER"
            " NOT NULL) STRICT;"
            "CREATE TABLE posting (id INTEGER PRIMARY KEY, gift INTEGER"
            " NOT NULL REFERENCES gift, account INTEGER NOT NULL"
            " REFERENCES account, amount INTEGER NOT NULL) STRICT;"
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 1000) INSERT INTO account SELECT i, 0 FROM n;" },
    { NULL, NULL },
};

enum {
    FIND_FUND,
    INSERT_GIFT,
    INSERT_POSTING,
    ADD_TO_BALANCE,
    OWN_QUERIES,
    /* What common/db does by itself, for the plain side. */
    BEGIN = OWN_QUERIES,
    COMMIT,
    SAVEPOINT,
    RELEASE,
    FIND_KEY,
    RAISE_NUMBER,
    FIND_NUMBER,
    INSERT_EVENT,
    INSERT_KEY,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [FIND_FUND] = "SELECT balance FROM account WHERE id = ?1",
    [INSERT_GIFT] = "INSERT INTO gift (uuid, number, fund, amount, at)"
                    " VALUES (?1, ?2, ?3, ?4, ?5)",
    [INSERT_POSTING] = "INSERT INTO posting (gift, account, amount)"
                       " VALUES (?1, ?2, ?3)",
    [ADD_TO_BALANCE] = "UPDATE account SET balance = balance + ?2"
                       " WHERE id = ?1",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [SAVEPOINT] = "SAVEPOINT call",
    [RELEASE] = "RELEASE call",
    [FIND_KEY] = "SELECT fingerprint, reply FROM idempotency WHERE slot = ?1",
    [RAISE_NUMBER] = "UPDATE numbers SET last = last + 1"
                     " WHERE series = ?1 AND year = ?2",
    [FIND_NUMBER] = "SELECT last FROM numbers WHERE series = ?1 AND year = ?2",
    [INSERT_EVENT] = "INSERT INTO event (seq, id, at, type, subject, actor,"
                     " cause, salt, body, leaf, hash)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [INSERT_KEY] = "INSERT INTO idempotency (slot, fingerprint, reply)"
                   " VALUES (?1, ?2, ?3)",
};

struct side {
    const char *name;
    void (*give)(struct side *side, int64_t number);
    struct folder *folder;
    struct db *db;
    struct queries *queries;
    struct event_log *log;
    struct idempotency *idempotency;
    sqlite3_stmt *plain[QUERY_COUNT];
    int64_t given;
    uint32_t made;
    int64_t now; /* a millisecond is a few gifts, as under load */
};

static const char bytes[BODY_SIZE] = "\x85";

static void
need(enum status status)
{
    if (status) {
        fprintf(stderr, "store_gift: status %d\n", status);
        exit(EXIT_FAILURE);
    }
}

/* As a call derives them. */
static struct uuid
new_id(struct side *side)
{
    return uuid_derive(uuid_at(side->now, (struct uuid){ 0 }), side->name,
            side->made++);
}

/* As common/db is used: dispatch's part */

static enum status
handle_give(struct side *side, struct uuid id, int64_t fund)
{
    struct arena arena = { 0 };
    struct event event = { .id = id,
        .at = side->now,
        .type = STR("fundraising.gift_received"),
        .subject = id,
        .actor = STR("account:0192f0c4-6d2a-7000-8000-0123456789ab"),
        .cause = id,
        .body = { bytes, BODY_SIZE } };
    sqlite3_stmt *row;
    int64_t number, gift;
    enum status status;

    status = db_first(side->queries, FIND_FUND, &row, V(fund));
    db_done(row);
    if (!status)
        status = numbers_next(side->db, "R", 2026, &number);
    if (!status)
        status = db_run(side->queries, INSERT_GIFT, V(id), V(number), V(fund),
                V(2000), V(side->now));
    gift = db_last_rowid(side->db);
    if (!status)
        status = db_run(side->queries, INSERT_POSTING, V(gift), V(0), V(-2000));
    if (!status)
        status = db_run(side->queries, INSERT_POSTING, V(gift), V(fund),
                V(2000));
    if (!status)
        status = db_run(side->queries, ADD_TO_BALANCE, V(0), V(-2000));
    if (!status)
        status = db_run(side->queries, ADD_TO_BALANCE, V(fund), V(2000));
    if (!status)
        status = event_log_append(side->log, &event);
    arena_release(&arena);
    return status;
}

static void
give_through_db(struct side *side, int64_t i)
{
    const struct uuid id = new_id(side);
    char text[UUID_TEXT_SIZE];
    const struct idempotency_key key = { STR("account:0192f0c4-6d2a-7000"),
        STR("fundraising.give"), STR("longgang.bantian"), { text, 36 } };
    const struct idempotency_entry entry = { .fingerprint = hash_of(bytes, 120),
        .reply = { bytes, REPLY_SIZE } };
    struct idempotency_entry found;
    struct arena arena = { 0 };

    uuid_format(id, text);
    if (idempotency_find(side->idempotency, &key, side->now, &arena, &found) !=
            STATUS_NOT_FOUND)
        need(STATUS_CONFLICT);
    need(db_savepoint(side->db));
    need(handle_give(side, id, 1 + i % FUNDS));
    need(idempotency_insert(side->idempotency, &key, side->now, &entry));
    need(db_release(side->db));
    arena_release(&arena);
}

/* The same rows, plainly */

static sqlite3_stmt *
step(struct side *side, int index)
{
    sqlite3_stmt *stmt = side->plain[index];
    int rc = sqlite3_step(stmt);

    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        need(STATUS_INTERNAL);
    sqlite3_reset(stmt);
    return stmt;
}

static void
post(struct side *side, int64_t gift, int64_t account, int64_t amount)
{
    sqlite3_bind_int64(side->plain[INSERT_POSTING], 1, gift);
    sqlite3_bind_int64(side->plain[INSERT_POSTING], 2, account);
    sqlite3_bind_int64(side->plain[INSERT_POSTING], 3, amount);
    step(side, INSERT_POSTING);
}

static void
add_to_balance(struct side *side, int64_t account, int64_t amount)
{
    sqlite3_bind_int64(side->plain[ADD_TO_BALANCE], 1, account);
    sqlite3_bind_int64(side->plain[ADD_TO_BALANCE], 2, amount);
    step(side, ADD_TO_BALANCE);
}

static void
bind_bytes(sqlite3_stmt *stmt, int place, const void *data, int len)
{
    sqlite3_bind_blob(stmt, place, data, len, SQLITE_STATIC);
}

static void
insert_plain_event(struct side *side, const struct uuid *id)
{
    sqlite3_stmt *stmt = side->plain[INSERT_EVENT];

    sqlite3_bind_int64(stmt, 1, ++side->given);
    bind_bytes(stmt, 2, id, 16);
    sqlite3_bind_int64(stmt, 3, side->now);
    sqlite3_bind_text(stmt, 4, "fundraising.gift_received", 25, SQLITE_STATIC);
    bind_bytes(stmt, 5, id, 16);
    sqlite3_bind_text(stmt, 6, "account:0192f0c4-6d2a-7000-8000-0123456789ab",
            44, SQLITE_STATIC);
    bind_bytes(stmt, 7, id, 16);
    bind_bytes(stmt, 8, bytes, 16);
    bind_bytes(stmt, 9, bytes, BODY_SIZE);
    bind_bytes(stmt, 10, bytes, 32);
    bind_bytes(stmt, 11, bytes, 32);
    step(side, INSERT_EVENT);
}

static void
give_plainly(struct side *side, int64_t i)
{
    const struct uuid id = new_id(side);
    const int64_t fund = 1 + i % FUNDS;
    sqlite3_stmt *stmt = side->plain[INSERT_GIFT];
    int64_t gift;

    bind_bytes(side->plain[FIND_KEY], 1, &id, 16);
    step(side, FIND_KEY);
    step(side, SAVEPOINT);
    sqlite3_bind_int64(side->plain[FIND_FUND], 1, fund);
    step(side, FIND_FUND);
    for (int index = RAISE_NUMBER; index <= FIND_NUMBER; index++) {
        sqlite3_bind_text(side->plain[index], 1, "R", 1, SQLITE_STATIC);
        sqlite3_bind_int64(side->plain[index], 2, 2026);
        step(side, index);
    }
    bind_bytes(stmt, 1, &id, 16);
    sqlite3_bind_int64(stmt, 2, i);
    sqlite3_bind_int64(stmt, 3, fund);
    sqlite3_bind_int64(stmt, 4, 2000);
    sqlite3_bind_int64(stmt, 5, side->now);
    step(side, INSERT_GIFT);
    gift = sqlite3_last_insert_rowid(db_handle(side->db));
    post(side, gift, 0, -2000);
    post(side, gift, fund, 2000);
    add_to_balance(side, 0, -2000);
    add_to_balance(side, fund, 2000);
    insert_plain_event(side, &id);
    bind_bytes(side->plain[INSERT_KEY], 1, &id, 16);
    bind_bytes(side->plain[INSERT_KEY], 2, bytes, 32);
    bind_bytes(side->plain[INSERT_KEY], 3, bytes, REPLY_SIZE);
    step(side, INSERT_KEY);
    step(side, RELEASE);
}

/* Measuring */

static double
cpu_us(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void
open_side(struct side *side, const char *data)
{
    need(folder_create(data, side->name, "longgang", STORE_TEST, migrations));
    need(folder_open(&side->folder, data, side->name, "longgang", migrations));
    side->db = folder_writer(side->folder);
    side->queries = queries_open(side->db, sql, OWN_QUERIES);
    side->idempotency = idempotency_open(side->db);
    need(event_log_open(&side->log, side->db));
    side->now = clock_now();
    for (int i = 0; i < QUERY_COUNT; i++)
        if (sqlite3_prepare_v3(db_handle(side->db), sql[i], -1,
                    SQLITE_PREPARE_PERSISTENT, &side->plain[i], NULL))
            need(STATUS_INTERNAL);
}

static void
close_side(struct side *side)
{
    for (int i = 0; i < QUERY_COUNT; i++)
        sqlite3_finalize(side->plain[i]);
    event_log_close(side->log);
    idempotency_close(side->idempotency);
    queries_close(side->queries);
    folder_close(side->folder);
}

struct result {
    double per_s;
    double cpu_us;
};

static struct result
run(struct side *side, int per_commit)
{
    const double cpu = cpu_us();
    const int64_t start = clock_monotonic_us();
    double took;

    for (int64_t i = 0; i < GIFTS; i++) {
        if (i % per_commit == 0)
            need(db_begin(side->db));
        side->now += i % 16 == 0;
        side->give(side, i * 7919);
        if (i % per_commit == per_commit - 1) {
            need(db_commit(side->db));
            db_checkpoint_if_due(side->db);
        }
    }
    took = (double)(clock_monotonic_us() - start);
    return (struct result){ GIFTS / took * 1e6, (cpu_us() - cpu) / GIFTS };
}

static int
by_rate(const void *a, const void *b)
{
    const struct result *first = a, *second = b;

    return (first->per_s > second->per_s) - (first->per_s < second->per_s);
}

static void
compare(struct side *sides, int per_commit)
{
    struct result results[2][ROUNDS];

    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 2; i++)
            results[i][round] = run(&sides[i], per_commit);
    for (int i = 0; i < 2; i++) {
        qsort(results[i], ROUNDS, sizeof(**results), by_rate);
        printf("%4d per commit  %-6s %7.0f gifts/s (%.0f to %.0f)  %5.1f us "
               "CPU\n",
                per_commit, sides[i].name, results[i][ROUNDS / 2].per_s,
                results[i][0].per_s, results[i][ROUNDS - 1].per_s,
                results[i][ROUNDS / 2].cpu_us);
    }
}

int
main(int argc, char **argv)
{
    struct side sides[] = { { "plain", give_plainly },
        { "db", give_through_db } };
    char data[4096], command[4200];

    snprintf(data, sizeof(data), "%s/store_gift-XXXXXX",
            argc > 1 ? argv[1] : "/var/tmp");
    if (!mkdtemp(data))
        need(STATUS_INTERNAL);
    for (int i = 0; i < 2; i++)
        open_side(&sides[i], data);
    compare(sides, 64);
    compare(sides, 256);
    for (int i = 0; i < 2; i++)
        close_side(&sides[i]);
    snprintf(command, sizeof(command), "rm -r '%s'", data);
    return system(command) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
