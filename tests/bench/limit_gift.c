/*
 * The limit of a gift: the statements that fundraising.give runs, in a plain
 * loop on SQLite, without messages, rules or hashes.
 *
 *     limit_gift [funds=1000] [gifts=0]
 *
 * It makes a store of its own with so many funds and gifts, looks at one gift
 * taken by the service, fails if that ran other statements than the loop
 * below, stops watching what rows change, and says "ready". Then it reads
 * lines of a batch size and a time in seconds, and answers each with a line
 * of JSON: the store is made once and measured as often as wanted.
 */
#define SQLITE_ENABLE_PREUPDATE_HOOK /* Debian's library has it */
#include "base/clock.h"
#include "fundraising.h"
#include "options.h"
#include "server/harness.h"
#include "server/shard.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    BODY_SIZE = 225,
    ROWS_SIZE = 405, /* of a gift's rows, in the event that ends a batch */
    REPLY_SIZE = 150,
    FILL_BATCH = 256,
    BATCH_MAX = 1024,
    AMOUNT = 2000,
};

enum query {
    BEGIN,
    FIND_TERM,
    FIND_KEY,
    FIND_NUMBER,
    UPDATE_NUMBER,
    INSERT_EVENT,
    INSERT_GIFT,
    INSERT_POSTING,
    ADD_TO_BALANCE,
    INSERT_KEY,
    COMMIT,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [FIND_TERM] = "SELECT value FROM meta WHERE key = ?1",
    [FIND_KEY] = "SELECT fingerprint, reply FROM kept_key WHERE slot = ?1",
    [FIND_NUMBER] = "SELECT last FROM numbers WHERE series = ?1 AND year = ?2",
    [UPDATE_NUMBER] = "UPDATE numbers SET last = ?3"
                      " WHERE series = ?1 AND year = ?2",
    [INSERT_EVENT] = "INSERT INTO event (seq, id, at, type, subject, actor,"
                     " cause, salt, body, leaf, hash)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [INSERT_GIFT] = "INSERT INTO gift (serial, id, entry, hash, fund, project,"
                    " campaign, clearing, amount, undrawn, state, given_at)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
                    " ?11, ?12)",
    [INSERT_POSTING] = "INSERT INTO posting (entry, account, amount)"
                       " VALUES (?1, ?2, ?3)",
    [ADD_TO_BALANCE] = "UPDATE account SET balance = balance + ?2"
                       " WHERE number = ?1",
    [INSERT_KEY] = "INSERT INTO kept_key (slot, fingerprint, reply)"
                   " VALUES (?1, ?2, ?3)",
    [COMMIT] = "COMMIT",
};

/* A fund and its accounts, which the service knows after the first gift. */
struct place {
    struct uuid fund;
    int64_t number, clearing, free;
};

static const char find_place[] =
        "SELECT f.number, c.number, a.number FROM fund f"
        " JOIN account c ON c.fund = f.number AND c.kind = ?2"
        " JOIN account a ON a.fund = f.number AND a.kind = ?3 WHERE f.id = ?1";

struct limit {
    struct harness *harness;
    struct shard *shard;
    sqlite3_stmt *statements[QUERY_COUNT];
    bool was_seen[QUERY_COUNT];
    struct place *places;
    int place_count;
    int64_t serial, seq, given;
};

static const char bytes[BATCH_MAX * ROWS_SIZE] = "\x85";

static void
die(const char *why, const char *what)
{
    fprintf(stderr, "limit_gift: %s: %s\n", why, what);
    exit(EXIT_FAILURE);
}

static void
need(enum status status, const char *what)
{
    if (status)
        die("failed", what);
}

/* The store, and a gift as the service takes it */

static struct uuid
open_fund(struct limit *limit, int index)
{
    const struct open_fund_request request = { .name = STR("基金"),
        .level = FUND_LEVEL_DISTRICT };
    struct open_fund_reply reply;
    char key[32];

    snprintf(key, sizeof(key), "fund %d", index);
    need(harness_call(limit->harness,
                 harness_actor(limit->harness, "clerk", "finance", "longgang"),
                 "open_fund", key, &request, &reply),
            "open_fund");
    return reply.fund_id;
}

static void
give(struct limit *limit, struct uuid fund)
{
    const struct give_request request = { .fund = fund,
        .amount = AMOUNT,
        .channel = CHANNEL_ONLINE };
    struct give_reply reply;
    char key[UUID_TEXT_SIZE];

    uuid_format(uuid_new(harness_now(limit->harness)), key);
    need(harness_call(limit->harness, harness_public(limit->harness), "give",
                 key, &request, &reply),
            "give");
}

static int
on_statement(unsigned kind, void *context, void *statement, void *unused)
{
    struct limit *limit = context;
    const char *text = sqlite3_sql(statement);

    (void)kind, (void)unused;
    for (int i = 0; i < QUERY_COUNT; i++)
        if (strcmp(text, sql[i]) == 0) {
            limit->was_seen[i] = true;
            return 0;
        }
    die("a gift runs a statement that the limit does not", text);
    return 0;
}

static void
compare_with_service(struct limit *limit)
{
    sqlite3 *sqlite = db_handle(limit->shard->writer);

    give(limit, limit->places[0].fund); /* now it is known for sure */
    sqlite3_trace_v2(sqlite, SQLITE_TRACE_STMT, on_statement, limit);
    give(limit, limit->places[0].fund);
    sqlite3_trace_v2(sqlite, 0, NULL, NULL);
    for (int i = 0; i < QUERY_COUNT; i++)
        if (!limit->was_seen[i])
            die("a gift no longer runs a statement that the limit does",
                    sql[i]);
}

/* The same, plainly */

static sqlite3_stmt *
step(struct limit *limit, enum query query)
{
    sqlite3_stmt *statement = limit->statements[query];
    const int rc = sqlite3_step(statement);

    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        die(sqlite3_errmsg(sqlite3_db_handle(statement)), sql[query]);
    return statement;
}

static void
run(struct limit *limit, enum query query)
{
    sqlite3_reset(step(limit, query));
}

static void
bind_blob(struct limit *limit, enum query query, int place, const void *data,
        int len)
{
    sqlite3_bind_blob(limit->statements[query], place, data, len,
            SQLITE_STATIC);
}

static void
bind_text(struct limit *limit, enum query query, int place, const char *text)
{
    sqlite3_bind_text(limit->statements[query], place, text, -1, SQLITE_STATIC);
}

static void
bind_int(struct limit *limit, enum query query, int place, int64_t value)
{
    sqlite3_bind_int64(limit->statements[query], place, value);
}

static void
number_batch(struct limit *limit, enum query query)
{
    bind_text(limit, query, 1, "GF");
    bind_int(limit, query, 2, 2026);
    if (query == UPDATE_NUMBER)
        bind_int(limit, query, 3, limit->serial);
    run(limit, query);
}

static void
insert_event(struct limit *limit, const struct uuid *id, int64_t now,
        int body_size)
{
    bind_int(limit, INSERT_EVENT, 1, ++limit->seq);
    bind_blob(limit, INSERT_EVENT, 2, id, 16);
    bind_int(limit, INSERT_EVENT, 3, now);
    bind_text(limit, INSERT_EVENT, 4, "fundraising.gift_received");
    bind_blob(limit, INSERT_EVENT, 5, id, 16);
    bind_text(limit, INSERT_EVENT, 6, "");
    bind_blob(limit, INSERT_EVENT, 7, id, 16);
    bind_blob(limit, INSERT_EVENT, 8, bytes, 16);
    bind_blob(limit, INSERT_EVENT, 9, bytes, body_size);
    bind_blob(limit, INSERT_EVENT, 10, bytes, 32);
    bind_blob(limit, INSERT_EVENT, 11, bytes, 32);
    run(limit, INSERT_EVENT);
}

static void
insert_gift(struct limit *limit, const struct place *place,
        const struct uuid *id, int64_t now)
{
    bind_int(limit, INSERT_GIFT, 1, ++limit->serial);
    bind_blob(limit, INSERT_GIFT, 2, id, 16);
    bind_int(limit, INSERT_GIFT, 3, limit->seq);
    bind_blob(limit, INSERT_GIFT, 4, bytes, 32);
    bind_int(limit, INSERT_GIFT, 5, place->number);
    bind_int(limit, INSERT_GIFT, 8, place->clearing);
    bind_int(limit, INSERT_GIFT, 9, AMOUNT);
    bind_int(limit, INSERT_GIFT, 10, 0);
    bind_int(limit, INSERT_GIFT, 11, GIFT_STATE_RECEIVED);
    bind_int(limit, INSERT_GIFT, 12, now);
    run(limit, INSERT_GIFT);
}

static void
post(struct limit *limit, int64_t account, int64_t amount)
{
    bind_int(limit, INSERT_POSTING, 1, limit->seq);
    bind_int(limit, INSERT_POSTING, 2, account);
    bind_int(limit, INSERT_POSTING, 3, amount);
    run(limit, INSERT_POSTING);
    bind_int(limit, ADD_TO_BALANCE, 1, account);
    bind_int(limit, ADD_TO_BALANCE, 2, amount);
    run(limit, ADD_TO_BALANCE);
}

static void
give_plainly(struct limit *limit)
{
    struct place *place = &limit->places[(uint64_t)limit->given++ * 7919 %
                                         (uint64_t)limit->place_count];
    const int64_t now = clock_now();
    const struct uuid id = uuid_new(now);

    bind_blob(limit, FIND_KEY, 1, &id, 16);
    run(limit, FIND_KEY);
    insert_event(limit, &id, now, BODY_SIZE);
    insert_gift(limit, place, &id, now);
    post(limit, place->clearing, -AMOUNT);
    post(limit, place->free, AMOUNT);
    bind_blob(limit, INSERT_KEY, 1, &id, 16);
    bind_blob(limit, INSERT_KEY, 2, bytes, 32);
    bind_blob(limit, INSERT_KEY, 3, bytes, REPLY_SIZE);
    run(limit, INSERT_KEY);
}

static void
give_batch(struct limit *limit, int batch)
{
    const int64_t now = clock_now();
    const struct uuid id = uuid_new(now);

    run(limit, BEGIN);
    bind_text(limit, FIND_TERM, 1, "term");
    run(limit, FIND_TERM);
    number_batch(limit, FIND_NUMBER);
    for (int i = 0; i < batch; i++)
        give_plainly(limit);
    number_batch(limit, UPDATE_NUMBER);
    insert_event(limit, &id, now, batch * ROWS_SIZE);
    run(limit, COMMIT);
    db_checkpoint_if_due(limit->shard->writer);
}

static void
look_up(const struct limit *limit, struct place *place)
{
    sqlite3_stmt *row;

    sqlite3_prepare_v2(db_handle(limit->shard->writer), find_place, -1, &row,
            NULL);
    sqlite3_bind_blob(row, 1, &place->fund, sizeof(place->fund), SQLITE_STATIC);
    sqlite3_bind_int(row, 2, ACCOUNT_KIND_CLEARING);
    sqlite3_bind_int(row, 3, ACCOUNT_KIND_FREE);
    if (sqlite3_step(row) != SQLITE_ROW)
        die("no accounts of a fund", find_place);
    place->number = sqlite3_column_int64(row, 0);
    place->clearing = sqlite3_column_int64(row, 1);
    place->free = sqlite3_column_int64(row, 2);
    sqlite3_finalize(row);
}

static void
open_limit(struct limit *limit, int funds)
{
    limit->harness = harness_open(&fundraising_service, "longgang");
    limit->shard = harness_shard(limit->harness);
    limit->places = calloc((size_t)funds, sizeof(*limit->places));
    limit->place_count = funds;
    for (int i = 0; i < funds; i++) {
        struct place *place = &limit->places[i];

        place->fund = open_fund(limit, i);
        give(limit, place->fund);
        look_up(limit, place);
    }
    compare_with_service(limit);
    sqlite3_preupdate_hook(db_handle(limit->shard->writer), NULL, NULL);
    limit->seq = event_log_head(limit->shard->log);
    limit->serial = INT64_C(2026000000000) + funds + 2;
    for (int i = 0; i < QUERY_COUNT; i++)
        if (sqlite3_prepare_v3(db_handle(limit->shard->writer), sql[i], -1,
                    SQLITE_PREPARE_PERSISTENT, &limit->statements[i], NULL))
            die("cannot prepare", sql[i]);
}

static void
close_limit(struct limit *limit)
{
    for (int i = 0; i < QUERY_COUNT; i++)
        sqlite3_finalize(limit->statements[i]);
    harness_close(limit->harness);
    free(limit->places);
}

static void
answer_questions(struct limit *limit)
{
    int batch;
    double seconds;

    while (scanf("%d %lf", &batch, &seconds) == 2 && batch > 0 &&
            batch <= BATCH_MAX) {
        const int64_t given = limit->given, start = clock_monotonic_us();
        const int64_t end = start + (int64_t)(seconds * 1e6);

        while (clock_monotonic_us() < end)
            give_batch(limit, batch);
        printf("{\"per_s\": %.1f, \"count\": %" PRId64 ", \"failed\": 0}\n",
                (double)(limit->given - given) * 1e6 /
                        (double)(clock_monotonic_us() - start),
                limit->given - given);
        fflush(stdout);
    }
}

int
main(int argc, char **argv)
{
    struct limit limit = { 0 };
    const int64_t gifts =
            argc > 1 ? (int64_t)option_number(argv + 1, "gifts", 0) : 0;

    open_limit(&limit,
            argc > 1 ? (int)option_number(argv + 1, "funds", 1000) : 1000);
    while (limit.given < gifts)
        give_batch(&limit, FILL_BATCH);
    puts("ready");
    fflush(stdout);
    answer_questions(&limit);
    close_limit(&limit);
    return EXIT_SUCCESS;
}
