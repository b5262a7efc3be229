#include "template.h"

#include "base/test.h"
#include "grants_messages.h"
#include "sample.h"

static const int64_t nine_o_clock = 1772413200000; /* 2026-03-02, +08:00 */

/* STR() for static initialisers. */
#define TEXT(literal)                                                          \
    {                                                                          \
        literal, sizeof(literal) - 1                                           \
    }

static const char *
fault_of(const char *text)
{
    struct template_fault fault;

    return template_check(str_from(text), &grants_application_changed_schema,
                   &fault)
                   ? ""
                   : fault.why;
}

/* Rendered by hand-made figures; the result is static. */
static const char *
rendered(const char *text, const struct schema *schema, const void *body,
        enum locale locale)
{
    static char out[500];
    struct surroundings around = { .hub = STR("坂田"),
        .happened_at = nine_o_clock };
    struct figures figures = { schema, body, &around };
    struct buffer buffer = { 0 };

    template_render_line(str_from(text), &figures, locale, &buffer);
    assert_true(buffer.len < sizeof(out));
    memcpy(out, buffer.data, buffer.len);
    out[buffer.len] = '\0';
    buffer_release(&buffer);
    return out;
}

static const struct grants_application_changed body = {
    .number = TEXT("GA-2026-0012"),
    .title = TEXT("社区食堂"),
    .amount = 123456789,
    .state = APPLICATION_STATE_RETURNED,
    .version = 2,
};

static void
fields_of_the_event_and_its_surroundings_are_known(void **state)
{
    assert_string_equal(fault_of("no placeholder"), "");
    assert_string_equal(fault_of("{{number}} {{title}} {{hub}}"), "");
    assert_string_equal(fault_of("{{ amount | yuan }}{{starts_on|date}}"), "");
    assert_string_equal(fault_of("{{happened_at|time}}"), "");
}

static void
an_unknown_placeholder_is_found_when_the_template_is_defined(void **state)
{
    assert_string_equal(fault_of("{{number}} {{nonsense}}"),
            "the event has no such field");
    assert_string_equal(fault_of("{{number.amount}}"),
            "the event has no such field");
    assert_string_equal(fault_of("{{}}"), "the event has no such field");
    assert_string_equal(fault_of("{{number"), "{{ is never closed");
    assert_string_equal(fault_of("{{number|loud}}"),
            "there is no such filter; there are yuan, date and time");
}

static void
money_is_never_written_as_fen(void **state)
{
    assert_string_equal(fault_of("{{amount}}"), "money is written with |yuan");
    assert_string_equal(fault_of("{{title|yuan}}"),
            "this field cannot be written so");
    assert_string_equal(fault_of("{{happened_at}}"),
            "a day is written with |date, a moment with |time");
}

#define SHOWN(text, locale)                                                    \
    rendered(text, &grants_application_changed_schema, &body, locale)

static void
figures_are_written_as_people_read_them(void **state)
{
    assert_string_equal(SHOWN("{{title}}：{{amount|yuan}}", LOCALE_ZH),
            "社区食堂：1,234,567.89元");
    assert_string_equal(SHOWN("{{amount|yuan}} for {{number}}", LOCALE_EN),
            "¥1,234,567.89 for GA-2026-0012");
    assert_string_equal(SHOWN("{{happened_at|date}}", LOCALE_ZH),
            "2026年03月02日");
    assert_string_equal(SHOWN("{{happened_at|time}}", LOCALE_EN),
            "2026-03-02 09:00");
    assert_string_equal(SHOWN("{{hub}} v{{version}}", LOCALE_EN), "坂田 v2");
    assert_string_equal(SHOWN("{{is_published}}", LOCALE_EN), "no");
}

static void
small_and_even_amounts_keep_two_digits(void **state)
{
    struct grants_application_changed small = { .amount = 5 };

    assert_string_equal(rendered("{{amount|yuan}}",
                                &grants_application_changed_schema, &small,
                                LOCALE_ZH),
            "0.05元");
    small.amount = 100000;
    assert_string_equal(rendered("{{amount|yuan}}",
                                &grants_application_changed_schema, &small,
                                LOCALE_ZH),
            "1,000.00元");
}

static void
an_absent_field_is_a_dash(void **state)
{
    assert_string_equal(SHOWN("({{reason}})", LOCALE_EN), "(—)");
    assert_string_equal(SHOWN("({{project_number}})", LOCALE_EN), "(—)");
}

static void
a_field_of_a_struct_in_the_event_can_be_named(void **state)
{
    struct grants_tranche_changed tranche = {
        .tranche = { .ordinal = 2,
                .amount = 5000,
                .state = TRANCHE_STATE_PAID },
    };
    struct template_fault fault;

    assert_true(template_check(STR("{{tranche.amount|yuan}}"),
            &grants_tranche_changed_schema, &fault));
    assert_string_equal(rendered("{{tranche.ordinal}}: {{tranche.amount|yuan}}",
                                &grants_tranche_changed_schema, &tranche,
                                LOCALE_ZH),
            "2: 50.00元");
}

static void
a_subject_stays_on_one_line(void **state)
{
    struct grants_application_changed odd = {
        .title = TEXT("one\r\nBcc: all@example.org"),
    };

    assert_string_equal(rendered("{{title}}",
                                &grants_application_changed_schema, &odd,
                                LOCALE_ZH),
            "one  Bcc: all@example.org");
}

static void
what_an_event_says_is_not_taken_for_a_placeholder(void **state)
{
    struct grants_application_changed odd = {
        .title = TEXT("{{amount|yuan}}"),
        .amount = 100,
    };

    assert_string_equal(rendered("{{title}}",
                                &grants_application_changed_schema, &odd,
                                LOCALE_ZH),
            "{{amount|yuan}}");
}

static void
invented_figures_fill_every_placeholder(void **state)
{
    struct arena arena = { 0 };
    const void *record = sample_record(&grants_application_changed_schema,
            nine_o_clock, &arena);

    assert_string_equal(rendered("{{title}} {{amount|yuan}} {{reason}}",
                                &grants_application_changed_schema, record,
                                LOCALE_EN),
            "[title] ¥12,345.67 [reason]");
    arena_release(&arena);
}

static bool
is_among(const char *name, const struct str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], str_from(name)))
            return true;
    return false;
}

static void
what_a_template_may_name_is_listed_as_it_is_written(void **state)
{
    const struct schema *schema = &grants_tranche_changed_schema;
    struct arena arena = { 0 };
    struct template_fault fault;
    struct str names[200];
    size_t count = template_names(schema, &arena, names, 200);

    assert_true(is_among("tranche.amount|yuan", names, count));
    assert_true(is_among("happened_at|time", names, count));
    assert_true(is_among("hub", names, count));
    assert_false(is_among("award", names, count)); /* an id */
    for (size_t i = 0; i < count; i++)
        assert_true(template_check(
                arena_printf(&arena, "{{" STR_FMT "}}", STR_ARG(names[i])),
                schema, &fault));
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_the_event_and_its_surroundings_are_known),
        cmocka_unit_test(
                an_unknown_placeholder_is_found_when_the_template_is_defined),
        cmocka_unit_test(money_is_never_written_as_fen),
        cmocka_unit_test(figures_are_written_as_people_read_them),
        cmocka_unit_test(small_and_even_amounts_keep_two_digits),
        cmocka_unit_test(an_absent_field_is_a_dash),
        cmocka_unit_test(a_field_of_a_struct_in_the_event_can_be_named),
        cmocka_unit_test(a_subject_stays_on_one_line),
        cmocka_unit_test(what_an_event_says_is_not_taken_for_a_placeholder),
        cmocka_unit_test(invented_figures_fill_every_placeholder),
        cmocka_unit_test(what_a_template_may_name_is_listed_as_it_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
