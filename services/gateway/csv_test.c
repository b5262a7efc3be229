#include "csv.h"

#include "base/test.h"
#include "wire/sample.h"

#include <stdio.h>

static struct buffer buffer;

static int
release(void **state)
{
    buffer_release(&buffer);
    return 0;
}

static const char *
csv(const struct sample *samples, size_t count)
{
    buffer_clear(&buffer);
    csv_write(&sample_schema, samples, count, &buffer);
    buffer_append(&buffer, "", 1);
    return buffer.data;
}

/* The cell of that number in the row after the names. */
static const char *
cell(struct str title)
{
    static char out[80];
    struct sample sample = sample_full();
    sample.title = title;
    const char *start = strstr(csv(&sample, 1), "\r\n");
    start = strchr(start, ',') + 1;
    const char *end = strstr(start, ",longgang");
    snprintf(out, sizeof out, "%.*s", (int)(end - start), start);
    return out;
}

static void
an_empty_list_has_its_names(void **state)
{
    assert_string_equal(csv(NULL, 0),
            "\xef\xbb\xbfid,title,hub,count,amount,at,day,is_public,key,"
            "colour,first.item,first.amount,second.item,second.amount,lines,"
            "tags,colours\r\n");
}

static void
every_field_has_its_cell(void **state)
{
    struct sample sample = sample_full();
    sample.hub = STR("longgang");
    const char *row = strstr(csv(&sample, 1), "\r\n") + 2;
    assert_non_null(strstr(row, "2026-03-02T09:00:00.000+08:00"));
    assert_non_null(strstr(row, "true"));
    assert_null(strstr(strstr(row, "\r\n") + 2, "\r\n"));
}

static void
absent_fields_are_empty_cells(void **state)
{
    const struct sample sample = { .title = STR("a"),
        .hub = STR("b"),
        .key = STR("c"),
        .colour = COLOUR_RED,
        .first = { STR("d"), 1 } };
    assert_non_null(
            strstr(csv(&sample, 1), ",a,b,0,0,1970-01-01T08:00:00.000+08:00,,"
                                    "false,Yw,red,d,1,,,,,\r\n"));
}

static void
separators_and_quotes_are_quoted(void **state)
{
    assert_string_equal(cell(STR("a,b")), "\"a,b\"");
    assert_string_equal(cell(STR("a\"b")), "\"a\"\"b\"");
    assert_string_equal(cell(STR("a\nb")), "\"a\nb\"");
    assert_string_equal(cell(STR(" a")), "\" a\"");
    assert_string_equal(cell(STR("公益")), "公益");
}

static void
formulas_are_disarmed(void **state)
{
    assert_string_equal(cell(STR("=1+1")), "'=1+1");
    assert_string_equal(cell(STR("+1")), "'+1");
    assert_string_equal(cell(STR("-1")), "'-1");
    assert_string_equal(cell(STR("@A")), "'@A");
    assert_string_equal(cell(STR("\t=1")), "'\t=1");
    assert_string_equal(cell(STR("=1,\"2\"")), "\"'=1,\"\"2\"\"\"");
    assert_string_equal(cell(STR("1-1")), "1-1");
}

static void
negative_numbers_stay_numbers(void **state)
{
    struct sample sample = sample_full();
    sample.count = -5;
    assert_non_null(strstr(csv(&sample, 1), ",-5,"));
}

static void
lists_inside_a_row_are_json(void **state)
{
    struct sample sample = sample_full();
    struct str tags[] = { STR("a"), STR("b\"") };
    sample.tags = tags;
    sample.tags_count = 2;
    assert_non_null(strstr(csv(&sample, 1), "\"[\"\"a\"\",\"\"b\\\"\"\"\"]\""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_list_has_its_names),
        cmocka_unit_test(every_field_has_its_cell),
        cmocka_unit_test(absent_fields_are_empty_cells),
        cmocka_unit_test(separators_and_quotes_are_quoted),
        cmocka_unit_test(formulas_are_disarmed),
        cmocka_unit_test(negative_numbers_stay_numbers),
        cmocka_unit_test(lists_inside_a_row_are_json),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
