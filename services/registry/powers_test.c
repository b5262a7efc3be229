#include "powers.h"

#include "base/test.h"

static struct role_grant
grant(enum role role, const char *scope)
{
    return (struct role_grant){ role, str_from(scope) };
}

static bool
clash(struct role_grant held, struct role_grant wanted)
{
    return powers_clash(&held, 1, &wanted) != NULL;
}

static void
who_decides_does_not_run(void **state)
{
    assert_true(clash(grant(ROLE_COUNCIL, "longgang"),
            grant(ROLE_OPERATOR, "longgang")));
    assert_true(clash(grant(ROLE_OPERATOR, "longgang.bantian"),
            grant(ROLE_COUNCIL, "longgang")));
    assert_true(clash(grant(ROLE_OPERATOR, "longgang"),
            grant(ROLE_COUNCIL, "longgang.bantian")));
}

static void
hubs_that_do_not_overlap_do_not_clash(void **state)
{
    assert_false(clash(grant(ROLE_COUNCIL, "longgang.buji"),
            grant(ROLE_OPERATOR, "longgang.bantian")));
}

static void
who_supervises_runs_nothing(void **state)
{
    static const enum role running[] = { ROLE_REVIEWER, ROLE_OPERATOR,
        ROLE_FINANCE, ROLE_COUNCIL, ROLE_ADMIN };

    for (size_t i = 0; i < COUNT_OF(running); i++) {
        assert_true(clash(grant(ROLE_SUPERVISOR, "longgang"),
                grant(running[i], "longgang")));
        assert_true(clash(grant(running[i], "longgang"),
                grant(ROLE_SUPERVISOR, "longgang")));
    }
}

static void
other_roles_go_together(void **state)
{
    assert_false(clash(grant(ROLE_DONOR, "longgang"),
            grant(ROLE_SUPERVISOR, "longgang")));
    assert_false(clash(grant(ROLE_ADMIN, "longgang"),
            grant(ROLE_OPERATOR, "longgang")));
    assert_false(clash(grant(ROLE_OPERATOR, "longgang"),
            grant(ROLE_OPERATOR, "longgang.bantian")));
}

static void
a_token_has_no_more_than_its_account(void **state)
{
    struct role_grant held[] = { grant(ROLE_OPERATOR, "longgang"),
        grant(ROLE_FINANCE, "longgang.bantian") };
    struct role_grant wanted[] = { grant(ROLE_OPERATOR, "longgang.buji"),
        grant(ROLE_FINANCE, "longgang.bantian") };
    struct role_grant wide = grant(ROLE_FINANCE, "longgang");

    assert_true(powers_cover(held, 2, wanted, 2));
    assert_true(powers_cover(held, 2, NULL, 0));
    assert_false(powers_cover(held, 2, &wide, 1));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_decides_does_not_run),
        cmocka_unit_test(hubs_that_do_not_overlap_do_not_clash),
        cmocka_unit_test(who_supervises_runs_nothing),
        cmocka_unit_test(other_roles_go_together),
        cmocka_unit_test(a_token_has_no_more_than_its_account),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
