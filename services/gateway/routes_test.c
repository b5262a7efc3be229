#include "routes.h"

#include "base/test.h"
#include "mapping.h"
#include "operations.h"
#include "wire/sample.h"

static void
serve(struct ask *ask)
{
    (void)ask;
}

static const struct operation operations[] = {
    { "x", "list", OPERATION_QUERY, .http_method = "GET",
            .http_path = "/v1/hubs/{hub}/things", .request = &sample_schema },
    { "x", "get", OPERATION_QUERY, .http_method = "GET",
            .http_path = "/v1/hubs/{hub}/{thing}", .request = &sample_schema },
    { "x", "make", OPERATION_COMMAND, .http_method = "POST",
            .http_path = "/v1/hubs/{hub}/things", .request = &sample_schema },
    { "x", "hidden", OPERATION_QUERY, .request = &sample_schema },
    { 0 },
};
static const struct operation *const tables[] = { operations, NULL };
static const struct route pages[] = {
    { "GET", "/", .page = serve },
    { "POST", "/v1/hubs/{hub}/things", .page = serve },
    { 0 },
};

static struct routes routes;
static struct arena arena;

static int
set_up(void **state)
{
    routes_init(&routes, tables, pages);
    return 0;
}

static int
tear_down(void **state)
{
    routes_release(&routes);
    arena_release(&arena);
    return 0;
}

static struct uri
uri_of(const char *target)
{
    struct uri uri;
    assert_int_equal(uri_parse(str_from(target), &arena, &uri), STATUS_OK);
    return uri;
}

static const struct route *
find(const char *method, const char *target)
{
    const struct uri uri = uri_of(target);
    return routes_find(&routes, str_from(method), &uri);
}

static void
a_literal_goes_before_a_name(void **state)
{
    assert_string_equal(find("GET", "/v1/hubs/a/things")->operation->name,
            "list");
    assert_string_equal(find("GET", "/v1/hubs/a/other")->operation->name,
            "get");
    assert_string_equal(find("HEAD", "/v1/hubs/a/other")->operation->name,
            "get");
}

static void
what_is_not_there_is_not_found(void **state)
{
    assert_null(find("GET", "/v1/hubs/a"));
    assert_null(find("GET", "/v1/hubs//things"));
    assert_null(find("GET", "/v1/hubs/a/things/b"));
    assert_null(find("DELETE", "/v1/hubs/a/things"));
    assert_null(find("get", "/v1/hubs/a/things"));
}

static void
a_page_may_stand_in_front_of_an_operation(void **state)
{
    const struct route *route = find("POST", "/v1/hubs/a/things");
    assert_string_equal(route->operation->name, "make");
    assert_ptr_equal(route->page, serve);
    assert_null(find("GET", "/v1/hubs/a/things")->page);
    assert_null(find("GET", "/")->operation);
}

static void
a_path_says_what_it_takes(void **state)
{
    struct uri uri = uri_of("/v1/hubs/a/b");
    assert_string_equal(routes_allowed(&routes, &uri, &arena).data, "GET");
    uri = uri_of("/nothing");
    assert_int_equal(routes_allowed(&routes, &uri, &arena).len, 0);
}

static void
every_operation_of_the_schemas_finds_itself(void **state)
{
    struct routes all;
    int count = 0;

    routes_init(&all, operation_tables, &(struct route){ 0 });
    for (size_t t = 0; operation_tables[t]; t++)
        for (const struct operation *o = operation_tables[t]; o->name; o++) {
            if (!o->http_path)
                continue;
            const struct uri uri = uri_of(o->http_path);
            const struct route *route =
                    routes_find(&all, str_from(o->http_method), &uri);
            assert_ptr_equal(route->operation, o);
            count++;
        }
    assert_true(count > 100);
    routes_release(&all);
}

static bool
has_field(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->field_count; i++)
        if (strcmp(schema->fields[i].name, name) == 0)
            return true;
    return false;
}

/* The sums of the hubs below come as one table. */
static bool
is_paged_list(const struct operation *operation)
{
    return operation->http_method &&
           strcmp(operation->http_method, "GET") == 0 &&
           ((strncmp(operation->name, "list_", 5) == 0 &&
                    strcmp(operation->name, "list_sums") != 0) ||
                   strcmp(operation->name, "get_panel") == 0);
}

static void
every_list_has_pages_and_a_table(void **state)
{
    for (size_t t = 0; operation_tables[t]; t++)
        for (const struct operation *o = operation_tables[t]; o->name; o++)
            if (is_paged_list(o) &&
                    !(mapping_is_list(o) && has_field(o->request, "cursor") &&
                            has_field(o->reply, "next_cursor")))
                fail_msg("%s.%s", o->service, o->name);
}

static void
a_body_may_be_what_its_fields_need(void **state)
{
    static const struct field file = { "file", FIELD_BYTES, .max = 196608 };
    static const struct schema with_file = { "with_file", 0, &file, 1 };
    static const struct field many = { "many", FIELD_TEXT, .max = 100000,
        .is_list = true, .max_count = 1000 };
    static const struct schema with_many = { "with_many", 0, &many, 1 };
    assert_int_equal(route_body_max(&sample_schema), 64 * 1024);
    assert_in_range(route_body_max(&with_file), 262144, 300000);
    assert_in_range(route_body_max(&with_many), 500000, 600000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_literal_goes_before_a_name),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(a_page_may_stand_in_front_of_an_operation),
        cmocka_unit_test(a_path_says_what_it_takes),
        cmocka_unit_test(every_operation_of_the_schemas_finds_itself),
        cmocka_unit_test(every_list_has_pages_and_a_table),
        cmocka_unit_test(a_body_may_be_what_its_fields_need),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
