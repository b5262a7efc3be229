#include "base/hub.h"

#include "base/test.h"

static bool
within(const char *hub, const char *scope)
{
    return hub_is_within(str_from(hub), str_from(scope));
}

static void
a_scope_covers_its_subtree_only(void **state)
{
    assert_true(within("longgang", "longgang"));
    assert_true(within("longgang.bantian", "longgang"));
    assert_true(within("longgang.bantian.yangguang", "longgang"));
    assert_false(within("longgang", "longgang.bantian"));
    assert_false(within("longgangx", "longgang"));
    assert_false(within("longgang.bantianx", "longgang.bantian"));
    assert_false(within("futian", "longgang"));
}

static void
related_is_who_stands_in_one_line(void **state)
{
    assert_true(hub_is_related(STR("longgang"), STR("longgang.bantian")));
    assert_true(hub_is_related(STR("longgang.bantian"), STR("longgang")));
    assert_false(hub_is_related(STR("longgang"), STR("longgang")));
    assert_false(
            hub_is_related(STR("longgang.wenhua"), STR("longgang.bantian")));
    assert_false(hub_is_related(STR("longgang"), STR("longgangx")));
}

static void
a_branch_has_one_label_more(void **state)
{
    assert_true(hub_is_branch_of(STR("longgang.bantian"), STR("longgang")));
    assert_false(hub_is_branch_of(STR("longgang.a.b"), STR("longgang")));
    assert_false(hub_is_branch_of(STR("longgang"), STR("longgang")));
    assert_false(hub_is_branch_of(STR("futian.bantian"), STR("longgang")));
}

static void
the_parent_lacks_the_last_label(void **state)
{
    assert_true(str_equal(hub_parent(STR("a.b.c")), STR("a.b")));
    assert_int_equal(hub_parent(STR("a")).len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scope_covers_its_subtree_only),
        cmocka_unit_test(related_is_who_stands_in_one_line),
        cmocka_unit_test(a_branch_has_one_label_more),
        cmocka_unit_test(the_parent_lacks_the_last_label),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
