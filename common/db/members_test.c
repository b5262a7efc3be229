#include "db/members.h"

#include "db/test.h"

#include <fcntl.h>
#include <sys/stat.h>

static const struct migration old_build[] = { { NULL, NULL } };
static const struct migration new_build[] = { { "001", "" }, { NULL, NULL } };

static struct membership *
join(const char *instance, const struct migration *build)
{
    struct membership *membership;

    assert_int_equal(
            members_join(&membership, temp_folder, "grants", instance, build),
            STATUS_OK);
    return membership;
}

static void
assert_members(const struct membership *membership, const char *expected)
{
    struct arena arena = { 0 };
    char text[256] = "";
    struct str *names;
    size_t count;

    assert_int_equal(members_list(membership, &arena, &names, &count),
            STATUS_OK);
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), STR_FMT " ",
                STR_ARG(names[i]));
    assert_string_equal(text, expected);
    arena_release(&arena);
}

static void
who_joins_gets_the_first_free_name(void **state)
{
    struct membership *first = join(NULL, old_build);
    struct membership *second = join(NULL, old_build);
    struct membership *third;

    assert_string_equal(members_name(first), "grants-1");
    assert_string_equal(members_name(second), "grants-2");
    assert_members(second, "grants-1 grants-2 ");
    members_leave(first);
    assert_members(second, "grants-2 ");
    third = join(NULL, old_build);
    assert_string_equal(members_name(third), "grants-1");
    members_leave(third);
    members_leave(second);
}

static void
a_name_of_our_own_is_taken_once(void **state)
{
    struct membership *first = join("north", old_build), *second;

    assert_int_equal(
            members_join(&second, temp_folder, "grants", "north", old_build),
            STATUS_UNAVAILABLE);
    assert_int_equal(
            members_join(&second, temp_folder, "grants", "../north", old_build),
            STATUS_MALFORMED);
    members_leave(first);
}

static void
a_paused_member_does_not_count_until_it_signs_again(void **state)
{
    const struct timespec long_ago[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
    struct membership *paused = join("a", old_build);
    struct membership *other = join("b", old_build);

    assert_int_equal(
            utimensat(AT_FDCWD, temp_path("grants/.instances/a"), long_ago, 0),
            0);
    assert_members(other, "b ");
    /* To itself it does: whoever asks runs, and would give up what it has. */
    assert_members(paused, "a b ");
    assert_int_equal(members_sign(paused), STATUS_OK);
    assert_members(other, "a b ");
    members_leave(paused);
    members_leave(other);
}

static void
older_builds_give_way_to_newer_ones(void **state)
{
    struct membership *first = join("a", old_build);
    struct membership *second = join("b", new_build);

    assert_members(first, "b ");
    assert_members(second, "b ");
    members_leave(second);
    assert_members(first, "a ");
    members_leave(first);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_joins_gets_the_first_free_name),
        TEST(a_name_of_our_own_is_taken_once),
        TEST(a_paused_member_does_not_count_until_it_signs_again),
        TEST(older_builds_give_way_to_newer_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
