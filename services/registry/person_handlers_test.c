#include "fixture.h"

static struct uuid
add_person(const char *name, bool is_listed)
{
    struct add_person_reply added;

    assert_ok(CALL(operator_, add_person, &added, .name = str_from(name),
            .has_is_listed = true, .is_listed = is_listed, .has_phone = true,
            .phone = STR("13800000000"), .has_home_place = true,
            .home_place = STR("坂田街道")));
    return added.person_id;
}

static struct uuid
register_group(const char *name)
{
    struct register_organisation_reply reply;

    assert_ok(CALL(operator_, register_organisation, &reply,
            .name = str_from(name),
            .kind = ORGANISATION_KIND_SELF_ORGANISED_GROUP));
    return reply.organisation_id;
}

static struct uuid
add_post(struct uuid person, enum post_role role, const char *from)
{
    struct add_post_reply added;

    assert_ok(CALL(operator_, add_post, &added, .person = person, .role = role,
            .from = day(from), .has_title = true, .title = STR("导师")));
    return added.post;
}

/* LGB-12 */
static void
staff_see_all_of_a_person(void **state)
{
    struct get_person_reply one;
    struct uuid id = add_person("王小明", false);

    assert_ok(CALL(supervisor, get_person, &one, .person = id));
    assert_str_equal(one.person.name, "王小明");
    assert_str_equal(one.person.phone, "13800000000");
}

static void
others_see_the_public_directory_only(void **state)
{
    struct get_person_reply one;
    struct list_people_reply list;
    struct uuid hidden = add_person("王小明", false);
    struct uuid listed = add_person("唐教授", true);

    assert_refused(CALL(nobody, get_person, NULL, .person = hidden),
            "no_such_person");
    assert_refused(CALL(resident, get_person, NULL, .person = hidden),
            "no_such_person");
    assert_ok(CALL(nobody, get_person, &one, .person = listed));
    assert_str_equal(one.person.name, "唐教授");
    assert_false(one.person.has_phone);
    assert_false(one.person.has_home_place);
    assert_ok(CALL(resident, list_people, &list));
    assert_int_equal(list.items_count, 1);
    assert_false(list.items[0].has_phone);
    assert_ok(CALL(operator_, list_people, &list));
    assert_int_equal(list.items_count, 2);
    assert_true(list.items[0].has_phone);
}

static void
people_see_their_own_entry(void **state)
{
    struct open_account_reply opened;
    struct get_person_reply one;
    struct actor own = { .has_account = true };
    struct uuid id = add_person("王小明", false);

    assert_ok(CALL(admin, open_account, &opened, .account = STR("wang")));
    own.account = opened.account_id;
    assert_refused(CALL(&own, get_person, NULL, .person = id),
            "no_such_person");
    assert_ok(CALL(operator_, correct_person, NULL, .person = id,
            .reason = STR("本人开户"), .has_account_id = true,
            .account_id = opened.account_id));
    assert_ok(CALL(&own, get_person, &one, .person = id));
    assert_true(one.person.has_phone);
}

static void
the_log_says_nothing_private(void **state)
{
    struct registry_person_changed event;
    struct uuid subject, id = add_person("王小明", true);

    assert_true(harness_last_event(hub, "registry.person_changed", &subject,
            &event));
    assert_uuid_equal(subject, id);
    assert_true(event.is_listed);
}

static void
a_correction_keeps_the_former_entry_for_staff(void **state)
{
    struct list_person_history_reply history;
    struct uuid id = add_person("王小明", false);

    assert_ok(CALL(operator_, correct_person, NULL, .person = id,
            .reason = STR("名字写错"), .has_name = true,
            .name = STR("王晓明")));
    assert_ok(CALL(supervisor, list_person_history, &history, .person = id));
    assert_int_equal(history.items_count, 2);
    assert_str_equal(history.items[0].name, "王小明");
    assert_str_equal(history.items[1].name, "王晓明");
    assert_str_equal(history.items[1].reason, "名字写错");
    assert_refused(CALL(resident, list_person_history, NULL, .person = id),
            "forbidden");
    assert_refused(CALL(operator_, correct_person, NULL, .person = id,
                           .reason = STR("没事")),
            "nothing_to_change");
}

static void
what_does_not_belong_to_a_person_is_emptied(void **state)
{
    enum person_field clear[] = { PERSON_FIELD_PHONE, PERSON_FIELD_HOME_PLACE,
        PERSON_FIELD_ACCOUNT_ID };
    struct open_account_reply opened;
    struct get_person_reply one;
    struct actor other = { .has_account = true };
    struct uuid id = add_person("王小明", false);

    assert_ok(CALL(admin, open_account, &opened, .account = STR("wang")));
    other.account = opened.account_id;
    assert_ok(CALL(operator_, correct_person, NULL, .person = id,
            .reason = STR("开户"), .has_account_id = true,
            .account_id = opened.account_id));
    assert_ok(CALL(&other, get_person, NULL, .person = id));
    assert_ok(CALL(operator_, correct_person, NULL, .person = id,
            .reason = STR("张冠李戴"), .clear = clear, .clear_count = 3));
    assert_refused(CALL(&other, get_person, NULL, .person = id),
            "no_such_person");
    assert_ok(CALL(operator_, get_person, &one, .person = id));
    assert_false(one.person.has_phone);
    assert_false(one.person.has_home_place);
    assert_str_equal(one.person.name, "王小明");
}

static void
a_forgotten_person_leaves_nameless_posts(void **state)
{
    struct list_people_reply people;
    struct list_reasons_reply reasons;
    struct search_reply hits;
    struct uuid id = add_person("王小明", true);
    struct uuid post = add_post(id, POST_ROLE_TRAINER, "2025-01-01");

    assert_ok(CALL(operator_, forget_person, NULL, .person = id,
            .reason = STR("本人要求")));
    assert_refused(CALL(operator_, get_person, NULL, .person = id),
            "no_such_person");
    assert_refused(CALL(operator_, list_person_history, NULL, .person = id),
            "no_such_person");
    assert_ok(CALL(operator_, list_people, &people));
    assert_int_equal(people.items_count, 0);
    assert_ok(CALL(operator_, search, &hits, .q = STR("王小明")));
    assert_int_equal(hits.items_count, 0);
    assert_ok(CALL(operator_, list_reasons, &reasons, .subject = id));
    assert_int_equal(reasons.items_count, 1);
    assert_ok(CALL(operator_, end_post, NULL, .post = post, .has_to = true,
            .to = day("2025-12-31")));
}

/* LGA-09 */
static void
posts_are_dated_and_end(void **state)
{
    struct get_person_reply one;
    struct uuid id = add_person("王小明", false);
    struct uuid post = add_post(id, POST_ROLE_EXPERT, "2025-01-01");

    assert_refused(CALL(operator_, end_post, NULL, .post = post, .has_to = true,
                           .to = day("2024-12-31")),
            "dates_reversed");
    assert_ok(CALL(operator_, end_post, NULL, .post = post, .has_to = true,
            .to = day("2025-06-30"), .has_reason = true,
            .reason = STR("任期届满")));
    assert_refused(CALL(operator_, end_post, NULL, .post = post, .has_to = true,
                           .to = day("2025-12-31")),
            "post_was_ended");
    assert_ok(CALL(operator_, get_person, &one, .person = id));
    assert_int_equal(one.posts_count, 1);
    assert_int_equal(one.posts[0].to, day("2025-06-30"));
    assert_false(one.posts[0].has_organisation);
    assert_str_equal(one.posts[0].title, "导师");
}

static void
an_end_by_mistake_is_moved_or_taken_away_for_a_reason(void **state)
{
    struct registry_post_changed event;
    struct get_person_reply one;
    struct uuid id = add_person("王小明", false);
    struct uuid post = add_post(id, POST_ROLE_EXPERT, "2025-01-01");

    assert_refused(CALL(operator_, end_post, NULL, .post = post),
            "nothing_to_change");
    assert_ok(CALL(operator_, end_post, NULL, .post = post, .has_to = true,
            .to = day("2025-06-30")));
    assert_refused(CALL(operator_, end_post, NULL, .post = post),
            "post_was_ended");
    assert_ok(CALL(operator_, end_post, NULL, .post = post, .has_to = true,
            .to = day("2025-12-31"), .has_reason = true,
            .reason = STR("日期写错")));
    assert_ok(CALL(operator_, get_person, &one, .person = id));
    assert_int_equal(one.posts[0].to, day("2025-12-31"));
    assert_ok(CALL(operator_, end_post, NULL, .post = post, .has_reason = true,
            .reason = STR("未离任")));
    assert_ok(CALL(operator_, get_person, &one, .person = id));
    assert_false(one.posts[0].has_to);
    assert_true(harness_last_event(hub, "registry.post_changed", NULL, &event));
    assert_false(event.has_to);
}

static void
a_post_entered_by_mistake_is_withdrawn(void **state)
{
    struct registry_post_changed event;
    struct get_person_reply one;
    struct uuid id = add_person("王小明", false);
    struct uuid post = add_post(id, POST_ROLE_EXPERT, "2025-01-01");

    assert_ok(CALL(operator_, withdraw_post, NULL, .post = post,
            .reason = STR("张冠李戴")));
    assert_ok(CALL(operator_, get_person, &one, .person = id));
    assert_int_equal(one.posts_count, 0);
    assert_true(harness_last_event(hub, "registry.post_changed", NULL, &event));
    assert_true(event.is_withdrawn);
    assert_refused(CALL(operator_, withdraw_post, NULL, .post = post,
                           .reason = STR("再来")),
            "not_found");
}

/* LGA-11, LGB-11, LGB-12 */
static void
people_are_found_by_their_posts(void **state)
{
    struct list_people_reply list;
    struct uuid group = register_group("调解室");
    struct uuid expert = add_person("唐教授", false);
    struct uuid mediator = add_person("李阿姨", false);
    struct get_person_reply one;

    add_person("路人", false);
    add_post(expert, POST_ROLE_EXPERT, "2025-01-01");
    assert_ok(CALL(operator_, add_post, NULL, .person = mediator,
            .role = POST_ROLE_MEDIATOR, .has_organisation = true,
            .organisation = group, .from = day("2025-01-01")));
    assert_ok(CALL(operator_, list_people, &list, .has_role = true,
            .role = POST_ROLE_EXPERT));
    assert_int_equal(list.items_count, 1);
    assert_uuid_equal(list.items[0].person_id, expert);
    assert_ok(CALL(operator_, list_people, &list, .has_organisation = true,
            .organisation = group));
    assert_int_equal(list.items_count, 1);
    assert_uuid_equal(list.items[0].person_id, mediator);
    assert_ok(CALL(operator_, list_people, &list, .has_q = true,
            .q = STR("阿姨")));
    assert_int_equal(list.items_count, 1);
    assert_ok(CALL(operator_, get_person, &one, .person = mediator));
    assert_str_equal(one.posts[0].organisation_name, "调解室");
}

static void
posts_need_a_person_and_an_organisation_that_exist(void **state)
{
    struct uuid id = add_person("王小明", false);

    assert_refused(CALL(operator_, add_post, NULL, .person = { { 7 } },
                           .role = POST_ROLE_STAFF, .from = day("2025-01-01")),
            "no_such_person");
    assert_refused(CALL(operator_, add_post, NULL, .person = id,
                           .has_organisation = true, .organisation = { { 7 } },
                           .role = POST_ROLE_STAFF, .from = day("2025-01-01")),
            "no_such_organisation");
    assert_refused(CALL(operator_, add_post, NULL, .person = id,
                           .role = POST_ROLE_STAFF, .from = day("2025-01-02"),
                           .has_to = true, .to = day("2025-01-01")),
            "dates_reversed");
    assert_refused(CALL(operator_, add_person, NULL, .name = STR("无户"),
                           .has_account_id = true, .account_id = { { 7 } }),
            "no_such_account");
}

static void
only_operators_enter_people(void **state)
{
    assert_refused(CALL(admin, add_person, NULL, .name = STR("x")),
            "forbidden");
    assert_refused(CALL(supervisor, add_person, NULL, .name = STR("x")),
            "forbidden");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(staff_see_all_of_a_person),
        TEST(others_see_the_public_directory_only),
        TEST(people_see_their_own_entry),
        TEST(the_log_says_nothing_private),
        TEST(a_correction_keeps_the_former_entry_for_staff),
        TEST(what_does_not_belong_to_a_person_is_emptied),
        TEST(a_forgotten_person_leaves_nameless_posts),
        TEST(posts_are_dated_and_end),
        TEST(an_end_by_mistake_is_moved_or_taken_away_for_a_reason),
        TEST(a_post_entered_by_mistake_is_withdrawn),
        TEST(people_are_found_by_their_posts),
        TEST(posts_need_a_person_and_an_organisation_that_exist),
        TEST(only_operators_enter_people),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
