#include "mapping.h"

#include "base/test.h"

/* A small operation with a field of each place. */
struct thing {
    struct str name;
    int64_t size;
    bool has_note;
    struct str note;
};

static const struct field thing_fields[] = {
    { "name", FIELD_TEXT, .offset = offsetof(struct thing, name), .min = 1,
            .max = 10 },
    { "size", FIELD_INT, .offset = offsetof(struct thing, size), .max = 99 },
    { "note", FIELD_TEXT, .offset = offsetof(struct thing, note), .max = 10,
            .is_optional = true,
            .companion_offset = offsetof(struct thing, has_note) },
};
static const struct schema thing = { "thing", sizeof(struct thing),
    thing_fields, COUNT_OF(thing_fields) };

struct page {
    struct thing *items;
    size_t items_count;
};
static const struct field page_fields[] = {
    { "items", FIELD_STRUCT, .is_list = true, .record = &thing, .max_count = 10,
            .offset = offsetof(struct page, items),
            .companion_offset = offsetof(struct page, items_count) },
};
static const struct schema page = { "page", sizeof(struct page), page_fields,
    1 };

static const struct operation operations[] = {
    { "x", "make", OPERATION_COMMAND, .http_method = "POST",
            .http_path = "/{hub}/{name}", .request = &thing, .reply = &thing },
    { "x", "list", OPERATION_QUERY, .http_method = "GET",
            .http_path = "/{hub}/{name}", .request = &thing, .reply = &page },
    { 0 },
};
static const struct operation *const tables[] = { operations, NULL };

static struct routes routes;
static struct arena arena;
static struct mapped mapped;
static struct decode_error error;

static int
set_up(void **state)
{
    routes_init(&routes, tables, &(struct route){ 0 });
    return 0;
}

static int
tear_down(void **state)
{
    routes_release(&routes);
    arena_release(&arena);
    return 0;
}

static enum status
map(const char *method, const char *target, const char *body)
{
    struct uri uri;

    error = (struct decode_error){ 0 };
    assert_int_equal(uri_parse(str_from(target), &arena, &uri), STATUS_OK);
    return mapping_read(routes_find(&routes, str_from(method), &uri), &uri,
            str_from(body), &arena, &mapped, &error);
}

static void
assert_blames(const char *field)
{
    assert_int_equal(error.status, STATUS_MALFORMED);
    assert_true(str_equal(error.field, str_from(field)));
}

static void
each_part_goes_where_it_belongs(void **state)
{
    const struct thing *record;
    assert_int_equal(map("POST", "/h/n", "{\"size\":5}"), STATUS_OK);
    record = mapped.record;
    assert_true(str_equal(mapped.hub, STR("h")));
    assert_true(str_equal(record->name, STR("n")));
    assert_int_equal(record->size, 5);
    assert_false(record->has_note);
}

static void
a_query_is_read_of_what_is_asked_only(void **state)
{
    assert_int_equal(map("GET", "/h/n?size=5&note=a+b", ""), STATUS_OK);
    const struct thing *record = mapped.record;
    assert_true(record->has_note);
    assert_true(str_equal(record->note, STR("a b")));
    assert_int_equal(map("POST", "/h/n?size=5", ""), STATUS_MALFORMED);
    assert_blames("size");
}

static void
what_is_said_twice_is_refused(void **state)
{
    assert_int_equal(map("GET", "/h/n?size=5&size=5", ""), STATUS_MALFORMED);
    assert_blames("size");
    assert_int_equal(map("GET", "/h/n?size=5&name=m", ""), STATUS_MALFORMED);
    assert_blames("name");
    assert_int_equal(map("POST", "/h/n", "{\"size\":5,\"name\":\"m\"}"),
            STATUS_MALFORMED);
    assert_blames("name");
}

static void
what_is_missing_or_unknown_is_named(void **state)
{
    assert_int_equal(map("POST", "/h/n", "{}"), STATUS_MALFORMED);
    assert_blames("size");
    assert_int_equal(map("POST", "/h/n", ""), STATUS_MALFORMED);
    assert_blames("size");
    assert_int_equal(map("GET", "/h/n?size=5&hub=x", ""), STATUS_MALFORMED);
    assert_blames("hub");
}

static void
a_list_has_its_formats(void **state)
{
    assert_int_equal(map("GET", "/h/n?size=5&format=csv", ""), STATUS_OK);
    assert_true(str_equal(mapped.format, STR("csv")));
    assert_int_equal(map("GET", "/h/n?size=5&format=xls", ""),
            STATUS_MALFORMED);
    assert_blames("format");
    assert_false(mapping_is_list(&operations[0]));
    assert_true(mapping_is_list(&operations[1]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_goes_where_it_belongs),
        cmocka_unit_test(a_query_is_read_of_what_is_asked_only),
        cmocka_unit_test(what_is_said_twice_is_refused),
        cmocka_unit_test(what_is_missing_or_unknown_is_named),
        cmocka_unit_test(a_list_has_its_formats),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
