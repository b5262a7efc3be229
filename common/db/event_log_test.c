#include "db/event_log.h"

#include "db/test.h"

#include <sodium.h>

struct fixture {
    struct folder *folder;
    struct db *db;
    struct event_log *log;
    struct arena arena;
};

static struct fixture
set_up(void)
{
    struct fixture it = { .folder = open_test_store() };

    it.db = folder_writer(it.folder);
    assert_int_equal(event_log_open(&it.log, it.db), STATUS_OK);
    return it;
}

static void
tear_down(struct fixture *it)
{
    event_log_close(it->log);
    folder_close(it->folder);
    arena_release(&it->arena);
}

static struct uuid
numbered(uint8_t number)
{
    struct uuid uuid;

    memset(uuid.bytes, number, sizeof(uuid.bytes));
    return uuid;
}

static struct event
append(struct fixture *it, int64_t at, const char *body)
{
    struct event event = {
        .id = numbered(1),
        .at = at,
        .type = STR("grants.award_proposed"),
        .subject = numbered(2),
        .actor = STR("service:grants@longgang"),
        .cause = numbered(3),
        .body = str_from(body),
    };

    assert_int_equal(event_log_append(it->log, &event), STATUS_OK);
    return event;
}

static void
append_many(struct fixture *it, int count)
{
    for (int i = 0; i < count; i++)
        append(it, i, "body");
}

static struct event_log_check
verify(struct fixture *it)
{
    struct event_log_check check;

    assert_int_equal(event_log_verify(it->log, &check), STATUS_OK);
    return check;
}

static void
assert_hex(struct hash hash, const char *expected)
{
    char text[2 * sizeof(hash) + 1];

    sodium_bin2hex(text, sizeof(text), hash.bytes, sizeof(hash.bytes));
    assert_string_equal(text, expected);
}

/* Computed with Python's hashlib and msgpack from the definition alone. */
static void
the_hashes_are_those_of_the_definition(void **state)
{
    static char long_body[70000];
    struct event event = {
        .seq = 1,
        .at = 1772413200000,
        .type = STR("grants.award_proposed"),
        .subject = numbered(0x22),
        .actor = STR("service:grants@longgang"),
        .salt = STR("3333333333333333"),
        .body = STR("\x81\xa6"
                    "amount\xcd\x13\x88"),
    };
    struct hash hash = { 0 };

    for (uint8_t i = 0; i < 16; i++)
        event.id.bytes[i] = i + 1;
    event.leaf = event_leaf(&event);
    assert_hex(event.leaf, "4f5c7e10459e43c06d7337b16df23cb2"
                           "ea455f93a662cc6c4bf767c7dc23aaee");
    hash = event_hash(&event, hash);
    assert_hex(hash, "7297f918f5f805f4a7513d61d23985e4"
                     "47fdca946a3178aa8000a1980167c042");

    memset(long_body, 'x', sizeof(long_body));
    event.seq = event.at = 200;
    event.type = STR("fundraising.a_type_of_forty_characters_x");
    event.actor = STR("");
    event.body = (struct str){ long_body, 300 };
    event.leaf = event_leaf(&event);
    hash = event_hash(&event, hash);
    assert_hex(hash, "64e1d3e5fe1b27ecff343ffb1befde26"
                     "838edda7248fc7133f266d45ecc757e1");

    event.seq = event.at = 70000;
    event.type = STR("t");
    event.body = (struct str){ long_body, 70000 };
    event.leaf = event_leaf(&event);
    hash = event_hash(&event, hash);
    assert_hex(hash, "87dd242e86947e1af93543fc35c0560a"
                     "e6cac4fcf6c6e85a7ebeaa31855f0493");

    event.seq = event.at = 5000000000;
    event.body = (struct str){ long_body, 0 };
    event.leaf = event_leaf(&event);
    hash = event_hash(&event, hash);
    assert_hex(hash, "b127df3ece59b191681050599f52d828"
                     "11954b4bc6c95455b478b5f0d44553ac");
}

static void
an_event_comes_back_as_it_was_appended(void **state)
{
    struct fixture it = set_up();
    struct event appended = append(&it, 5, "what happened"), *events;
    size_t count;

    assert_int_equal(appended.seq, 1);
    assert_int_equal(appended.salt.len, 16);
    assert_int_equal(
            event_log_list(it.log, 0, 10, 1000, &it.arena, &events, &count),
            STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(events[0].seq, 1);
    assert_int_equal(events[0].at, 5);
    assert_true(uuid_equal(events[0].id, numbered(1)));
    assert_true(uuid_equal(events[0].subject, numbered(2)));
    assert_true(uuid_equal(events[0].cause, numbered(3)));
    assert_true(str_equal(events[0].type, STR("grants.award_proposed")));
    assert_true(str_equal(events[0].actor, STR("service:grants@longgang")));
    assert_true(str_equal(events[0].body, STR("what happened")));
    assert_true(str_equal(events[0].salt, appended.salt));
    assert_true(hash_equal(events[0].leaf, appended.leaf));
    assert_true(hash_equal(events[0].hash, appended.hash));
    assert_true(hash_equal(events[0].hash,
            event_hash(&events[0], (struct hash){ 0 })));
    assert_false(events[0].is_erased);
    tear_down(&it);
}

static void
salts_are_never_the_same(void **state)
{
    struct fixture it = set_up();
    struct event *events;
    size_t count;

    append_many(&it, 200);
    event_log_list(it.log, 0, 200, SIZE_MAX, &it.arena, &events, &count);
    assert_int_equal(count, 200);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(str_equal(events[i].salt, events[j].salt));
    tear_down(&it);
}

static void
the_log_goes_on_where_it_stopped(void **state)
{
    struct fixture it = set_up();

    append_many(&it, 3);
    tear_down(&it);
    it = set_up();
    assert_int_equal(event_log_head(it.log), 3);
    assert_int_equal(event_log_last_at(it.log), 2);
    assert_int_equal(append(&it, 9, "next").seq, 4);
    assert_int_equal(verify(&it).checked, 4);
    assert_int_equal(verify(&it).bad_seq, 0);
    tear_down(&it);
}

static void
an_undone_event_leaves_no_gap(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    append(&it, 1, "one");
    db_savepoint(it.db);
    append(&it, 7, "undone");
    db_undo(it.db);
    assert_int_equal(event_log_reload(it.log), STATUS_OK);
    assert_int_equal(event_log_last_at(it.log), 1);
    assert_int_equal(append(&it, 2, "two").seq, 2);
    db_commit(it.db);
    assert_int_equal(verify(&it).checked, 2);
    assert_int_equal(verify(&it).bad_seq, 0);
    tear_down(&it);
}

static void
time_does_not_go_back(void **state)
{
    struct fixture it = set_up();
    struct event event = { .at = 4, .type = STR("grants.award_proposed") };

    append(&it, 5, "one");
    append(&it, 5, "at the same time");
    assert_int_equal(event_log_append(it.log, &event), STATUS_INTERNAL);
    assert_int_equal(event_log_head(it.log), 2);
    tear_down(&it);
}

static void
a_page_has_a_limit_of_events_and_of_bytes(void **state)
{
    struct fixture it = set_up();
    struct event *events;
    size_t count;

    append_many(&it, 10);
    event_log_list(it.log, 2, 3, 1000, &it.arena, &events, &count);
    assert_int_equal(count, 3);
    assert_int_equal(events[0].seq, 3);
    event_log_list(it.log, 0, 10, 9, &it.arena, &events, &count);
    assert_int_equal(count, 2); /* bodies of four bytes */
    event_log_list(it.log, 0, 10, 1, &it.arena, &events, &count);
    assert_int_equal(count, 1);
    event_log_list(it.log, 8, 100000, 1000, &it.arena, &events, &count);
    assert_int_equal(count, 2);
    event_log_list(it.log, 10, 10, 1000, &it.arena, &events, &count);
    assert_int_equal(count, 0);
    tear_down(&it);
}

static void
a_reader_sees_what_was_committed_after_it_opened(void **state)
{
    struct fixture it = set_up();
    struct db *reader;
    struct event_log *log;
    struct event *events;
    size_t count;

    assert_int_equal(db_open_reader(&reader, folder_database(it.folder)),
            STATUS_OK);
    assert_int_equal(event_log_open(&log, reader), STATUS_OK);
    append(&it, 1, "one");
    event_log_list(log, 0, 10, 1000, &it.arena, &events, &count);
    assert_int_equal(count, 1);
    assert_int_equal(event_log_reload(log), STATUS_OK);
    assert_int_equal(event_log_head(log), 1);
    event_log_close(log);
    db_close(reader);
    tear_down(&it);
}

static void
an_erased_event_says_nothing_and_the_chain_is_whole(void **state)
{
    struct fixture it = set_up();
    struct event *events;
    struct hash head;
    size_t count;

    append_many(&it, 5);
    head = verify(&it).head;
    assert_int_equal(event_log_erase(it.log, 3), STATUS_OK);
    assert_int_equal(event_log_erase(it.log, 3), STATUS_OK);
    assert_int_equal(event_log_erase(it.log, 6), STATUS_NOT_FOUND);
    assert_int_equal(event_log_erase(it.log, 0), STATUS_NOT_FOUND);
    event_log_list(it.log, 2, 1, 1000, &it.arena, &events, &count);
    assert_true(events[0].is_erased);
    assert_true(uuid_is_zero(events[0].subject));
    assert_int_equal(events[0].salt.len, 0);
    assert_int_equal(events[0].body.len, 0);
    assert_int_equal(events[0].actor.len, 0);
    assert_int_equal(verify(&it).checked, 5);
    assert_int_equal(verify(&it).bad_seq, 0);
    assert_true(hash_equal(verify(&it).head, head));
    tear_down(&it);
}

static void
every_altered_part_of_the_hash_is_found(void **state)
{
    static const struct {
        const char *sql, *what;
    } faults[] = {
        { "UPDATE event SET id = zeroblob(16) WHERE seq = 3", "hash" },
        { "UPDATE event SET at = at + 1 WHERE seq = 3", "hash" },
        { "UPDATE event SET type = 'x' WHERE seq = 3", "hash" },
        { "UPDATE event SET subject = zeroblob(16) WHERE seq = 3", "hash" },
        { "UPDATE event SET actor = 'x' WHERE seq = 3", "leaf" },
        { "UPDATE event SET salt = zeroblob(16) WHERE seq = 3", "leaf" },
        { "UPDATE event SET body = x'00' WHERE seq = 3", "leaf" },
        { "UPDATE event SET leaf = zeroblob(32) WHERE seq = 3", "leaf" },
        { "UPDATE event SET hash = zeroblob(32) WHERE seq = 3", "hash" },
        { "UPDATE event SET salt = NULL WHERE seq = 3", "hash" },
    };
    struct fixture it = set_up();

    append_many(&it, 5);
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        db_begin(it.db);
        assert_int_equal(db_exec(it.db, faults[i].sql), STATUS_OK);
        assert_int_equal(verify(&it).bad_seq, 3);
        assert_int_equal(verify(&it).checked, 2);
        assert_string_equal(verify(&it).what, faults[i].what);
        db_rollback(it.db);
    }
    assert_int_equal(verify(&it).bad_seq, 0);
    tear_down(&it);
}

/* By which request it came is a note for whoever operates, and no fact. */
static void
the_cause_is_no_part_of_the_hash(void **state)
{
    struct fixture it = set_up();
    struct hash head;

    append_many(&it, 5);
    head = verify(&it).head;
    assert_int_equal(db_exec(it.db, "UPDATE event SET cause = zeroblob(16)"),
            STATUS_OK);
    assert_int_equal(verify(&it).bad_seq, 0);
    assert_true(hash_equal(verify(&it).head, head));
    tear_down(&it);
}

static void
a_removed_event_is_found(void **state)
{
    struct fixture it = set_up();
    struct hash head;

    append_many(&it, 1200); /* several pages */
    head = verify(&it).head;
    assert_int_equal(verify(&it).checked, 1200);
    db_begin(it.db);
    db_exec(it.db, "DELETE FROM event WHERE seq = 600");
    assert_int_equal(verify(&it).bad_seq, 601);
    assert_string_equal(verify(&it).what, "gap");
    db_rollback(it.db);
    db_begin(it.db);
    db_exec(it.db, "DELETE FROM event WHERE seq = 1");
    assert_int_equal(verify(&it).bad_seq, 2);
    db_rollback(it.db);
    db_exec(it.db, "DELETE FROM event WHERE seq = 1200");
    assert_int_equal(verify(&it).bad_seq, 0);
    assert_false(hash_equal(verify(&it).head, head)); /* who kept it sees it */
    tear_down(&it);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_hashes_are_those_of_the_definition),
        TEST(an_event_comes_back_as_it_was_appended),
        TEST(salts_are_never_the_same),
        TEST(the_log_goes_on_where_it_stopped),
        TEST(an_undone_event_leaves_no_gap),
        TEST(time_does_not_go_back),
        TEST(a_page_has_a_limit_of_events_and_of_bytes),
        TEST(a_reader_sees_what_was_committed_after_it_opened),
        TEST(an_erased_event_says_nothing_and_the_chain_is_whole),
        TEST(every_altered_part_of_the_hash_is_found),
        TEST(the_cause_is_no_part_of_the_hash),
        TEST(a_removed_event_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
