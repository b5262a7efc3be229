#include "base/uscc.h"

#include "base/test.h"

#include <stdio.h>

/* Calls check for each line of a fixture that is not a comment. */
static int
for_each_line(const char *name,
        void (*check)(struct str code, const char *second))
{
    char path[200], line[500], code[60], second[200];
    FILE *file;
    int count = 0;

    snprintf(path, sizeof(path), "common/base/fixtures/%s", name);
    file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        if (line[0] == '#')
            continue;
        assert_int_equal(sscanf(line, "%59s\t%199[^\t\n]", code, second), 2);
        check(str_from(code), second);
        count++;
    }
    fclose(file);
    return count;
}

static void
check_real_line(struct str code, const char *expected)
{
    enum uscc_verdict verdict = uscc_check(code);

    if (strcmp(expected, "valid") == 0)
        assert_int_equal(verdict, USCC_FITS);
    else
        assert_int_equal(verdict, USCC_CHECK_FAILS);
}

static void
every_real_code_is_judged_as_recorded(void **state)
{
    assert_int_equal(for_each_line("uscc.tsv", check_real_line), 12);
}

static void
check_synthetic_line(struct str code, const char *kind)
{
    (void)kind;
    assert_int_equal(uscc_check(code), USCC_FITS);
}

static void
every_synthetic_code_fits(void **state)
{
    assert_int_equal(for_each_line("uscc-synthetic.tsv", check_synthetic_line),
            24);
}

/* Any one character replaced by any other of the alphabet is noticed. */
static void
check_every_typing_error(struct str code, const char *kind)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char typed[USCC_LEN];

    (void)kind;
    for (int place = 0; place < USCC_LEN; place++) {
        for (const char *c = alphabet; *c; c++) {
            memcpy(typed, code.data, USCC_LEN);
            if (typed[place] == *c)
                continue;
            typed[place] = *c;
            assert_int_not_equal(uscc_check((struct str){ typed, USCC_LEN }),
                    USCC_FITS);
        }
    }
}

static void
one_wrong_character_never_passes(void **state)
{
    for_each_line("uscc-synthetic.tsv", check_every_typing_error);
}

static void
a_code_with_a_wrong_subject_check_is_its_own_verdict(void **state)
{
    char code[] = "53440307MJL000017?";

    code[17] = uscc_check_character(str_from(code));
    assert_int_equal(uscc_check(str_from(code)), USCC_SUBJECT_FAILS);
    assert_int_equal(uscc_subject_character(str_from(code)), '6');
}

static void
letters_outside_the_alphabet_are_malformed(void **state)
{
    static const char *const codes[] = { "53440307MJI000016L",
        "53440307MJO000016L", "53440307MJS000016L", "53440307MJV000016L",
        "53440307MJZ000016L", "53440307mjl000016L", "53440307MJL000016",
        "53440307MJL000016LL", "" };

    for (size_t i = 0; i < COUNT_OF(codes); i++)
        assert_int_equal(uscc_check(str_from(codes[i])), USCC_MALFORMED);
    assert_int_equal(uscc_check((struct str){ "53440307MJ\0000016L", 18 }),
            USCC_MALFORMED);
}

static void
codes_are_taken_as_people_type_them(void **state)
{
    static const char *const typed[] = { "53440307MJL000016L",
        "53440307mjl000016l", " 5344 0307 MJL0 0001 6L ",
        "53-440307-MJL000016-L", "53440307ｍｊｌ000016l",
        "５３４４０３０７ＭＪＬ００００１６Ｌ" };
    char code[USCC_LEN];

    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        assert_true(uscc_normalise(str_from(typed[i]), code));
        assert_memory_equal(code, "53440307MJL000016L", USCC_LEN);
    }
    assert_false(uscc_normalise(str_from("53440307MJL000016"), code));
    assert_false(uscc_normalise(str_from("53440307MJL000016LL"), code));
    assert_false(uscc_normalise(str_from("德胜社区慈善基金会"), code));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_real_code_is_judged_as_recorded),
        cmocka_unit_test(every_synthetic_code_fits),
        cmocka_unit_test(one_wrong_character_never_passes),
        cmocka_unit_test(a_code_with_a_wrong_subject_check_is_its_own_verdict),
        cmocka_unit_test(letters_outside_the_alphabet_are_malformed),
        cmocka_unit_test(codes_are_taken_as_people_type_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
