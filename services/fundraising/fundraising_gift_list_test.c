/* Lists and sums of gifts, narrowed to what they have in common. */
#include "base/clock.h"
#include "scene.h"

static const int64_t YUAN = SCENE_YUAN;
static const struct uuid no_project;

struct told {
    int64_t gifts;
    int64_t raised;
};

static void
set_day(struct scene *scene, const char *day)
{
    int64_t date = 0;

    assert_true(date_parse(str_from(day), &date));
    harness_set_now(scene->harness, date_start(date));
}

static void
give_at(struct scene *scene, struct uuid fund, enum channel channel,
        struct str hub, int64_t amount)
{
    const struct give_request request = {
        .fund = fund,
        .amount = amount,
        .channel = channel,
        .has_channel_hub = true,
        .channel_hub = hub,
    };

    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_OK);
}

/* Over three years, in two funds, by three channels of two hubs. */
static void
give_many(struct scene *scene)
{
    static const char *const days[] = { "2026-11-30", "2026-12-31",
        "2027-01-01", "2027-01-31", "2027-02-01", "2028-01-15" };
    static const enum channel channels[] = { CHANNEL_COUNTER, CHANNEL_BOX,
        CHANNEL_ONLINE };
    const struct str hubs[] = { STR("longgang"), STR("longgang.bantian") };
    const struct uuid funds[] = { scene->fund,
        scene_open_fund(scene, "another") };

    scene_add_hub(scene, "longgang", "longgang.bantian");
    for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
        set_day(scene, days[i]);
        for (int64_t j = 0; j < 5; j++)
            give_at(scene, funds[j % 2], channels[(i + j) % 3],
                    hubs[(i + 2 * j) % 5 > 2], (1 + j) * YUAN);
    }
}

/* All rows, page by page: each is newer than the next. */
static struct told
list(struct scene *scene, struct list_public_gifts_request request)
{
    struct list_public_gifts_reply page = { 0 };
    struct told told = { 0 };
    int64_t before = INT64_MAX;

    request.has_limit = true;
    request.limit = 2;
    do {
        scene_call(scene, scene->anybody, "list_public_gifts", &request, &page);
        for (size_t i = 0; i < page.items_count; i++) {
            assert_true(page.items[i].seq < before);
            before = page.items[i].seq;
            told.raised += page.items[i].amount;
        }
        told.gifts += (int64_t)page.items_count;
        request.has_cursor = page.has_next_cursor;
        request.cursor = page.next_cursor;
    } while (page.has_next_cursor);
    return told;
}

static struct list_public_gifts_request
of_group(enum gift_dimension by, const struct gift_group *group)
{
    struct list_public_gifts_request request = { 0 };

    switch (by) {
    case GIFT_DIMENSION_YEAR:
        request.has_year = true;
        for (size_t i = 0; i < group->name.len; i++)
            request.year = request.year * 10 + group->name.data[i] - '0';
        break;
    case GIFT_DIMENSION_MONTH:
        request.has_month = true;
        request.month = group->name;
        break;
    case GIFT_DIMENSION_CHANNEL:
        request.has_channel = true;
        request.channel = str_equal(group->name, STR("counter"))
                                  ? CHANNEL_COUNTER
                          : str_equal(group->name, STR("box")) ? CHANNEL_BOX
                                                               : CHANNEL_ONLINE;
        break;
    case GIFT_DIMENSION_CHANNEL_HUB:
        request.has_channel_hub = true;
        request.channel_hub = group->name;
        break;
    default:
        request.has_fund = true;
        request.fund = group->id;
    }
    return request;
}

static void
every_sum_has_its_rows(void **state)
{
    struct scene *scene = *state;
    static const size_t groups[] = { [GIFT_DIMENSION_YEAR] = 3,
        [GIFT_DIMENSION_MONTH] = 5,
        [GIFT_DIMENSION_CHANNEL] = 3,
        [GIFT_DIMENSION_CHANNEL_HUB] = 2,
        [GIFT_DIMENSION_FUND] = 2 };

    give_many(scene);
    for (int by = GIFT_DIMENSION_YEAR; by <= GIFT_DIMENSION_FUND; by++) {
        struct sum_gifts_request request = { .by = (enum gift_dimension)by };
        struct sum_gifts_reply reply;

        scene_call(scene, scene->anybody, "sum_gifts", &request, &reply);
        assert_int_equal(reply.items_count, groups[by]);
        for (size_t i = 0; i < reply.items_count; i++) {
            struct told told =
                    list(scene, of_group(request.by, &reply.items[i]));

            assert_int_equal(told.gifts, reply.items[i].gifts);
            assert_int_equal(told.raised, reply.items[i].raised);
        }
    }
}

static void
sums_and_rows_are_narrowed_alike(void **state)
{
    struct scene *scene = *state;
    struct list_public_gifts_request rows = {
        .has_fund = true,
        .fund = scene->fund,
        .has_channel = true,
        .channel = CHANNEL_BOX,
        .has_channel_hub = true,
        .channel_hub = STR("longgang"),
        .has_year = true,
        .year = 2027,
        .has_month = true,
        .month = STR("2027-01"),
    };
    struct sum_gifts_request sums = {
        .by = GIFT_DIMENSION_YEAR,
        .has_fund = true,
        .fund = rows.fund,
        .has_channel = true,
        .channel = rows.channel,
        .has_channel_hub = true,
        .channel_hub = rows.channel_hub,
        .has_year = true,
        .year = rows.year,
        .has_month = true,
        .month = rows.month,
    };
    struct sum_gifts_reply reply;
    struct told told;

    give_many(scene);
    told = list(scene, rows);
    scene_call(scene, scene->anybody, "sum_gifts", &sums, &reply);
    assert_true(told.gifts > 0);
    assert_int_equal(told.gifts, reply.gifts);
    assert_int_equal(told.raised, reply.raised);
    rows.year = 2026;
    assert_int_equal(list(scene, rows).gifts, 0);
    sums.year = 2026;
    scene_call(scene, scene->anybody, "sum_gifts", &sums, &reply);
    assert_int_equal(reply.gifts, 0);
}

/* A month begins at midnight where the hub is, eight hours before UTC's. */
static void
a_month_ends_at_the_hubs_midnight(void **state)
{
    struct scene *scene = *state;
    const struct list_public_gifts_request september = { .has_month = true,
        .month = STR("2026-09") };
    const struct list_public_gifts_request october = { .has_month = true,
        .month = STR("2026-10") };

    set_day(scene, "2026-10-01");
    harness_set_now(scene->harness, harness_now(scene->harness) - MINUTE_MS);
    scene_give(scene, no_project, 1 * YUAN);
    set_day(scene, "2026-10-01");
    scene_give(scene, no_project, 2 * YUAN);
    assert_int_equal(list(scene, september).raised, 1 * YUAN);
    assert_int_equal(list(scene, october).raised, 2 * YUAN);
}

static void
gifts_to_a_project_are_narrowed_by_channel(void **state)
{
    struct scene *scene = *state;
    struct list_public_gifts_request request = {
        .has_project = true,
        .project = scene_id("project"),
        .has_channel = true,
        .channel = CHANNEL_COUNTER,
    };

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_give(scene, no_project, 20 * YUAN);
    assert_int_equal(list(scene, request).raised, 50 * YUAN);
    request.channel = CHANNEL_BOX;
    assert_int_equal(list(scene, request).gifts, 0);
}

static void
a_month_of_no_gift_and_one_before_all_calendars_are_empty(void **state)
{
    struct scene *scene = *state;
    struct list_public_gifts_request request = { .has_month = true,
        .month = STR("2031-05") };

    scene_give(scene, no_project, 1 * YUAN);
    assert_int_equal(list(scene, request).gifts, 0);
    request.month = STR("0000-01");
    assert_int_equal(list(scene, request).gifts, 0);
    request.month = STR("2026-13");
    assert_int_equal(scene_call(scene, scene->anybody, "list_public_gifts",
                             &request, NULL),
            STATUS_REFUSED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(every_sum_has_its_rows),
        SCENE_TEST(sums_and_rows_are_narrowed_alike),
        SCENE_TEST(a_month_ends_at_the_hubs_midnight),
        SCENE_TEST(gifts_to_a_project_are_narrowed_by_channel),
        SCENE_TEST(a_month_of_no_gift_and_one_before_all_calendars_are_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
