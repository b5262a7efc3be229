#include "server/share.h"

#include "base/test.h"

static const struct str hubs[] = {
    STR("longgang"),
    STR("longgang.bantian"),
    STR("longgang.baolong"),
    STR("longgang.buji"),
    STR("longgang.henggang"),
    STR("longgang.jihua"),
    STR("longgang.longcheng"),
    STR("longgang.nanwan"),
    STR("longgang.pingdi"),
    STR("longgang.pinghu"),
    STR("longgang.wenhua"),
    STR("longgang.yuanshan"),
    STR("longgang.zhiyuan"),
};
static const struct str members[] = { STR("grants-1"), STR("grants-2"),
    STR("grants-3"), STR("grants-4") };

enum { HUBS = COUNT_OF(hubs) };

static size_t
most_of_any(const size_t *places)
{
    size_t loads[COUNT_OF(members)] = { 0 }, most = 0;

    for (size_t i = 0; i < HUBS; i++)
        if (++loads[places[i]] > most)
            most = loads[places[i]];
    return most;
}

static void
one_member_has_all(void **state)
{
    size_t places[HUBS];

    share_out(hubs, HUBS, members, 1, places);
    assert_int_equal(most_of_any(places), HUBS);
}

static void
nobody_has_more_than_an_even_share(void **state)
{
    size_t places[HUBS];

    share_out(hubs, HUBS, members, 2, places);
    assert_int_equal(most_of_any(places), 7);
    share_out(hubs, HUBS, members, 3, places);
    assert_int_equal(most_of_any(places), 5);
    share_out(hubs, HUBS, members, 4, places);
    assert_int_equal(most_of_any(places), 4);
    share_out(hubs, 2, members, 4, places);
    assert_int_not_equal(places[0], places[1]);
}

/* What stays with who stays does not stop for a moment. */
static void
most_hubs_stay_when_a_member_comes(void **state)
{
    size_t before[HUBS], after[HUBS], moved = 0;

    share_out(hubs, HUBS, members, 3, before);
    share_out(hubs, HUBS, members, 4, after);
    for (size_t i = 0; i < HUBS; i++)
        moved += before[i] != after[i];
    assert_in_range(moved, 1, 6);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_member_has_all),
        cmocka_unit_test(nobody_has_more_than_an_even_share),
        cmocka_unit_test(most_hubs_stay_when_a_member_comes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
