#include "base/hash.h"

#include "base/test.h"

static void
it_is_blake2b_of_256_bits(void **state)
{
    /* b2sum -l 256 of "abc". */
    static const uint8_t expected[32] = { 0xbd, 0xdd, 0x81, 0x3c, 0x63, 0x42,
        0x39, 0x72, 0x31, 0x71, 0xef, 0x3f, 0xee, 0x98, 0x57, 0x9b, 0x94, 0x96,
        0x4e, 0x3b, 0xb1, 0xcb, 0x3e, 0x42, 0x72, 0x62, 0xc8, 0xc0, 0x68, 0xd5,
        0x23, 0x19 };

    assert_memory_equal(hash_of("abc", 3).bytes, expected, 32);
}

static void
one_byte_makes_another_hash(void **state)
{
    assert_true(hash_equal(hash_of("abc", 3), hash_of("abc", 3)));
    assert_false(hash_equal(hash_of("abc", 3), hash_of("abd", 3)));
    assert_false(hash_equal(hash_of("abc", 3), hash_of("abc", 2)));
}

static void
nothing_has_a_hash_too(void **state)
{
    assert_true(hash_equal(hash_of(NULL, 0), hash_of("", 0)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_blake2b_of_256_bits),
        cmocka_unit_test(one_byte_makes_another_hash),
        cmocka_unit_test(nothing_has_a_hash_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
