#include "wire/reader.h"

#include "base/test.h"

#include <stdlib.h>

static struct reader reader;

static void
begin(const char *data, size_t len)
{
    reader_init(&reader, (struct str){ data, len });
}

#define BEGIN(literal) begin(literal, sizeof(literal) - 1)

/* Skipping `literal` succeeds, to its end. */
#define IS_SOUND(literal)                                                      \
    (BEGIN(literal), read_skip(&reader), reader_is_done(&reader))

static void
a_six_byte_message_cannot_claim_many_elements(void **state)
{
    BEGIN("\xdd\x10\x00\x00\x00\xc0");
    assert_int_equal(read_list(&reader), 0);
    assert_string_equal(reader.fault, "claims more entries than it has bytes");
    BEGIN("\xdf\x10\x00\x00\x00\xc0");
    assert_int_equal(read_map(&reader), 0);
    assert_non_null(reader.fault);
}

static void
a_map_needs_two_bytes_an_entry(void **state)
{
    BEGIN("\x82\xa0\xc0\xa1");
    assert_int_equal(read_map(&reader), 0);
    BEGIN("\x82\xa0\xc0\xa1y");
    assert_int_equal(read_map(&reader), 2);
    BEGIN("\x92\xc0\xc0");
    assert_int_equal(read_list(&reader), 2);
}

static void
no_map_has_more_fields_than_a_struct(void **state)
{
    char bytes[3 + 2 * 65] = "\xde\x00\x41";

    begin(bytes, sizeof(bytes));
    assert_int_equal(read_map(&reader), 0);
    assert_string_equal(reader.fault, "has too many fields");
}

static void
nesting_ends_at_sixteen(void **state)
{
    char bytes[17];

    memset(bytes, 0x91, sizeof(bytes));
    bytes[15] = (char)0x90;
    begin(bytes, 16);
    read_skip(&reader);
    assert_true(reader_is_done(&reader));
    bytes[15] = (char)0x91;
    bytes[16] = (char)0x90;
    begin(bytes, 17);
    read_skip(&reader);
    assert_string_equal(reader.fault, "is nested too deep");
}

static void
leaving_a_list_makes_room_for_the_next(void **state)
{
    char bytes[1 + 40] = "\xdc";

    memset(bytes, 0x90, sizeof(bytes));
    bytes[0] = (char)0xdc;
    bytes[1] = 0;
    bytes[2] = 38;
    begin(bytes, sizeof(bytes));
    read_skip(&reader);
    assert_true(reader_is_done(&reader));
}

static void
the_number_of_values_is_bounded(void **state)
{
    enum { COUNT = READER_MAX_ITEMS };
    char *bytes = calloc(1, COUNT + 5);

    memcpy(bytes, "\xdd\x00\x00\xff\xff", 5);
    begin(bytes, 5 + COUNT - 1);
    read_skip(&reader);
    assert_true(reader_is_done(&reader));
    memcpy(bytes, "\xdd\x00\x01\x00\x00", 5);
    begin(bytes, 5 + COUNT);
    read_skip(&reader);
    assert_string_equal(reader.fault, "has too many values");
    free(bytes);
}

static void
text_is_utf8_without_nul(void **state)
{
    assert_true(IS_SOUND("\xa3纸"));
    assert_true(IS_SOUND("\xd9\x04\xf4\x8f\xbf\xbf"));
    assert_true(IS_SOUND("\xa2\xc2\x80"));
    assert_true(IS_SOUND("\xa3\xed\x9f\xbf"));
    assert_false(IS_SOUND("\xa1\x00"));
    assert_false(IS_SOUND("\xa1\x80"));
    assert_false(IS_SOUND("\xa2\xc0\x80"));         /* overlong NUL */
    assert_false(IS_SOUND("\xa2\xc1\xbf"));         /* overlong */
    assert_false(IS_SOUND("\xa3\xe0\x9f\xbf"));     /* overlong */
    assert_false(IS_SOUND("\xa4\xf0\x8f\xbf\xbf")); /* overlong */
    assert_false(IS_SOUND("\xa3\xed\xa0\x80"));     /* surrogate */
    assert_false(IS_SOUND("\xa4\xf4\x90\x80\x80")); /* above U+10FFFF */
    assert_false(IS_SOUND("\xa4\xf5\x80\x80\x80"));
    assert_false(IS_SOUND("\xa2\xe7\xba")); /* cut */
    assert_false(IS_SOUND("\xa3\xe7\xba\x41"));
    assert_false(IS_SOUND("\xa3\xf0\x9f\x98"));
}

static void
characters_are_counted(void **state)
{
    size_t characters;

    BEGIN("\xaa"
          "公益 a😀");
    /* 3 + 3 + 1 + 1 + 4 is 12: ten bytes cut the last one */
    read_text(&reader, &characters);
    assert_non_null(reader.fault);
    BEGIN("\xac"
          "公益 a😀");
    assert_int_equal(read_text(&reader, &characters).len, 12);
    assert_int_equal(characters, 5);
}

static int64_t
number(const char *data, size_t len)
{
    begin(data, len);
    return read_int(&reader);
}

#define NUMBER(literal) number(literal, sizeof(literal) - 1)

static void
numbers_of_every_width_are_read(void **state)
{
    assert_int_equal(NUMBER("\x7f"), 127);
    assert_int_equal(NUMBER("\xe0"), -32);
    assert_int_equal(NUMBER("\xff"), -1);
    assert_int_equal(NUMBER("\xcc\xff"), 255);
    assert_int_equal(NUMBER("\xcd\xff\xff"), 65535);
    assert_int_equal(NUMBER("\xce\xff\xff\xff\xff"), 4294967295);
    assert_int_equal(NUMBER("\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"), INT64_MAX);
    assert_int_equal(NUMBER("\xd0\x80"), -128);
    assert_int_equal(NUMBER("\xd1\x80\x00"), -32768);
    assert_int_equal(NUMBER("\xd2\x80\x00\x00\x00"), INT32_MIN);
    assert_int_equal(NUMBER("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"), INT64_MIN);
    assert_null(reader.fault);
    assert_int_equal(NUMBER("\xcf\x80\x00\x00\x00\x00\x00\x00\x00"), 0);
    assert_string_equal(reader.fault, "is too large");
    assert_int_equal(NUMBER("\xcd\xff"), 0);
    assert_string_equal(reader.fault, "is cut short");
}

static void
a_value_of_another_type_is_a_fault(void **state)
{
    BEGIN("\xc3");
    assert_int_equal(read_int(&reader), 0);
    assert_string_equal(reader.fault, "has the wrong type");
    BEGIN("\x01");
    assert_false(read_bool(&reader));
    assert_non_null(reader.fault);
    BEGIN("\xa1x");
    assert_int_equal(read_bytes(&reader).len, 0);
    assert_non_null(reader.fault);
    BEGIN("\xc4\x01x");
    assert_int_equal(read_key(&reader).len, 0);
    assert_non_null(reader.fault);
}

static void
after_a_fault_every_read_yields_nothing(void **state)
{
    BEGIN("\xc1\x05\xa1x\x91\x01");
    read_int(&reader);
    assert_int_equal(read_int(&reader), 0);
    assert_int_equal(read_key(&reader).len, 0);
    assert_int_equal(read_list(&reader), 0);
    assert_string_equal(reader.fault, "has the wrong type");
    assert_false(reader_is_done(&reader));
}

static void
every_type_is_skipped(void **state)
{
    assert_true(IS_SOUND("\xc0"));
    assert_true(IS_SOUND("\xca...."));
    assert_true(IS_SOUND("\xcb........"));
    assert_true(IS_SOUND("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"));
    assert_true(IS_SOUND("\xd3........"));
    assert_true(IS_SOUND("\xd4t."));
    assert_true(IS_SOUND("\xd8t................"));
    assert_true(IS_SOUND("\xc7\x03t..."));
    assert_true(IS_SOUND("\xc8\x00\x01t."));
    assert_true(IS_SOUND("\xc9\x00\x00\x00\x00t"));
    assert_true(IS_SOUND("\xc5\x00\x02\xff\x00"));
    assert_true(IS_SOUND("\x81\xa1x\x82\xa1y\x90\xa1z\x80"));
    assert_false(IS_SOUND("\xc1"));
    assert_false(IS_SOUND("\xcb......."));
    assert_false(IS_SOUND("\xd8t..............."));
    assert_false(IS_SOUND("\xc9\xff\xff\xff\xff"));
    assert_false(IS_SOUND(""));
}

static void
skipped_maps_have_text_keys_without_duplicates(void **state)
{
    assert_true(IS_SOUND("\x82\xa1x\x01\xa1y\x01"));
    assert_false(IS_SOUND("\x82\xa1x\x01\xa1x\x01"));
    assert_false(IS_SOUND("\x82\xa1x\x01\xd9\x01x\x01"));
    assert_false(IS_SOUND("\x81\x01\x01"));
    assert_false(IS_SOUND("\x91\x82\xa0\x01\xa0\x01"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_six_byte_message_cannot_claim_many_elements),
        cmocka_unit_test(a_map_needs_two_bytes_an_entry),
        cmocka_unit_test(no_map_has_more_fields_than_a_struct),
        cmocka_unit_test(nesting_ends_at_sixteen),
        cmocka_unit_test(leaving_a_list_makes_room_for_the_next),
        cmocka_unit_test(the_number_of_values_is_bounded),
        cmocka_unit_test(text_is_utf8_without_nul),
        cmocka_unit_test(characters_are_counted),
        cmocka_unit_test(numbers_of_every_width_are_read),
        cmocka_unit_test(a_value_of_another_type_is_a_fault),
        cmocka_unit_test(after_a_fault_every_read_yields_nothing),
        cmocka_unit_test(every_type_is_skipped),
        cmocka_unit_test(skipped_maps_have_text_keys_without_duplicates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
