#include "db/loss.h"

#include "db/test.h"

static struct folder *folder;
static struct db *db;
static struct arena arena;

static int
open_store(void **state)
{
    if (make_temp_folder(state))
        return -1;
    folder = open_test_store();
    db = folder_writer(folder);
    return 0;
}

static int
close_store(void **state)
{
    folder_close(folder);
    arena_release(&arena);
    return remove_temp_folder(state);
}

static void
add(enum lost kind, const char *what, const char *which, int64_t seq)
{
    const struct loss loss = { .kind = kind,
        .what = str_from(what),
        .which = str_from(which),
        .seq = seq,
        .at = 5 };

    assert_int_equal(loss_add(db, &loss), STATUS_OK);
}

static size_t
list(int64_t after, struct loss **out)
{
    size_t count;

    assert_int_equal(loss_list(db, after, 100, &arena, out, &count), STATUS_OK);
    return count;
}

static void
each_is_listed_once(void **state)
{
    struct loss *found;
    int64_t count;

    add(LOST_VALUE, "donor.contact", "7", 0);
    add(LOST_VALUE, "donor.contact", "7", 0);
    add(LOST_EVENT, "grants.award_proposed", "s", 3);
    assert_int_equal(list(0, &found), 2);
    assert_int_equal(found[0].kind, LOST_VALUE);
    assert_true(str_equal(found[0].what, STR("donor.contact")));
    assert_true(str_equal(found[0].which, STR("7")));
    assert_int_equal(found[1].seq, 3);
    assert_int_equal(found[1].at, 5);
    assert_int_equal(list(found[0].rowid, &found), 1);
    assert_int_equal(loss_count(db, &count), STATUS_OK);
    assert_int_equal(count, 2);
}

static void
what_is_settled_is_gone_and_the_rest_is_not(void **state)
{
    struct loss *found;
    int64_t settled;

    add(LOST_VALUE, "donor.contact", "7", 0);
    add(LOST_VALUE, "donor.contact", "8", 0);
    add(LOST_VALUE, "donor.contact", "9", 0);
    list(0, &found);
    assert_int_equal(loss_settle(db, found[1].rowid, &settled), STATUS_OK);
    assert_int_equal(settled, 2);
    assert_int_equal(list(0, &found), 1);
    assert_true(str_equal(found[0].which, STR("9")));
    assert_int_equal(loss_settle(db, found[0].rowid - 1, &settled),
            STATUS_NOT_FOUND);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_is_listed_once, open_store,
                close_store),
        cmocka_unit_test_setup_teardown(
                what_is_settled_is_gone_and_the_rest_is_not, open_store,
                close_store),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
