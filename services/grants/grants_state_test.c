#include "state.h"

#include "base/test.h"

static const enum thing things[] = { THING_PROGRAMME, THING_ROUND,
    THING_APPLICATION, THING_AWARD, THING_TRANCHE, THING_REPORT, THING_NOTICE,
    THING_OBJECTION };

static void
every_state_can_be_reached(void **state)
{
    for (size_t t = 0; t < COUNT_OF(things); t++) {
        int count = state_count(things[t]);
        bool reached[32] = { true };

        for (int round = 0; round < count; round++)
            for (int from = 0; from <= count; from++)
                for (int to = 1; reached[from] && to <= count; to++)
                    if (state_may_change(things[t], from, to))
                        reached[to] = true;
        for (int s = 1; s <= count; s++)
            if (!reached[s])
                fail_msg("%s: %s is never reached", thing_name(things[t]),
                        state_name(things[t], s));
    }
}

static void
a_state_that_does_not_exist_leads_nowhere(void **state)
{
    assert_false(state_may_change(THING_AWARD, 99, AWARD_STATE_RESERVED));
    assert_false(state_may_change(THING_AWARD, -1, AWARD_STATE_RESERVED));
    assert_false(state_may_change(THING_AWARD, AWARD_STATE_PROPOSED, 0));
    assert_null(state_name(THING_AWARD, 0));
}

static void
a_proposed_award_waits_for_its_fund(void **state)
{
    for (int to = 1; to <= state_count(THING_AWARD); to++)
        assert_int_equal(
                state_may_change(THING_AWARD, AWARD_STATE_PROPOSED, to),
                to == AWARD_STATE_RESERVED || to == AWARD_STATE_REFUSED);
}

static void
a_withdrawn_application_comes_back_undecided(void **state)
{
    for (int to = 1; to <= state_count(THING_APPLICATION); to++)
        assert_int_equal(state_may_change(THING_APPLICATION,
                                 APPLICATION_STATE_WITHDRAWN, to),
                to == APPLICATION_STATE_SUBMITTED ||
                        to == APPLICATION_STATE_RETURNED ||
                        to == APPLICATION_STATE_ELIGIBLE);
}

static void
a_tranche_is_released_again_only_if_it_was_never_really_paid(void **state)
{
    for (int from = 0; from <= state_count(THING_TRANCHE); from++)
        assert_int_equal(
                state_may_change(THING_TRANCHE, from, TRANCHE_STATE_RELEASED),
                from == TRANCHE_STATE_WAITING || from == TRANCHE_STATE_PAID ||
                        from == TRANCHE_STATE_RECALLED);
}

static void
a_wrong_state_has_its_own_problem(void **state)
{
    assert_string_equal(state_problem(THING_ROUND)->code, "wrong_round_state");
    assert_string_equal(state_problem(THING_OBJECTION)->code,
            "objection_is_settled");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_can_be_reached),
        cmocka_unit_test(a_state_that_does_not_exist_leads_nowhere),
        cmocka_unit_test(a_proposed_award_waits_for_its_fund),
        cmocka_unit_test(a_withdrawn_application_comes_back_undecided),
        cmocka_unit_test(
                a_tranche_is_released_again_only_if_it_was_never_really_paid),
        cmocka_unit_test(a_wrong_state_has_its_own_problem),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
