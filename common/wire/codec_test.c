#include "wire/codec.h"

#include "base/test.h"

#include "wire/sample.h"
#include <msgpack.h>

#include <stdio.h>

static struct arena arena;
static struct decode_error error;
static struct sample sample;
static size_t unknown;

static int
release(void **state)
{
    arena_release(&arena);
    error = (struct decode_error){ 0 };
    return 0;
}

static struct str
encoded(const struct sample *record)
{
    return codec_encode_in(&arena, &sample_schema, record);
}

static enum status
decode(struct str bytes)
{
    return codec_decode(&sample_schema, bytes, &arena, &sample, &unknown,
            &error);
}

/* The full sample with `old` replaced by `new`, which may be longer. */
static struct str
altered(struct str old, struct str new)
{
    struct sample full = sample_full();
    struct str bytes = encoded(&full);
    const char *at = memmem(bytes.data, bytes.len, old.data, old.len);
    size_t before, len = bytes.len - old.len + new.len;
    char *out = arena_alloc(&arena, len);

    assert_non_null(at);
    before = (size_t)(at - bytes.data);
    memcpy(out, bytes.data, before);
    memcpy(out + before, new.data, new.len);
    memcpy(out + before + new.len, at + old.len, bytes.len - before - old.len);
    return (struct str){ out, len };
}

/* Bytes with NULs in them: the literal's length counts. */
#define ALTERED(old, new) altered(STR(old), STR(new))

static void
assert_field(const char *field)
{
    assert_int_equal(error.field.len, strlen(field));
    assert_memory_equal(error.field.data, field, strlen(field));
}

static void
every_kind_of_field_goes_both_ways(void **state)
{
    struct sample full = sample_full();
    struct str bytes = encoded(&full), again;

    assert_int_equal(decode(bytes), STATUS_OK);
    assert_int_equal(unknown, 0);
    assert_true(uuid_equal(sample.id, full.id));
    assert_true(str_equal(sample.title, full.title));
    assert_int_equal(sample.count, -70000);
    assert_int_equal(sample.at, full.at);
    assert_true(sample.has_day);
    assert_int_equal(sample.day, 20514);
    assert_true(sample.is_public);
    assert_true(str_equal(sample.key, full.key));
    assert_int_equal(sample.colour, COLOUR_GREEN);
    assert_int_equal(sample.lines_count, 2);
    assert_true(str_equal(sample.lines[0].item, STR("纸")));
    assert_int_equal(sample.lines[1].amount, 1);
    assert_int_equal(sample.colours[1], COLOUR_RED);
    again = encoded(&sample);
    assert_true(str_equal(again, bytes));
}

static void
absent_fields_have_no_key(void **state)
{
    struct sample bare = sample_full();
    struct str bytes;

    bare.has_day = bare.has_second = false;
    bytes = encoded(&bare);
    assert_null(memmem(bytes.data, bytes.len, "day", 3));
    assert_null(memmem(bytes.data, bytes.len, "second", 6));
    assert_int_equal(decode(bytes), STATUS_OK);
    assert_false(sample.has_day);
    assert_false(sample.has_second);
}

static void
an_absent_list_is_an_empty_one(void **state)
{
    struct str bytes = ALTERED("\xa4tags\x92\xa1"
                               "a\xa0",
            "\xa1x\x90");

    assert_int_equal(decode(bytes), STATUS_OK);
    assert_int_equal(sample.tags_count, 0);
    assert_int_equal(unknown, 1);
}

static void
the_order_of_fields_does_not_matter(void **state)
{
    static const char reversed[] = "\x82\xa6"
                                   "amount\x05\xa4item\xa3pen";
    struct line line;
    const struct schema *schema = sample_schema.fields[10].record;

    assert_int_equal(
            codec_decode(schema, STR(reversed), &arena, &line, NULL, &error),
            STATUS_OK);
    assert_int_equal(line.amount, 5);
    assert_true(str_equal(line.item, STR("pen")));
}

/* Each is one change of the full sample. */
struct fault {
    struct str old, new;
    enum status status;
    const char *field;
};

#define FAULT(old, new, status, field)                                         \
    {                                                                          \
        { old, sizeof(old) - 1 }, { new, sizeof(new) - 1 }, status, field      \
    }

static const struct fault faults[] = {
    /* values of another type, or that are no msgpack */
    FAULT("count\xd2", "count\xca", STATUS_MALFORMED, "count"),
    FAULT("is_public\xc3", "is_public\x01", STATUS_MALFORMED, "is_public"),
    FAULT("is_public\xc3", "is_public\xc0", STATUS_MALFORMED, "is_public"),
    FAULT("is_public\xc3", "is_public\xc1", STATUS_MALFORMED, "is_public"),
    FAULT("day\xaa"
          "2026-03-02",
            "day\xc0", STATUS_MALFORMED, "day"),
    FAULT("id\xc4\x10", "id\xc4\x11", STATUS_MALFORMED, "id"),
    FAULT("id\xc4\x10", "id\xb0", STATUS_MALFORMED, "id"),
    FAULT("first\x82", "first\x92", STATUS_MALFORMED, "first"),
    FAULT("lines\x92", "lines\x82", STATUS_MALFORMED, "lines"),
    FAULT("tags\x92\xa1", "tags\x92\xc4\x01", STATUS_MALFORMED, "tags.0"),
    FAULT("amount\xcd\x13\x88", "amount\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
            STATUS_MALFORMED, "amount"),
    /* text that is none */
    FAULT("公", "\xed\xa0\x80", STATUS_MALFORMED, "title"),
    FAULT("公", "\xe0\x80\xaf", STATUS_MALFORMED, "title"),
    FAULT("\t<a>", "\0<a>", STATUS_MALFORMED, "title"),
    /* keys */
    FAULT("\xa5"
          "count",
            "\x05\xa4"
            "coun",
            STATUS_MALFORMED, ""),
    FAULT("\xa5"
          "count\xd2\xff\xfe\xee\x90",
            "\xa3hub\xa1x", STATUS_MALFORMED, "hub"),
    FAULT("\xa5"
          "count\xd2\xff\xfe\xee\x90",
            "\xa1x\x01\xa1x\x01", STATUS_MALFORMED, ""),
    FAULT("\xa5"
          "count",
            "\xa5"
            "xount",
            STATUS_MALFORMED, "count"),
    FAULT("\xa4item\xa4"
          "desk",
            "\xa1x\xa4"
            "desk",
            STATUS_MALFORMED, "first.item"),
    FAULT("\xa5"
          "count\xd2\xff\xfe\xee\x90",
            "\xa1\xff\x01", STATUS_MALFORMED, ""),
    /* values that a field does not take */
    FAULT("count\xd2\xff\xfe", "count\xd2\xff\xf0", STATUS_REFUSED, "count"),
    FAULT("day\xaa"
          "2026-03-02",
            "day\xaa"
            "2026-02-30",
            STATUS_REFUSED, "day"),
    FAULT("longgang.", "LONGGANG.", STATUS_REFUSED, "hub"),
    FAULT("\xa5green",
            "\xa4"
            "blue",
            STATUS_REFUSED, "colour"),
    FAULT("\x92\xa5green",
            "\x92\xa4"
            "blue",
            STATUS_REFUSED, "colours.0"),
    FAULT("key\xc4\x03", "key\xc4\x05\x01\x01", STATUS_REFUSED, "key"),
    FAULT("\xa3ink\xa6"
          "amount\x01",
            "\xa3ink\xa6"
            "amount\x00",
            STATUS_REFUSED, "lines.1.amount"),
    FAULT("tags\x92", "tags\x95\xa0\xa0\xa0", STATUS_REFUSED, "tags"),
    FAULT("tags\x92\xa1"
          "a",
            "tags\x92\xa6"
            "abcdef",
            STATUS_REFUSED, "tags.0"),
};

static void
each_fault_is_told_with_its_field(void **state)
{
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        const struct fault *fault = &faults[i];
        enum status status = decode(altered(fault->old, fault->new));

        if (status != fault->status)
            fail_msg("fault %zu: status %d", i, status);
        if (*fault->field)
            assert_field(fault->field);
        assert_true(error.detail.len > 0);
    }
}

static void
limits_of_text_count_characters(void **state)
{
    struct sample full = sample_full();

    full.title = STR("一二三四五六七八");
    assert_int_equal(decode(encoded(&full)), STATUS_OK);
    full.title = STR("一二三四五六七八九");
    assert_int_equal(decode(encoded(&full)), STATUS_REFUSED);
    assert_field("title");
    assert_true(str_equal(error.expected, STR("1 to 8 characters of text")));
}

static void
text_that_must_be_there_must_be_seen(void **state)
{
    static const char *const blank[] = { " ", "   ", "\t\n", "\u3000",
        "\u200b\u200d", "\ufeff", "\u00a0", "\u2800", "\U000e0020" };
    static const char *const seen[] = { " a ", "\u3000\u516c", "\U0001f600",
        "\u00e9", "." };
    struct sample full = sample_full();

    for (size_t i = 0; i < COUNT_OF(blank); i++) {
        full.title = str_from(blank[i]);
        assert_int_equal(decode(encoded(&full)), STATUS_REFUSED);
        assert_field("title");
    }
    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        full.title = str_from(seen[i]);
        assert_int_equal(decode(encoded(&full)), STATUS_OK);
    }
    full.title = STR("a");
    full.tags[0] = STR(" "); /* which may be empty */
    assert_int_equal(decode(encoded(&full)), STATUS_OK);
}

static void
the_values_of_an_enum_are_told(void **state)
{
    assert_int_equal(decode(ALTERED("\xa5green", "\xa4"
                                                 "blue")),
            422);
    assert_true(str_equal(error.expected, STR("one of: red, green")));
}

static void
unknown_fields_are_skipped_and_counted(void **state)
{
    struct str bytes = ALTERED("\x8f\xa2id",
            "\xde\x00\x12\xa1x\x82\xa1y\xc0\xa1z\x93\x01\xcb........\xd4\x05."
            "\xa2zz\xc4\x01\xff\xa3zzz\xcf\xff\xff\xff\xff\xff\xff\xff\xff"
            "\xa2id");

    assert_int_equal(decode(bytes), STATUS_OK);
    assert_int_equal(unknown, 3);
    assert_int_equal(sample.amount, 5000);
}

static void
unknown_fields_are_told_where_that_is_wanted(void **state)
{
    struct str bytes = ALTERED("\xa4item\xa4"
                               "desk",
            "\xa4itam\xa4"
            "desk");

    assert_int_equal(codec_decode_strictly(&sample_schema, bytes, &arena,
                             &sample, &error),
            STATUS_MALFORMED);
    assert_true(str_equal(error.field, STR("first.itam")));
    assert_true(str_equal(error.expected, STR("one of: item, amount")));
}

static void
every_shorter_message_is_malformed(void **state)
{
    struct sample full = sample_full();
    struct str bytes = encoded(&full);

    for (size_t len = 0; len < bytes.len; len++) {
        assert_int_equal(decode((struct str){ bytes.data, len }),
                STATUS_MALFORMED);
    }
}

static void
a_longer_message_is_malformed(void **state)
{
    struct sample full = sample_full();
    struct str bytes = encoded(&full);
    struct str longer = arena_copy(&arena, bytes.data, bytes.len);

    longer.len++; /* arena_copy() ends with a NUL */
    assert_int_equal(decode(longer), STATUS_MALFORMED);
}

static void
other_widths_of_numbers_are_read_and_written_shortest(void **state)
{
    struct sample full = sample_full();
    struct str bytes = ALTERED("count\xd2\xff\xfe\xee\x90",
            "count\xd3\xff\xff\xff\xff\xff\xfe\xee"
            "\x90");

    assert_int_equal(decode(bytes), STATUS_OK);
    assert_int_equal(sample.count, -70000);
    assert_true(str_equal(encoded(&sample), encoded(&full)));
}

static void
a_claim_of_many_elements_allocates_nothing(void **state)
{
    struct str claim = ALTERED("lines\x92", "lines\xdd\x10\x00\x00\x00");

    assert_int_equal(decode(claim), STATUS_MALFORMED);
    assert_field("lines");
    assert_int_equal(sample.lines_count, 0);
}

/* msgpack-c takes the fewest bytes, too. */
static void
expect_int_as_msgpack_c(int64_t value)
{
    const struct field field = { "n", FIELD_INT };
    const struct schema schema = { "one", sizeof(value), &field, 1 };
    struct buffer ours = { 0 };
    msgpack_sbuffer theirs;
    msgpack_packer packer;

    msgpack_sbuffer_init(&theirs);
    msgpack_packer_init(&packer, &theirs, msgpack_sbuffer_write);
    msgpack_pack_map(&packer, 1);
    msgpack_pack_str(&packer, 1);
    msgpack_pack_str_body(&packer, "n", 1);
    msgpack_pack_int64(&packer, value);
    codec_encode(&schema, &value, &ours);
    assert_int_equal(ours.len, theirs.size);
    assert_memory_equal(ours.data, theirs.data, theirs.size);
    msgpack_sbuffer_destroy(&theirs);
    buffer_release(&ours);
}

static void
numbers_are_packed_as_msgpack_c_packs_them(void **state)
{
    for (int bits = 0; bits < 63; bits++)
        for (int64_t step = -2; step <= 2; step++) {
            expect_int_as_msgpack_c((INT64_C(1) << bits) + step);
            expect_int_as_msgpack_c(-(INT64_C(1) << bits) + step);
        }
    expect_int_as_msgpack_c(INT64_MAX);
    expect_int_as_msgpack_c(INT64_MIN);
}

/* Text and bytes of each length at which their heads grow. */
static void
lengths_are_packed_as_msgpack_c_packs_them(void **state)
{
    static const size_t lens[] = { 0, 1, 31, 32, 255, 256, 65535, 65536 };
    static char bytes[65536];
    const struct field fields[] = {
        { "t", FIELD_TEXT },
        { "b", FIELD_BYTES, .offset = sizeof(struct str) },
    };
    const struct schema schema = { "two", 2 * sizeof(struct str), fields, 2 };

    for (size_t i = 0; i < COUNT_OF(lens); i++) {
        const struct str record[2] = { { bytes, lens[i] }, { bytes, lens[i] } };
        struct buffer ours = { 0 };
        msgpack_sbuffer theirs;
        msgpack_packer packer;

        msgpack_sbuffer_init(&theirs);
        msgpack_packer_init(&packer, &theirs, msgpack_sbuffer_write);
        msgpack_pack_map(&packer, 2);
        msgpack_pack_str_with_body(&packer, "t", 1);
        msgpack_pack_str_with_body(&packer, bytes, lens[i]);
        msgpack_pack_str_with_body(&packer, "b", 1);
        msgpack_pack_bin_with_body(&packer, bytes, lens[i]);
        codec_encode(&schema, record, &ours);
        assert_int_equal(ours.len, theirs.size);
        assert_memory_equal(ours.data, theirs.data, theirs.size);
        msgpack_sbuffer_destroy(&theirs);
        buffer_release(&ours);
    }
}

/* Lists of each length at which their heads grow. */
static void
lists_are_packed_as_msgpack_c_packs_them(void **state)
{
    static const size_t counts[] = { 0, 15, 16, 255, 256, 65535, 65536 };
    static bool values[65536];
    const struct field field = { "l", FIELD_BOOL, .is_list = true,
        .companion_offset = sizeof(bool *) };
    const struct schema schema = { "one", 16, &field, 1 };

    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        const struct {
            const bool *values;
            size_t count;
        } record = { values, counts[i] };
        struct buffer ours = { 0 };
        msgpack_sbuffer theirs;
        msgpack_packer packer;

        msgpack_sbuffer_init(&theirs);
        msgpack_packer_init(&packer, &theirs, msgpack_sbuffer_write);
        msgpack_pack_map(&packer, 1);
        msgpack_pack_str_with_body(&packer, "l", 1);
        msgpack_pack_array(&packer, counts[i]);
        for (size_t j = 0; j < counts[i]; j++)
            msgpack_pack_false(&packer);
        codec_encode(&schema, &record, &ours);
        assert_int_equal(ours.len, theirs.size);
        assert_memory_equal(ours.data, theirs.data, theirs.size);
        msgpack_sbuffer_destroy(&theirs);
        buffer_release(&ours);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_kind_of_field_goes_both_ways, release),
        cmocka_unit_test_teardown(absent_fields_have_no_key, release),
        cmocka_unit_test_teardown(an_absent_list_is_an_empty_one, release),
        cmocka_unit_test_teardown(the_order_of_fields_does_not_matter, release),
        cmocka_unit_test_teardown(each_fault_is_told_with_its_field, release),
        cmocka_unit_test_teardown(limits_of_text_count_characters, release),
        cmocka_unit_test_teardown(text_that_must_be_there_must_be_seen,
                release),
        cmocka_unit_test_teardown(the_values_of_an_enum_are_told, release),
        cmocka_unit_test_teardown(unknown_fields_are_skipped_and_counted,
                release),
        cmocka_unit_test_teardown(unknown_fields_are_told_where_that_is_wanted,
                release),
        cmocka_unit_test_teardown(every_shorter_message_is_malformed, release),
        cmocka_unit_test_teardown(a_longer_message_is_malformed, release),
        cmocka_unit_test_teardown(
                other_widths_of_numbers_are_read_and_written_shortest, release),
        cmocka_unit_test_teardown(a_claim_of_many_elements_allocates_nothing,
                release),
        cmocka_unit_test(numbers_are_packed_as_msgpack_c_packs_them),
        cmocka_unit_test(lengths_are_packed_as_msgpack_c_packs_them),
        cmocka_unit_test(lists_are_packed_as_msgpack_c_packs_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
