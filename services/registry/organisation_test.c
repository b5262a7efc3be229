#include "organisation.h"

#include "base/test.h"

static const char *
judge(enum organisation_kind kind, const char *code, bool is_overridden)
{
    const struct problem *problem = organisation_judge_code(kind, code != NULL,
            str_from(code ? code : ""), is_overridden);

    return problem ? problem->code : "";
}

static void
the_first_places_tell_the_kind(void **state)
{
    static const char *const codes[] = { "51440307MJL000016T",
        "52440307MJL000016P", "53440307MJL000016L" };

    for (int kind = 1; kind <= 3; kind++) {
        for (int code = 1; code <= 3; code++)
            assert_string_equal(
                    judge((enum organisation_kind)kind, codes[code - 1], false),
                    kind == code ? "" : "credit_code_kind_mismatch");
        assert_string_equal(
                judge(ORGANISATION_KIND_OTHER, codes[kind - 1], false), "");
    }
}

static void
only_groups_without_registration_may_lack_a_code(void **state)
{
    for (int kind = 1; kind <= ORGANISATION_KIND_OTHER; kind++) {
        bool may = kind == ORGANISATION_KIND_FILED_GROUP ||
                   kind == ORGANISATION_KIND_SELF_ORGANISED_GROUP ||
                   kind == ORGANISATION_KIND_RESIDENTS_COMMITTEE;

        assert_string_equal(judge((enum organisation_kind)kind, NULL, true),
                may ? "" : "credit_code_required");
    }
}

static void
a_failing_check_can_be_overridden(void **state)
{
    /* A real company with an early pilot code. */
    assert_string_equal(
            judge(ORGANISATION_KIND_ENTERPRISE, "91350211M0000XUF46", false),
            "credit_code_check_failed");
    assert_string_equal(
            judge(ORGANISATION_KIND_ENTERPRISE, "91350211M0000XUF46", true),
            "");
}

static void
a_malformed_code_and_a_wrong_kind_cannot(void **state)
{
    assert_string_equal(
            judge(ORGANISATION_KIND_ENTERPRISE, "91350211M0000XUF4O", true),
            "credit_code_malformed");
    assert_string_equal(
            judge(ORGANISATION_KIND_FOUNDATION, "91350211M0000XUF46", true),
            "credit_code_kind_mismatch");
}

static void
every_status_allows_what_it_allows(void **state)
{
    /* Rows: active, suspended, deregistered, succeeded. */
    static const bool can[4][3] = { { true, true, false },
        { false, true, true }, { false, false, true }, { false, false, true } };

    for (int status = 1; status <= 4; status++) {
        for (int action = 1; action <= 3; action++)
            assert_int_equal(organisation_can((enum organisation_status)status,
                                     (enum organisation_action)action),
                    can[status - 1][action - 1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_places_tell_the_kind),
        cmocka_unit_test(only_groups_without_registration_may_lack_a_code),
        cmocka_unit_test(a_failing_check_can_be_overridden),
        cmocka_unit_test(a_malformed_code_and_a_wrong_kind_cannot),
        cmocka_unit_test(every_status_allows_what_it_allows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
