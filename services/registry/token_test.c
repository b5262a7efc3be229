#include "token.h"

#include "base/test.h"

static const struct uuid id = { { 1, 2, 3, 4, 5, 6, 0x77, 8, 0x89 } };

static void
a_token_says_what_went_into_it(void **state)
{
    uint8_t secret[TOKEN_SECRET_SIZE] = { 0xff, 0xfe, 1 };
    struct arena arena = { 0 };
    struct str text = token_format(&arena, STR("longgang.bantian"), id, secret);
    struct token token;

    assert_true(token_parse(text, &token));
    assert_true(str_equal(token.hub, STR("longgang.bantian")));
    assert_true(uuid_equal(token.id, id));
    assert_int_equal(token.secret.len, 43);
    assert_memory_equal(text.data, "cw_longgang.bantian.01020304-", 29);
    arena_release(&arena);
}

static void
another_secret_has_another_hash(void **state)
{
    struct token a = { .secret = STR("aaaa") }, b = { .secret = STR("aaab") };

    assert_false(hash_equal(token_hash(&a), token_hash(&b)));
}

static void
the_longest_hub_still_fits_a_token_field(void **state)
{
    uint8_t secret[TOKEN_SECRET_SIZE] = { 0 };
    struct arena arena = { 0 };
    char hub[127];

    memset(hub, 'a', sizeof(hub));
    assert_true(
            token_format(&arena, (struct str){ hub, sizeof(hub) }, id, secret)
                    .len <= 255);
    arena_release(&arena);
}

static void
what_is_no_token_is_not_taken_for_one(void **state)
{
    static const char *const texts[] = { "", "cw_", "cw_longgang", "cw_a.b.c",
        "xw_longgang.01020304-0506-7708-8900-000000000000."
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "cw_.01020304-0506-7708-8900-000000000000."
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "cw_longgang.01020304-0506-7708-8900-000000000000.short",
        "cw_longgang.nonsense."
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
    struct token token;

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_false(token_parse(str_from(texts[i]), &token));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_says_what_went_into_it),
        cmocka_unit_test(another_secret_has_another_hash),
        cmocka_unit_test(the_longest_hub_still_fits_a_token_field),
        cmocka_unit_test(what_is_no_token_is_not_taken_for_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
