#include "wire/json.h"

#include "base/test.h"
#include "wire/sample.h"

static struct arena arena;
static struct buffer buffer;
static struct decode_error error;
static struct sample sample;

static int
release(void **state)
{
    arena_release(&arena);
    buffer_release(&buffer);
    error = (struct decode_error){ 0 };
    return 0;
}

#define FULL                                                                   \
    "{\"id\":\"01020304-0506-7008-800a-0b0c0d0e0fff\","                        \
    "\"title\":\"公益\\t\\u003ca\\u003e\",\"hub\":\"longgang.bantian\","     \
    "\"count\":-70000,\"amount\":5000,"                                        \
    "\"at\":\"2026-03-02T09:00:00.000+08:00\",\"day\":\"2026-03-02\","         \
    "\"is_public\":true,\"key\":\"APv_\",\"colour\":\"green\","                \
    "\"first\":{\"item\":\"desk\",\"amount\":1000},"                           \
    "\"second\":{\"item\":\"\",\"amount\":1},"                                 \
    "\"lines\":[{\"item\":\"纸\",\"amount\":20},"                             \
    "{\"item\":\"ink\",\"amount\":1}],\"tags\":[\"a\",\"\"],"                  \
    "\"colours\":[\"green\",\"red\"]}"

static enum status
decode(struct str text)
{
    return json_decode(&sample_schema, text, &arena, &sample, &error);
}

/* The full sample with `old` replaced by `new`. */
static struct str
altered(const char *old, const char *new)
{
    const char *at = strstr(FULL, old);

    assert_non_null(at);
    return arena_printf(&arena, "%.*s%s%s", (int)(at - FULL), FULL, new,
            at + strlen(old));
}

static void
assert_field(const char *field)
{
    if (!str_equal(error.field, str_from(field)))
        fail_msg("field is " STR_FMT ", not %s", STR_ARG(error.field), field);
}

static void
every_kind_of_field_goes_both_ways(void **state)
{
    struct sample full = sample_full();

    json_encode(&sample_schema, &full, &buffer);
    assert_true(str_equal(buffer_str(&buffer), STR(FULL)));
    assert_int_equal(decode(STR(FULL)), STATUS_OK);
    buffer_clear(&buffer);
    json_encode(&sample_schema, &sample, &buffer);
    assert_true(str_equal(buffer_str(&buffer), STR(FULL)));
}

static void
a_record_may_be_one_more_field(void **state)
{
    struct sample full = sample_full();
    struct buffer more = { 0 };
    struct str with;

    json_encode_with(&sample_schema, &full, "reply", &sample_schema, &full,
            &more);
    with = ARENA_JOIN(&arena, ((struct str){ FULL, sizeof(FULL) - 2 }),
            STR(",\"reply\":"), STR(FULL), STR("}"));
    assert_true(str_equal(buffer_str(&more), with));
    buffer_release(&more);
}

static void
json_and_msgpack_say_the_same(void **state)
{
    struct sample full = sample_full();
    struct str packed = codec_encode_in(&arena, &sample_schema, &full);

    assert_int_equal(decode(STR(FULL)), STATUS_OK);
    assert_true(str_equal(packed,
            codec_encode_in(&arena, &sample_schema, &sample)));
}

static void
text_does_not_borrow_from_the_document(void **state)
{
    struct str text = arena_copy(&arena, STR(FULL).data, STR(FULL).len);

    assert_int_equal(decode(text), STATUS_OK);
    memset((char *)(uintptr_t)text.data, 'x', text.len);
    assert_true(str_equal(sample.hub, STR("longgang.bantian")));
}

/* Each is one change of the full sample. */
static const struct fault {
    const char *old, *new;
    enum status status;
    const char *field;
} faults[] = {
    /* what a lenient parser takes, and ours must not */
    { "5000", "9223372036854775808", STATUS_MALFORMED, "" },
    { "5000", "1e400", STATUS_MALFORMED, "" },
    { "5000", "5000.0", STATUS_MALFORMED, "amount" },
    { "5000", "5e3", STATUS_MALFORMED, "amount" },
    { "5000", "05000", STATUS_MALFORMED, "" },
    { "5000", "NaN", STATUS_MALFORMED, "" },
    { "5000", "5000,\"amount\":5000", STATUS_MALFORMED, "" },
    { "desk", "\xc0\xaf", STATUS_MALFORMED, "" },
    { "desk", "\xff", STATUS_MALFORMED, "" },
    { "desk", "\xed\xa0\x80", STATUS_MALFORMED, "" },
    { "desk", "\\ud800", STATUS_MALFORMED, "" },
    { "desk", "\\u0000", STATUS_MALFORMED, "" },
    { "desk", "\t", STATUS_MALFORMED, "" },
    { "\"red\"]}", "\"red\"]} x", STATUS_MALFORMED, "" },
    { "\"red\"]}", "\"red\"]", STATUS_MALFORMED, "" },
    { "\"red\"]}", "\"red\",]}", STATUS_MALFORMED, "" },
    /* fields */
    { "\"count\"", "\"counts\"", STATUS_MALFORMED, "counts" },
    { "\"count\":-70000,", "", STATUS_MALFORMED, "count" },
    { ",\"amount\":1000", "", STATUS_MALFORMED, "first.amount" },
    { "\"item\":\"纸\"", "\"item\":\"纸\",\"note\":1", STATUS_MALFORMED,
            "lines.0.note" },
    /* types */
    { "-70000", "\"-70000\"", STATUS_MALFORMED, "count" },
    { "-70000", "null", STATUS_MALFORMED, "count" },
    { "\"2026-03-02\"", "null", STATUS_MALFORMED, "day" },
    { "\"2026-03-02\"", "20260302", STATUS_MALFORMED, "day" },
    { "\"2026-03-02T09:00:00.000+08:00\"", "1772413200000", STATUS_MALFORMED,
            "at" },
    { "true", "1", STATUS_MALFORMED, "is_public" },
    { "{\"item\":\"desk\",\"amount\":1000}", "[]", STATUS_MALFORMED, "first" },
    { "[\"a\",\"\"]", "\"a\"", STATUS_MALFORMED, "tags" },
    { "[\"a\",\"\"]", "[1]", STATUS_MALFORMED, "tags.0" },
    /* values */
    { "01020304", "0102030g", STATUS_REFUSED, "id" },
    { "longgang.", "longgang..", STATUS_REFUSED, "hub" },
    { "5000", "9223372036854775807", STATUS_REFUSED, "amount" },
    { "5000", "-1", STATUS_REFUSED, "amount" },
    { "2026-03-02T", "2026-02-29T", STATUS_REFUSED, "at" },
    { "2026-03-02T09:00:00.000+08:00", "1969-12-31T23:59:59Z", STATUS_REFUSED,
            "at" },
    { "\"2026-03-02\"", "\"2026-02-29\"", STATUS_REFUSED, "day" },
    { "APv_", "APv/", STATUS_REFUSED, "key" },
    { "APv_", "APv_=", STATUS_REFUSED, "key" },
    { "APv_", "", STATUS_REFUSED, "key" },
    { "APv_", "APv_APv_", STATUS_REFUSED, "key" },
    { "APv_", "AR", STATUS_REFUSED, "key" },
    { "\"green\",\"first\"", "\"blue\",\"first\"", STATUS_REFUSED, "colour" },
    { "\"ink\",\"amount\":1", "\"ink\",\"amount\":0", STATUS_REFUSED,
            "lines.1.amount" },
    { "[\"a\",\"\"]", "[\"a\",\"b\",\"c\",\"d\",\"e\"]", STATUS_REFUSED,
            "tags" },
};

static void
each_fault_is_told_with_its_field(void **state)
{
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        const struct fault *fault = &faults[i];
        enum status status = decode(altered(fault->old, fault->new));

        if (status != fault->status)
            fail_msg("fault %zu: status %d", i, status);
        assert_field(fault->field);
        assert_true(error.detail.len > 0);
    }
}

static void
whole_numbers_are_exact(void **state)
{
    assert_int_equal(decode(altered("-70000", "9007199254740993")), STATUS_OK);
    assert_int_equal(sample.count, 9007199254740993);
}

static void
deep_nesting_is_refused(void **state)
{
    char *text = arena_alloc(&arena, 100000);

    memset(text, '[', 100000);
    assert_int_equal(decode((struct str){ text, 100000 }), STATUS_MALFORMED);
}

static void
only_an_object_is_a_message(void **state)
{
    assert_int_equal(decode(STR("[]")), STATUS_MALFORMED);
    assert_int_equal(decode(STR("null")), STATUS_MALFORMED);
    assert_int_equal(decode(STR("\"x\"")), STATUS_MALFORMED);
    assert_true(str_equal(error.detail, STR("is not an object")));
    assert_true(str_equal(error.expected, STR("a JSON object")));
    assert_int_equal(decode(STR(" ")), STATUS_MALFORMED);
}

static void
a_name_that_is_none_is_told_those_that_are(void **state)
{
    assert_int_equal(decode(altered("\"lines\"", "\"line\"")),
            STATUS_MALFORMED);
    assert_field("line");
    assert_true(str_equal(error.expected, STR("one of: lines, tags, colours")));
}

static void
a_nul_is_told_in_our_words(void **state)
{
    assert_int_equal(decode(altered("desk", "\\u0000")), STATUS_MALFORMED);
    assert_null(strstr(error.detail.data, "JSON_ALLOW_NUL"));
    assert_true(str_equal(error.expected, STR("text without NUL")));
}

static void
text_can_stand_in_a_page(void **state)
{
    json_encode_text(
            STR("<a href=\"&\">\\\x01\x7f\r\n\xe2\x80\xa8\xe2\x80\xa9…公"),
            &buffer);
    assert_true(str_equal(buffer_str(&buffer),
            STR("\"\\u003ca href=\\\"\\u0026\\\"\\u003e\\\\\\u0001\\u007f"
                "\\r\\n\\u2028\\u2029…公\"")));
}

static void
an_empty_struct_is_an_empty_object(void **state)
{
    const struct schema nothing = { "nothing", 1, NULL, 0 };
    char record;

    json_encode(&nothing, "", &buffer);
    assert_true(str_equal(buffer_str(&buffer), STR("{}")));
    assert_int_equal(json_decode(&nothing, STR("{}"), &arena, &record, &error),
            STATUS_OK);
    assert_int_equal(
            json_decode(&nothing, STR("{\"x\":1}"), &arena, &record, &error),
            STATUS_MALFORMED);
}

static enum status
set(const char *name, const char *value, uint64_t *bits)
{
    return json_set_field(&sample_schema, str_from(name), str_from(value),
            &arena, &sample, bits, &error);
}

static void
path_and_query_set_fields_from_text(void **state)
{
    uint64_t bits = 0;

    memset(&sample, 0, sizeof(sample));
    assert_int_equal(set("count", "-12", &bits), STATUS_OK);
    assert_int_equal(set("is_public", "true", &bits), STATUS_OK);
    assert_int_equal(set("hub", "longgang", &bits), STATUS_OK);
    assert_int_equal(set("colour", "red", &bits), STATUS_OK);
    assert_int_equal(set("day", "2026-03-02", &bits), STATUS_OK);
    assert_int_equal(set("at", "1970-01-01T00:00:00Z", &bits), STATUS_OK);
    assert_int_equal(set("id", "01020304-0506-7008-800a-0b0c0d0e0fff", &bits),
            STATUS_OK);
    assert_int_equal(sample.count, -12);
    assert_true(sample.is_public);
    assert_true(str_equal(sample.hub, STR("longgang")));
    assert_int_equal(sample.colour, COLOUR_RED);
    assert_true(sample.has_day);
    assert_int_equal(sample.day, 20514);
    assert_int_equal(sample.at, 0);
    assert_int_equal(sample.id.bytes[15], 0xff);
}

static void
a_body_brings_what_the_path_did_not(void **state)
{
    uint64_t bits = 0;
    struct str rest = altered("\"hub\":\"longgang.bantian\",", "");

    memset(&sample, 0, sizeof(sample));
    assert_int_equal(set("hub", "longgang", &bits), STATUS_OK);
    assert_int_equal(json_decode_rest(&sample_schema, rest, &arena, &sample,
                             bits, &error),
            STATUS_OK);
    assert_true(str_equal(sample.hub, STR("longgang")));
    assert_int_equal(json_decode_rest(&sample_schema, STR(FULL), &arena,
                             &sample, bits, &error),
            STATUS_MALFORMED);
    assert_field("hub");
}

static void
no_body_is_an_empty_object(void **state)
{
    memset(&sample, 0, sizeof(sample));
    assert_int_equal(json_decode_rest(&sample_schema, STR(""), &arena, &sample,
                             UINT64_MAX, &error),
            STATUS_OK);
    assert_int_equal(json_decode_rest(&sample_schema, STR(""), &arena, &sample,
                             0, &error),
            STATUS_MALFORMED);
    assert_field("id");
}

static void
other_parameters_are_refused(void **state)
{
    static const struct {
        const char *name, *value;
        enum status status;
    } cases[] = {
        { "nothing", "1", STATUS_MALFORMED },
        { "first", "{}", STATUS_MALFORMED },
        { "tags", "a", STATUS_MALFORMED },
        { "count", "", STATUS_MALFORMED },
        { "count", " 1", STATUS_MALFORMED },
        { "count", "+1", STATUS_MALFORMED },
        { "count", "1x", STATUS_MALFORMED },
        { "count", "0x1", STATUS_MALFORMED },
        { "count", "1.0", STATUS_MALFORMED },
        { "count", "-", STATUS_MALFORMED },
        { "count", "9223372036854775808", STATUS_MALFORMED },
        { "count", "000000000000000000000000000000001", STATUS_MALFORMED },
        { "count", "-100001", STATUS_REFUSED },
        { "is_public", "TRUE", STATUS_MALFORMED },
        { "hub", "\xff", STATUS_MALFORMED },
        { "hub", "A", STATUS_REFUSED },
        { "colour", "blue", STATUS_REFUSED },
        { "id", "1", STATUS_REFUSED },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t bits = 0;

        if (set(cases[i].name, cases[i].value, &bits) != cases[i].status)
            fail_msg("case %zu: status %d", i, error.status);
        assert_field(cases[i].name);
        assert_int_equal(bits, 0);
    }
}

static void
a_parameter_is_there_once(void **state)
{
    uint64_t bits = 0;

    assert_int_equal(set("count", "1", &bits), STATUS_OK);
    assert_int_equal(set("count", "1", &bits), STATUS_MALFORMED);
    assert_field("count");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_kind_of_field_goes_both_ways, release),
        cmocka_unit_test_teardown(a_record_may_be_one_more_field, release),
        cmocka_unit_test_teardown(json_and_msgpack_say_the_same, release),
        cmocka_unit_test_teardown(text_does_not_borrow_from_the_document,
                release),
        cmocka_unit_test_teardown(each_fault_is_told_with_its_field, release),
        cmocka_unit_test_teardown(whole_numbers_are_exact, release),
        cmocka_unit_test_teardown(deep_nesting_is_refused, release),
        cmocka_unit_test_teardown(only_an_object_is_a_message, release),
        cmocka_unit_test_teardown(a_name_that_is_none_is_told_those_that_are,
                release),
        cmocka_unit_test_teardown(a_nul_is_told_in_our_words, release),
        cmocka_unit_test_teardown(text_can_stand_in_a_page, release),
        cmocka_unit_test_teardown(an_empty_struct_is_an_empty_object, release),
        cmocka_unit_test_teardown(path_and_query_set_fields_from_text, release),
        cmocka_unit_test_teardown(a_body_brings_what_the_path_did_not, release),
        cmocka_unit_test_teardown(no_body_is_an_empty_object, release),
        cmocka_unit_test_teardown(other_parameters_are_refused, release),
        cmocka_unit_test_teardown(a_parameter_is_there_once, release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
