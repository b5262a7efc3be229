#include "db/idempotency.h"

#include "base/clock.h"
#include "db/test.h"

/* 2026-03-02 09:00 in UTC+8. */
static const int64_t monday = 1772413200000;

struct fixture {
    struct folder *folder;
    struct idempotency *idempotency;
    struct arena arena;
};

static struct fixture
set_up(void)
{
    struct fixture it = { .folder = open_test_store() };

    it.idempotency = idempotency_open(folder_writer(it.folder));
    return it;
}

static void
tear_down(struct fixture *it)
{
    idempotency_close(it->idempotency);
    folder_close(it->folder);
    arena_release(&it->arena);
}

static struct idempotency_key
key_of(const char *text)
{
    return (struct idempotency_key){ STR("account:1"), STR("fundraising.give"),
        STR("longgang"), str_from(text) };
}

/* A key of version 7 made at a time. */
static const char *
key_at(int64_t time)
{
    static char texts[8][UUID_TEXT_SIZE];
    static unsigned next;
    char *text = texts[next++ % 8];

    uuid_format(uuid_new(time), text);
    return text;
}

static enum status
insert(struct fixture *it, const char *key, int64_t now)
{
    const struct idempotency_key full = key_of(key);
    const struct idempotency_entry entry = { .fingerprint = hash_of("a", 1),
        .reply = STR("the reply") };

    return idempotency_insert(it->idempotency, &full, now, &entry);
}

static enum status
find(struct fixture *it, const char *key, int64_t now)
{
    const struct idempotency_key full = key_of(key);
    struct idempotency_entry entry;

    return idempotency_find(it->idempotency, &full, now, &it->arena, &entry);
}

static int64_t
count(struct fixture *it)
{
    static const char *const sql[] = { "SELECT count(*) FROM idempotency" };
    struct queries *queries = queries_open(folder_writer(it->folder), sql, 1);
    sqlite3_stmt *row;
    int64_t value;

    assert_int_equal(db_first(queries, 0, &row), STATUS_OK);
    value = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    return value;
}

static void
what_was_stored_comes_back_byte_for_byte(void **state)
{
    struct fixture it = set_up();
    const struct idempotency_key key = key_of("order 7");
    struct idempotency_entry entry = { .fingerprint = hash_of("request", 7),
        .reply = STR("re\0ply") };
    struct idempotency_entry found;

    assert_int_equal(
            idempotency_find(it.idempotency, &key, monday, &it.arena, &found),
            STATUS_NOT_FOUND);
    assert_int_equal(idempotency_insert(it.idempotency, &key, monday, &entry),
            STATUS_OK);
    assert_int_equal(
            idempotency_find(it.idempotency, &key, monday, &it.arena, &found),
            STATUS_OK);
    assert_true(hash_equal(found.fingerprint, entry.fingerprint));
    assert_true(str_equal(found.reply, entry.reply));
    assert_false(found.is_secret);
    tear_down(&it);
}

static void
an_empty_reply_is_not_a_secret_one(void **state)
{
    struct fixture it = set_up();
    const struct idempotency_key empty = key_of("empty"), secret = key_of("x");
    struct idempotency_entry entry = { .reply = STR("") }, found;

    idempotency_insert(it.idempotency, &empty, monday, &entry);
    entry = (struct idempotency_entry){ .reply = STR("token"),
        .is_secret = true };
    idempotency_insert(it.idempotency, &secret, monday, &entry);
    idempotency_find(it.idempotency, &empty, monday, &it.arena, &found);
    assert_false(found.is_secret);
    idempotency_find(it.idempotency, &secret, monday, &it.arena, &found);
    assert_true(found.is_secret);
    assert_int_equal(found.reply.len, 0);
    tear_down(&it);
}

static void
a_key_is_its_actors_operations_and_hubs_own(void **state)
{
    struct fixture it = set_up();
    struct idempotency_entry found;
    struct idempotency_key key = key_of("order 7");

    insert(&it, "order 7", monday);
    key.actor = STR("account:2");
    assert_int_equal(
            idempotency_find(it.idempotency, &key, monday, &it.arena, &found),
            STATUS_NOT_FOUND);
    key = key_of("order 7");
    key.op = STR("fundraising.open_fund");
    assert_int_equal(
            idempotency_find(it.idempotency, &key, monday, &it.arena, &found),
            STATUS_NOT_FOUND);
    key = key_of("order 7");
    key.hub = STR("longgang.bantian");
    assert_int_equal(
            idempotency_find(it.idempotency, &key, monday, &it.arena, &found),
            STATUS_NOT_FOUND);
    /* Parts that run together are still apart. */
    key.actor = STR("account:1fundraising");
    key.op = STR(".give");
    key.hub = STR("longgang");
    assert_int_equal(
            idempotency_find(it.idempotency, &key, monday, &it.arena, &found),
            STATUS_NOT_FOUND);
    tear_down(&it);
}

static void
a_key_is_stored_once(void **state)
{
    struct fixture it = set_up();
    const char *key = key_at(monday);

    assert_int_equal(insert(&it, "text", monday), STATUS_OK);
    assert_int_equal(insert(&it, "text", monday + HOUR_MS), STATUS_CONFLICT);
    assert_int_equal(insert(&it, key, monday), STATUS_OK);
    assert_int_equal(insert(&it, key, monday + 5 * HOUR_MS), STATUS_CONFLICT);
    tear_down(&it);
}

/*
 * Whatever its form, and however wrong the clock of its maker: a key is found
 * for eight days from when it was used, and before that it is not.
 */
static void
any_key_is_found_for_eight_days(void **state)
{
    static const int made_days_after[] = { -400, -20, -9, -8, -2, -1, 0, 1, 2,
        8, 9, 10, 20, 400 };
    struct fixture it = set_up();
    const char *keys[COUNT_OF(made_days_after) + 4] = { "a text", "1", "公益",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301" /* version 4 */ };
    char texts[COUNT_OF(made_days_after)][UUID_TEXT_SIZE];

    for (size_t i = 0; i < COUNT_OF(made_days_after); i++) {
        uuid_format(uuid_new(monday + made_days_after[i] * DAY_MS + 5000),
                texts[i]);
        keys[4 + i] = texts[i];
    }
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        assert_int_equal(find(&it, keys[i], monday), STATUS_NOT_FOUND);
        assert_int_equal(insert(&it, keys[i], monday), STATUS_OK);
        for (int hours = 0; hours <= 8 * 24; hours++)
            assert_int_equal(find(&it, keys[i], monday + hours * HOUR_MS),
                    STATUS_OK);
    }
    tear_down(&it);
}

static void
old_keys_are_forgotten_and_no_others(void **state)
{
    struct fixture it = set_up();
    char early[UUID_TEXT_SIZE], late[UUID_TEXT_SIZE];
    bool left;

    uuid_format(uuid_new(monday - DAY_MS), early);
    uuid_format(uuid_new(monday + 9 * DAY_MS), late);
    insert(&it, "text", monday);
    insert(&it, early, monday);
    insert(&it, late, monday);
    insert(&it, "tuesday", monday + DAY_MS);

    assert_int_equal(
            idempotency_prune(it.idempotency, monday + 8 * DAY_MS, 100, &left),
            STATUS_OK);
    assert_int_equal(count(&it), 4);
    idempotency_prune(it.idempotency, monday + 10 * DAY_MS, 1, &left);
    assert_int_equal(count(&it), 3);
    assert_true(left);
    idempotency_prune(it.idempotency, monday + 10 * DAY_MS, 100, &left);
    assert_int_equal(count(&it), 1); /* the one that was made ahead */
    assert_false(left);
    idempotency_prune(it.idempotency, monday + 19 * DAY_MS, 100, &left);
    assert_int_equal(count(&it), 0);
    tear_down(&it);
}

static void
a_forgotten_key_may_be_used_again(void **state)
{
    struct fixture it = set_up();

    insert(&it, "text", monday);
    assert_int_equal(find(&it, "text", monday + 10 * DAY_MS), STATUS_NOT_FOUND);
    assert_int_equal(insert(&it, "text", monday + 10 * DAY_MS), STATUS_OK);
    tear_down(&it);
}

/* Also one whose own time is far from when it was used. */
static void
a_kept_key_is_found_for_ever(void **state)
{
    static const int made_days_after[] = { -400, -2, 0, 9, 400 };
    struct fixture it = set_up();
    const struct idempotency_entry entry = { .fingerprint = hash_of("a", 1),
        .reply = STR("the reply") };
    struct idempotency_entry found;
    bool left;

    for (size_t i = 0; i <= COUNT_OF(made_days_after); i++) {
        struct idempotency_key key =
                key_of(i == COUNT_OF(made_days_after)
                                ? "order 7"
                                : key_at(monday + made_days_after[i] * DAY_MS));

        key.is_kept = true;
        assert_int_equal(
                idempotency_insert(it.idempotency, &key, monday, &entry),
                STATUS_OK);
        idempotency_prune(it.idempotency, monday + 900 * DAY_MS, 100, &left);
        assert_int_equal(idempotency_find(it.idempotency, &key,
                                 monday + 900 * DAY_MS, &it.arena, &found),
                STATUS_OK);
        assert_true(str_equal(found.reply, entry.reply));
        assert_int_equal(idempotency_insert(it.idempotency, &key,
                                 monday + 900 * DAY_MS, &entry),
                STATUS_CONFLICT);
        key.actor = STR("account:2");
        assert_int_equal(idempotency_find(it.idempotency, &key, monday,
                                 &it.arena, &found),
                STATUS_NOT_FOUND);
    }
    tear_down(&it);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_stored_comes_back_byte_for_byte),
        TEST(an_empty_reply_is_not_a_secret_one),
        TEST(a_key_is_its_actors_operations_and_hubs_own),
        TEST(a_key_is_stored_once),
        TEST(any_key_is_found_for_eight_days),
        TEST(old_keys_are_forgotten_and_no_others),
        TEST(a_forgotten_key_may_be_used_again),
        TEST(a_kept_key_is_found_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
