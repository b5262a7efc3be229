#include "base/folding.h"

#include "base/test.h"

static bool
has(const char *text, const char *typed)
{
    struct arena arena = { 0 };
    const bool found = folded_has(fold_text(str_from(text), &arena),
            fold_text(str_from(typed), &arena));

    arena_release(&arena);
    return found;
}

static void
part_of_a_name_is_found_anywhere_in_it(void **state)
{
    assert_true(has("2026年社区微公益征集", "微公益"));
    assert_true(has("2026年社区微公益征集", "集"));
    assert_false(has("2026年社区微公益征集", "公微"));
    assert_false(has("征集", "2026年征集"));
    assert_false(has("", "征"));
}

/* FT-27 */
static void
old_and_new_forms_and_letters_of_any_width_are_alike(void **state)
{
    assert_true(has("義工聯盟基金", "义工联"));
    assert_true(has("义工联盟基金", "義工聯"));
    assert_true(has("ABC 基金", "ａｂｃ"));
}

static void
each_part_between_spaces_must_be_there(void **state)
{
    assert_true(has("坂田助老服务征集", "征集 助老"));
    assert_true(has("坂田助老服务征集", "  助老　坂田 "));
    assert_false(has("坂田助老服务征集", "助老 助残"));
}

static void
nothing_typed_is_everywhere(void **state)
{
    assert_true(has("征集", ""));
    assert_true(has("", "  "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(part_of_a_name_is_found_anywhere_in_it),
        cmocka_unit_test(old_and_new_forms_and_letters_of_any_width_are_alike),
        cmocka_unit_test(each_part_between_spaces_must_be_there),
        cmocka_unit_test(nothing_typed_is_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
