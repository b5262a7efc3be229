#include "db/agenda.h"

#include "db/test.h"

struct fixture {
    struct folder *folder;
    struct agenda *agenda;
    struct arena arena;
};

static struct fixture
set_up(void)
{
    struct fixture it = { .folder = open_test_store() };

    it.agenda = agenda_open(folder_writer(it.folder));
    return it;
}

static void
tear_down(struct fixture *it)
{
    agenda_close(it->agenda);
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

static void
schedule(struct fixture *it, uint8_t subject, int64_t due_at)
{
    assert_int_equal(agenda_schedule(it->agenda, STR("notice_ends"),
                             numbered(subject), due_at),
            STATUS_OK);
}

static int64_t
next(struct fixture *it)
{
    int64_t at;

    assert_int_equal(agenda_next(it->agenda, &at), STATUS_OK);
    return at;
}

/* Take what is due by now; the first byte of its subject, or 0. */
static int
take(struct fixture *it, int64_t now)
{
    struct agenda_entry entry;

    if (agenda_find_due(it->agenda, now, &it->arena, &entry))
        return 0;
    assert_int_equal(agenda_remove(it->agenda, entry.rowid), STATUS_OK);
    return entry.subject.bytes[0];
}

static void
an_empty_agenda_is_never_due(void **state)
{
    struct fixture it = set_up();

    assert_true(next(&it) == INT64_MAX);
    assert_int_equal(take(&it, INT64_MAX), 0);
    tear_down(&it);
}

static void
entries_fall_due_in_order_each_once(void **state)
{
    struct fixture it = set_up();

    schedule(&it, 3, 300);
    schedule(&it, 2, 200);
    schedule(&it, 1, 100);
    assert_int_equal(next(&it), 100);
    assert_int_equal(take(&it, 99), 0);
    assert_int_equal(take(&it, 250), 1);
    assert_int_equal(take(&it, 250), 2);
    assert_int_equal(take(&it, 250), 0);
    assert_int_equal(next(&it), 300);
    assert_int_equal(take(&it, 300), 3);
    tear_down(&it);
}

static void
a_later_appointment_replaces_the_earlier(void **state)
{
    struct fixture it = set_up();

    schedule(&it, 1, 100);
    schedule(&it, 1, 500);
    agenda_schedule(it.agenda, STR("agreement_due"), numbered(1), 200);
    assert_int_equal(next(&it), 200);
    assert_int_equal(take(&it, 400), 1);
    assert_int_equal(take(&it, 400), 0);
    assert_int_equal(take(&it, 500), 1);
    tear_down(&it);
}

static void
a_cancelled_entry_does_not_fall_due(void **state)
{
    struct fixture it = set_up();

    schedule(&it, 1, 100);
    assert_int_equal(agenda_cancel(it.agenda, STR("notice_ends"), numbered(1)),
            STATUS_OK);
    assert_int_equal(agenda_cancel(it.agenda, STR("notice_ends"), numbered(1)),
            STATUS_OK);
    assert_true(next(&it) == INT64_MAX);
    tear_down(&it);
}

static void
an_entry_that_fails_backs_off_alone(void **state)
{
    struct fixture it = set_up();
    struct agenda_entry entry;

    schedule(&it, 1, 100);
    schedule(&it, 2, 150);
    agenda_find_due(it.agenda, 200, &it.arena, &entry);
    assert_int_equal(entry.subject.bytes[0], 1);
    assert_int_equal(agenda_back_off(it.agenda, entry.rowid, 1200), STATUS_OK);
    assert_int_equal(take(&it, 200), 2);
    assert_int_equal(take(&it, 1199), 0);
    assert_int_equal(next(&it), 1200);
    assert_int_equal(agenda_find_due(it.agenda, 1200, &it.arena, &entry),
            STATUS_OK);
    assert_int_equal(entry.due_at, 100); /* its work runs as of then */
    assert_int_equal(entry.try_at, 1200);
    assert_int_equal(entry.tries, 1);
    assert_true(str_equal(entry.timer, STR("notice_ends")));
    tear_down(&it);
}

static void
an_entry_taken_in_a_transaction_that_fails_is_still_there(void **state)
{
    struct fixture it = set_up();

    schedule(&it, 1, 100);
    db_begin(folder_writer(it.folder));
    assert_int_equal(take(&it, 100), 1);
    db_rollback(folder_writer(it.folder));
    assert_int_equal(take(&it, 100), 1);
    tear_down(&it);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_agenda_is_never_due),
        TEST(entries_fall_due_in_order_each_once),
        TEST(a_later_appointment_replaces_the_earlier),
        TEST(a_cancelled_entry_does_not_fall_due),
        TEST(an_entry_that_fails_backs_off_alone),
        TEST(an_entry_taken_in_a_transaction_that_fails_is_still_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
