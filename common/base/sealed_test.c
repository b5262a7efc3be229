#include "base/sealed.h"

#include "base/test.h"

#include <stdlib.h>

static const struct str text = STR("eleven rows");

static void
who_has_the_key_reads_it_in_its_place(void **state)
{
    const struct sealed_key key = sealed_key_new();
    const struct hash place = hash_of("a", 1);
    struct arena arena = { 0 };
    struct str sealed = sealed_close(&key, place, text, &arena), out;

    assert_int_equal(sealed.len, text.len + SEALED_EXTRA);
    assert_null(memmem(sealed.data, sealed.len, "rows", 4));
    assert_true(sealed_open(&key, place, sealed, &arena, &out));
    assert_true(str_equal(out, text));
    arena_release(&arena);
}

static void
another_key_another_place_and_another_text_do_not_open(void **state)
{
    const struct sealed_key key = sealed_key_new(), other = sealed_key_new();
    const struct hash place = hash_of("a", 1), elsewhere = hash_of("b", 1);
    struct arena arena = { 0 };
    struct str sealed = sealed_close(&key, place, text, &arena), out;

    assert_false(sealed_open(&other, place, sealed, &arena, &out));
    assert_false(sealed_open(&key, elsewhere, sealed, &arena, &out));
    ((char *)sealed.data)[3] ^= 1;
    assert_false(sealed_open(&key, place, sealed, &arena, &out));
    assert_false(sealed_open(&key, place, STR("short"), &arena, &out));
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_the_key_reads_it_in_its_place),
        cmocka_unit_test(
                another_key_another_place_and_another_text_do_not_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
