#include "fixture.h"

static void
register_named(const char *name)
{
    assert_ok(CALL(operator_, register_organisation, NULL,
            .name = str_from(name), .kind = ORGANISATION_KIND_FILED_GROUP));
}

static struct search_reply
search(const struct actor *actor, const char *q)
{
    struct search_reply reply;

    assert_ok(CALL(actor, search, &reply, .q = str_from(q)));
    return reply;
}

static void
names_are_found_by_one_two_and_more_characters(void **state)
{
    register_named("福田社会组织总部基地");
    register_named("坂田助老服务队");
    assert_int_equal(search(nobody, "基").items_count, 1);
    assert_int_equal(search(nobody, "助老").items_count, 1);
    assert_int_equal(search(nobody, "总部基地").items_count, 1);
    assert_int_equal(search(nobody, "田").items_count, 2);
    assert_int_equal(search(nobody, "地总").items_count, 0);
    assert_int_equal(search(nobody, "坂田 服务").items_count, 1);
}

/* FT-27 */
static void
traditional_and_simplified_are_alike(void **state)
{
    register_named("福田社会组织总部基地");
    register_named("義工聯盟總會");
    assert_str_equal(search(nobody, "總部基地").items[0].name,
            "福田社会组织总部基地");
    assert_str_equal(search(nobody, "义工联").items[0].name, "義工聯盟總會");
    assert_str_equal(search(nobody, "总会").items[0].name, "義工聯盟總會");
}

static void
the_very_name_comes_first(void **state)
{
    struct search_reply hits;

    register_named("龙岗阳光社工服务中心");
    register_named("阳光社工");
    register_named("阳光社工服务中心");
    hits = search(nobody, "阳光社工");
    assert_int_equal(hits.items_count, 3);
    assert_str_equal(hits.items[0].name, "阳光社工");
    assert_int_equal(hits.items[0].score, 1000);
    assert_str_equal(hits.items[1].name, "阳光社工服务中心");
    assert_str_equal(hits.items[2].name, "龙岗阳光社工服务中心");
}

static void
signs_and_quotes_are_harmless(void **state)
{
    register_named("“星星的孩子”家长互助会");
    assert_int_equal(search(nobody, "“星星").items_count, 1);
    assert_int_equal(search(nobody, "\"星星\" OR *").items_count, 0);
    assert_int_equal(search(nobody, "***").items_count, 0);
    assert_int_equal(search(nobody, "name:星星").items_count, 0);
}

static void
a_renamed_organisation_is_found_by_its_new_name_only(void **state)
{
    struct register_organisation_reply registered;

    assert_ok(CALL(operator_, register_organisation, &registered,
            .name = STR("旧名协会"), .kind = ORGANISATION_KIND_FILED_GROUP));
    assert_ok(CALL(operator_, correct_organisation, NULL,
            .organisation = registered.organisation_id, .has_name = true,
            .name = STR("新名协会"), .reason = STR("更名")));
    assert_int_equal(search(nobody, "旧名").items_count, 0);
    assert_int_equal(search(nobody, "新名").items_count, 1);
}

static void
hubs_are_found_too(void **state)
{
    struct search_reply hits = search(nobody, "創新中心");

    assert_int_equal(hits.items_count, 1);
    assert_int_equal(hits.items[0].type, SEARCH_TYPE_HUB);
    assert_str_equal(hits.items[0].hub, "longgang");
    assert_ok(CALL(nobody, search, &hits, .q = STR("创新"), .has_type = true,
            .type = SEARCH_TYPE_ORGANISATION));
    assert_int_equal(hits.items_count, 0);
}

static void
people_are_found_by_staff_only(void **state)
{
    assert_ok(CALL(operator_, add_person, NULL, .name = STR("王小明"),
            .has_is_listed = true, .is_listed = true));
    assert_int_equal(search(operator_, "小明").items_count, 1);
    assert_int_equal(search(supervisor, "王小明").items_count, 1);
    assert_int_equal(search(nobody, "小明").items_count, 0);
    assert_int_equal(search(resident, "小明").items_count, 0);
    assert_int_equal(search(admin, "小明").items_count, 0);
}

static void
hits_come_in_pages(void **state)
{
    struct search_reply page;
    char name[40];

    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof(name), "社工%d站", i);
        register_named(name);
    }
    assert_ok(CALL(nobody, search, &page, .q = STR("社工"), .has_limit = true,
            .limit = 3));
    assert_int_equal(page.items_count, 3);
    assert_ok(CALL(nobody, search, &page, .q = STR("社工"), .has_limit = true,
            .limit = 3, .has_cursor = true, .cursor = page.next_cursor));
    assert_int_equal(page.items_count, 2);
    assert_str_equal(page.items[1].name, "社工4站");
    assert_false(page.has_next_cursor);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_found_by_one_two_and_more_characters),
        TEST(traditional_and_simplified_are_alike),
        TEST(the_very_name_comes_first),
        TEST(signs_and_quotes_are_harmless),
        TEST(a_renamed_organisation_is_found_by_its_new_name_only),
        TEST(hubs_are_found_too),
        TEST(people_are_found_by_staff_only),
        TEST(hits_come_in_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
