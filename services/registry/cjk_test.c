#include "cjk.h"

#include "base/test.h"

#include <stdio.h>

/* Tokens as "总部 +总 基"; a plus where two share a place. */
struct cut {
    char text[400];
};

static int
write_token(void *taker, const struct cjk_token *token)
{
    struct cut *cut = taker;
    size_t len = strlen(cut->text);

    snprintf(cut->text + len, sizeof(cut->text) - len, "%s%s%.*s",
            len ? " " : "", token->is_colocated ? "+" : "", (int)token->len,
            token->text);
    return 0;
}

static void
expect(const char *text, enum cjk_purpose purpose, const char *expected)
{
    struct cut cut = { "" };

    assert_int_equal(cjk_tokenize(str_from(text), purpose, write_token, &cut),
            0);
    assert_string_equal(cut.text, expected);
}

static void
a_name_is_cut_into_pairs_and_single_characters(void **state)
{
    expect("总部基地", CJK_DOCUMENT, "总部 +总 部基 +部 基地 +基 地");
    expect("区", CJK_DOCUMENT, "区");
}

static void
a_query_has_pairs_only_where_it_can(void **state)
{
    expect("总部基", CJK_QUERY, "总部 部基");
    expect("总", CJK_QUERY, "总");
    expect("", CJK_QUERY, "");
    expect("——", CJK_QUERY, "");
}

static void
traditional_and_simplified_are_cut_alike(void **state)
{
    expect("總部基地", CJK_QUERY, "总部 部基 基地");
    expect("臺灣義工聯會", CJK_QUERY, "台湾 湾义 义工 工联 联会");
    expect("裏裡里", CJK_QUERY, "里里 里里");
    expect("衞生", CJK_QUERY, "卫生");
}

static void
other_scripts_are_words_without_case_or_width(void **state)
{
    expect("Lions Club of Shenzhen", CJK_DOCUMENT, "lions club of shenzhen");
    expect("ＬＩＯＮＳ　Ｃｌｕｂ２", CJK_DOCUMENT, "lions club2");
    expect("Ärzte-Ökumene 3D", CJK_DOCUMENT, "ärzte ökumene 3d");
}

static void
scripts_mix_in_one_name(void **state)
{
    expect("V创空间", CJK_DOCUMENT, "v 创空 +创 空间 +空 间");
    expect("V创空间2号", CJK_DOCUMENT, "v 创空 +创 空间 +空 间 2 号");
    expect("空间2号", CJK_QUERY, "空间 间 2 号");
}

static void
a_separator_ends_a_run(void **state)
{
    expect("公益·社会", CJK_DOCUMENT, "公益 +公 益 社会 +社 会");
    expect("公益·社会", CJK_QUERY, "公益 益 社会");
    expect("公益·", CJK_QUERY, "公益");
}

static void
bytes_that_are_not_utf8_are_separators(void **state)
{
    expect("总\xe6\x80", CJK_DOCUMENT, "总");
    expect("\xff\xc0\x80总", CJK_DOCUMENT, "总");
}

static int
check_place(void *taker, const struct cjk_token *token)
{
    static const size_t places[][2] = { { 0, 1 }, { 1, 7 }, { 1, 4 },
        { 4, 7 } };
    size_t *count = taker;

    assert_int_equal(token->start, places[*count][0]);
    assert_int_equal(token->end, places[*count][1]);
    (*count)++;
    return 0;
}

static void
tokens_know_where_they_stand(void **state)
{
    size_t count = 0;

    cjk_tokenize(STR("V總部"), CJK_DOCUMENT, check_place, &count);
    assert_int_equal(count, 4);
}

static int
stop_at_once(void *taker, const struct cjk_token *token)
{
    ++*(int *)taker;
    return token->len ? 7 : 0;
}

static void
the_taker_can_stop(void **state)
{
    int taken = 0;

    assert_int_equal(
            cjk_tokenize(STR("总部"), CJK_DOCUMENT, stop_at_once, &taken), 7);
    assert_int_equal(taken, 1);
}

static void
a_very_long_word_is_cut(void **state)
{
    char text[500];
    struct cut cut = { "" };

    memset(text, 'a', sizeof(text));
    cjk_tokenize((struct str){ text, sizeof(text) }, CJK_DOCUMENT, write_token,
            &cut);
    assert_int_equal(strlen(cut.text), CJK_TOKEN_MAX);
}

static void
expect_expression(const char *typed, const char *expected)
{
    struct arena arena = { 0 };
    struct str expression = cjk_match_expression(str_from(typed), &arena);

    assert_int_equal(expression.len, strlen(expected));
    assert_memory_equal(expression.data, expected, expression.len);
    arena_release(&arena);
}

static void
what_people_type_becomes_a_harmless_expression(void **state)
{
    expect_expression("总部基地", "\"总部基地\"");
    expect_expression("  总部  基地 ", "\"总部\" \"基地\"");
    expect_expression("总部　基地", "\"总部\" \"基地\"");
    expect_expression("lio", "\"lio\"*");
    expect_expression("V创", "\"V创\"");
    expect_expression("name:a\" OR \"b", "\"name:a\"\"\"* \"OR\"* \"\"\"b\"*");
    expect_expression("* ( ) -- “”", "");
    expect_expression("", "");
}

static void
text_is_folded_whole(void **state)
{
    struct arena arena = { 0 };

    assert_true(str_equal(fold_text(STR("Ａdmin總部\xff"), &arena),
            STR("admin总部")));
    arena_release(&arena);
}

static void
the_table_is_in_order_and_folds_once(void **state)
{
    for (size_t i = 0; i < folding_table_len; i++) {
        if (i > 0)
            assert_true(folding_table[i - 1].from < folding_table[i].from);
        assert_int_equal(fold_character(folding_table[i].from),
                folding_table[i].to);
        assert_int_equal(fold_character(folding_table[i].to),
                folding_table[i].to);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_cut_into_pairs_and_single_characters),
        cmocka_unit_test(a_query_has_pairs_only_where_it_can),
        cmocka_unit_test(traditional_and_simplified_are_cut_alike),
        cmocka_unit_test(other_scripts_are_words_without_case_or_width),
        cmocka_unit_test(scripts_mix_in_one_name),
        cmocka_unit_test(a_separator_ends_a_run),
        cmocka_unit_test(bytes_that_are_not_utf8_are_separators),
        cmocka_unit_test(tokens_know_where_they_stand),
        cmocka_unit_test(the_taker_can_stop),
        cmocka_unit_test(a_very_long_word_is_cut),
        cmocka_unit_test(what_people_type_becomes_a_harmless_expression),
        cmocka_unit_test(text_is_folded_whole),
        cmocka_unit_test(the_table_is_in_order_and_folds_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
