#include "base/arena.h"

#include "base/test.h"

#include <stdint.h>

static void
memory_is_zeroed_and_aligned(void **state)
{
    struct arena arena = { 0 };

    for (size_t size = 0; size < 100; size++) {
        char *memory = arena_alloc(&arena, size);

        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, size);
    }
    arena_release(&arena);
}

static void
a_piece_larger_than_a_block_is_one_piece(void **state)
{
    struct arena arena = { 0 };
    char *small = arena_alloc(&arena, 10), *large, *next;

    memset(small, 1, 10);
    large = arena_alloc(&arena, 1000000);
    memset(large, 2, 1000000);
    next = arena_alloc(&arena, 10);
    memset(next, 3, 10);
    assert_int_equal(small[9], 1);
    assert_int_equal(large[999999], 2);
    /* The room before it is not lost. */
    assert_ptr_equal(next, small + sizeof(max_align_t));
    arena_release(&arena);
}

static void
copies_are_terminated(void **state)
{
    struct arena arena = { 0 };
    struct str copy = arena_copy(&arena, "longgang.bantian", 8);

    assert_int_equal(copy.len, 8);
    assert_string_equal(copy.data, "longgang");
    assert_string_equal(arena_copy(&arena, NULL, 0).data, "");
    arena_release(&arena);
}

static void
printed_text_is_as_long_as_it_needs(void **state)
{
    struct arena arena = { 0 };
    struct str text = arena_printf(&arena, "%05000d", 7);

    assert_int_equal(text.len, 5000);
    assert_int_equal(text.data[4999], '7');
    assert_int_equal(text.data[5000], '\0');
    arena_release(&arena);
}

static void
joined_texts_follow_each_other(void **state)
{
    struct arena arena = { 0 };
    struct str text = ARENA_JOIN(&arena, STR("fund"), STR(":"),
            (struct str){ NULL, 0 }, STR("free"));

    assert_int_equal(text.len, 9);
    assert_string_equal(text.data, "fund:free");
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(a_piece_larger_than_a_block_is_one_piece),
        cmocka_unit_test(copies_are_terminated),
        cmocka_unit_test(printed_text_is_as_long_as_it_needs),
        cmocka_unit_test(joined_texts_follow_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
