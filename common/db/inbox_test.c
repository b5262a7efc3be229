#include "db/inbox.h"

#include "db/test.h"

struct fixture {
    struct folder *folder;
    struct inbox *inbox;
    struct arena arena;
};

static struct fixture
set_up(void)
{
    struct fixture it = { .folder = open_test_store() };

    it.inbox = inbox_open(folder_writer(it.folder));
    return it;
}

static void
tear_down(struct fixture *it)
{
    inbox_close(it->inbox);
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

static struct set_aside
event_of(int64_t seq, uint8_t subject, uint8_t awaits)
{
    return (struct set_aside){
        .source = STR("registry@longgang"),
        .seq = seq,
        .type = STR("registry.organisation_registered"),
        .subject = numbered(subject),
        .awaits = numbered(awaits),
        .event = STR("the \0event"),
        .tries = 3,
        .retry_at = 99,
        .reason = STR("not_found: no such round"),
    };
}

static bool
is_held(struct fixture *it, const char *source, uint8_t subject)
{
    bool held;

    assert_int_equal(inbox_is_held(it->inbox, str_from(source),
                             numbered(subject), &held),
            STATUS_OK);
    return held;
}

static void
a_cursor_starts_at_zero_and_keeps_its_place(void **state)
{
    struct fixture it = set_up();
    struct cursor cursor;
    const struct cursor moved = { numbered(1), 5, hash_of("5", 1) };
    const struct cursor again = { numbered(2), 9, hash_of("9", 1) };

    assert_int_equal(
            inbox_find_cursor(it.inbox, STR("grants@longgang"), &cursor),
            STATUS_OK);
    assert_true(uuid_is_zero(cursor.store_epoch));
    assert_int_equal(cursor.seq, 0);
    inbox_move_cursor(it.inbox, STR("grants@longgang"), &moved);
    inbox_move_cursor(it.inbox, STR("grants@longgang"), &again);
    inbox_find_cursor(it.inbox, STR("grants@longgang"), &cursor);
    assert_true(uuid_equal(cursor.store_epoch, numbered(2)));
    assert_int_equal(cursor.seq, 9);
    assert_true(hash_equal(cursor.hash, again.hash));
    inbox_find_cursor(it.inbox, STR("grants@longgang.bantian"), &cursor);
    assert_int_equal(cursor.seq, 0);
    tear_down(&it);
}

static void
the_cursor_and_what_was_done_are_undone_together(void **state)
{
    struct fixture it = set_up();
    const struct cursor moved = { numbered(1), 5, { { 0 } } };
    const struct set_aside event = event_of(5, 1, 2);
    struct db *db = folder_writer(it.folder);
    struct cursor cursor;

    db_begin(db);
    inbox_await(it.inbox, &event);
    inbox_move_cursor(it.inbox, event.source, &moved);
    db_rollback(db);
    inbox_find_cursor(it.inbox, event.source, &cursor);
    assert_int_equal(cursor.seq, 0);
    assert_false(is_held(&it, "registry@longgang", 1));
    tear_down(&it);
}

static void
events_wait_for_what_they_speak_of_oldest_first(void **state)
{
    struct fixture it = set_up();
    const struct set_aside events[] = { event_of(4, 1, 7), event_of(5, 2, 8),
        event_of(6, 3, 7) };
    struct set_aside found;

    for (size_t i = 0; i < COUNT_OF(events); i++)
        assert_int_equal(inbox_await(it.inbox, &events[i]), STATUS_OK);
    assert_int_equal(
            inbox_find_awaiting(it.inbox, numbered(7), 0, &it.arena, &found),
            STATUS_OK);
    assert_int_equal(found.seq, 4);
    assert_true(str_equal(found.source, events[0].source));
    assert_true(str_equal(found.type, events[0].type));
    assert_true(str_equal(found.event, events[0].event));
    assert_true(str_equal(found.reason, events[0].reason));
    assert_true(uuid_equal(found.subject, numbered(1)));
    assert_true(uuid_equal(found.awaits, numbered(7)));
    assert_int_equal(found.tries, 3);
    assert_int_equal(found.retry_at, 99);
    assert_int_equal(inbox_remove_waiting(it.inbox, found.rowid), STATUS_OK);
    assert_int_equal(inbox_remove_waiting(it.inbox, found.rowid),
            STATUS_NOT_FOUND);
    inbox_find_awaiting(it.inbox, numbered(7), 0, &it.arena, &found);
    assert_int_equal(found.seq, 6);
    inbox_remove_waiting(it.inbox, found.rowid);
    assert_int_equal(
            inbox_find_awaiting(it.inbox, numbered(7), 0, &it.arena, &found),
            STATUS_NOT_FOUND);
    tear_down(&it);
}

static void
a_waiting_or_dead_event_holds_its_subject_back(void **state)
{
    struct fixture it = set_up();
    const struct set_aside waiting = event_of(4, 1, 7),
                           dead = event_of(5, 2, 0);
    struct set_aside found;

    inbox_await(it.inbox, &waiting);
    inbox_bury(it.inbox, &dead);
    assert_true(is_held(&it, "registry@longgang", 1));
    assert_true(is_held(&it, "registry@longgang", 2));
    assert_false(is_held(&it, "registry@longgang", 3));
    assert_false(is_held(&it, "grants@longgang", 1));
    inbox_find_awaiting(it.inbox, numbered(7), 0, &it.arena, &found);
    inbox_remove_waiting(it.inbox, found.rowid);
    assert_false(is_held(&it, "registry@longgang", 1));
    tear_down(&it);
}

static void
dead_letters_are_listed_in_pages_and_settled_by_number(void **state)
{
    struct fixture it = set_up();
    struct set_aside *letters, letter;
    int64_t waiting, dead;
    size_t count;

    for (int i = 1; i <= 5; i++) {
        letter = event_of(i, (uint8_t)i, 0);
        assert_int_equal(inbox_bury(it.inbox, &letter), STATUS_OK);
    }
    inbox_list_dead(it.inbox, 0, 3, &it.arena, &letters, &count);
    assert_int_equal(count, 3);
    assert_int_equal(letters[0].seq, 1);
    inbox_list_dead(it.inbox, letters[2].rowid, 3, &it.arena, &letters, &count);
    assert_int_equal(count, 2);
    assert_int_equal(letters[1].seq, 5);
    inbox_find_dead(it.inbox, letters[1].rowid, &it.arena, &letter);
    assert_int_equal(letter.seq, 5);
    assert_true(str_equal(letter.event, STR("the \0event")));
    assert_int_equal(inbox_remove_dead(it.inbox, letter.rowid), STATUS_OK);
    assert_int_equal(
            inbox_find_dead(it.inbox, letter.rowid, &it.arena, &letter),
            STATUS_NOT_FOUND);
    inbox_count(it.inbox, &waiting, &dead);
    assert_int_equal(waiting, 0);
    assert_int_equal(dead, 4);
    tear_down(&it);
}

static void
the_number_of_a_dead_letter_is_not_used_again(void **state)
{
    struct fixture it = set_up();
    struct set_aside letter = event_of(1, 1, 0), *letters;
    size_t count;
    int64_t first;

    inbox_bury(it.inbox, &letter);
    inbox_list_dead(it.inbox, 0, 1, &it.arena, &letters, &count);
    first = letters[0].rowid;
    inbox_remove_dead(it.inbox, first);
    inbox_bury(it.inbox, &letter);
    inbox_list_dead(it.inbox, 0, 1, &it.arena, &letters, &count);
    assert_true(letters[0].rowid > first);
    tear_down(&it);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_cursor_starts_at_zero_and_keeps_its_place),
        TEST(the_cursor_and_what_was_done_are_undone_together),
        TEST(events_wait_for_what_they_speak_of_oldest_first),
        TEST(a_waiting_or_dead_event_holds_its_subject_back),
        TEST(dead_letters_are_listed_in_pages_and_settled_by_number),
        TEST(the_number_of_a_dead_letter_is_not_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
