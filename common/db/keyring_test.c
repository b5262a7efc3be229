#include "db/keyring.h"

#include "db/disk.h"
#include "db/test.h"

#include <sys/stat.h>

static const struct sealed_place phone_of_one = { { "person.phone", 12 },
    { "one", 3 } };

static const char *
make_file(void)
{
    const char *path = temp_path("keys/contacts/longgang");

    assert_int_equal(keyring_make(path), STATUS_OK);
    return path;
}

static struct str
seal(struct keyring *keyring, const char *text, struct arena *arena)
{
    struct str sealed;

    assert_true(keyring_seal(keyring, phone_of_one, str_from(text), arena,
            &sealed));
    return sealed;
}

static enum sealed_state
open_it(struct keyring *keyring, struct sealed_place place, struct str sealed,
        const char *expected)
{
    struct arena arena = { 0 };
    struct str text = STR("");
    enum sealed_state state =
            keyring_unseal(keyring, place, sealed, &arena, &text);

    if (state == SEALED_IS_OPEN || state == SEALED_IS_OLD)
        assert_true(str_equal(text, str_from(expected)));
    arena_release(&arena);
    return state;
}

static void
a_key_is_its_owners_alone_and_never_made_twice(void **state)
{
    const char *path = make_file();
    struct hash before, after;
    struct stat info;
    int64_t size;

    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    disk_hash(path, &before, &size);
    assert_int_equal(keyring_make(path), STATUS_OK);
    disk_hash(path, &after, &size);
    assert_true(hash_equal(before, after));
}

static void
what_is_sealed_is_text_and_says_nothing(void **state)
{
    struct keyring *keyring = keyring_open(make_file());
    struct arena arena = { 0 };
    struct str one = seal(keyring, "13800000000", &arena);
    struct str other = seal(keyring, "13800000000", &arena);

    assert_false(str_equal(one, other));
    for (size_t i = 0; i < one.len; i++)
        assert_true(one.data[i] > ' ' && one.data[i] < 0x7f);
    assert_int_equal(open_it(keyring, phone_of_one, one, "13800000000"),
            SEALED_IS_OPEN);
    arena_release(&arena);
    keyring_close(keyring);
}

static void
it_opens_in_its_place_alone_and_unchanged(void **state)
{
    static const struct sealed_place elsewhere[] = {
        { { "person.phone", 12 }, { "two", 3 } },
        { { "person.email", 12 }, { "one", 3 } },
    };
    struct keyring *keyring = keyring_open(make_file());
    struct arena arena = { 0 };
    struct str sealed = seal(keyring, "13800000000", &arena);

    for (size_t i = 0; i < 2; i++)
        assert_int_equal(open_it(keyring, elsewhere[i], sealed, ""),
                SEALED_IS_WRONG);
    ((char *)sealed.data)[sealed.len - 3] ^= 1;
    assert_int_equal(open_it(keyring, phone_of_one, sealed, ""),
            SEALED_IS_WRONG);
    assert_int_equal(open_it(keyring, phone_of_one, STR("13800000000"), ""),
            SEALED_IS_WRONG);
    arena_release(&arena);
    keyring_close(keyring);
}

static void
without_the_file_nothing_is_sealed_or_opened(void **state)
{
    const char *path = make_file();
    struct keyring *keyring = keyring_open(path), *bare;
    struct arena arena = { 0 };
    struct str sealed = seal(keyring, "13800000000", &arena), out;

    unlink(path);
    bare = keyring_open(path);
    assert_true(keyring_lacks_key(bare));
    assert_false(keyring_seal(bare, phone_of_one, STR("x"), &arena, &out));
    assert_int_equal(open_it(bare, phone_of_one, sealed, ""), SEALED_LACKS_KEY);
    arena_release(&arena);
    keyring_close(keyring);
    keyring_close(bare);
}

static void
a_new_key_seals_and_the_old_one_opens_until_it_is_retired(void **state)
{
    const char *path = make_file();
    struct keyring *keyring = keyring_open(path);
    struct arena arena = { 0 };
    struct str old = seal(keyring, "13800000000", &arena), new;

    assert_int_equal(keyring_add(path), STATUS_OK);
    keyring_reload(keyring);
    assert_int_equal(keyring_count(keyring), 2);
    new = seal(keyring, "13911111111", &arena);
    assert_int_equal(open_it(keyring, phone_of_one, old, "13800000000"),
            SEALED_IS_OLD);
    assert_false(keyring_is_by_first(keyring, old));
    assert_true(keyring_is_by_first(keyring, new));

    assert_int_equal(keyring_retire(path), STATUS_OK);
    keyring_reload(keyring);
    assert_int_equal(open_it(keyring, phone_of_one, old, ""), SEALED_LACKS_KEY);
    assert_true(keyring_lacks_key(keyring));
    assert_int_equal(open_it(keyring, phone_of_one, new, "13911111111"),
            SEALED_IS_OPEN);
    arena_release(&arena);
    keyring_close(keyring);
}

static void
a_key_that_another_process_added_is_seen_at_once(void **state)
{
    const char *path = make_file();
    struct keyring *keyring = keyring_open(path), *other;
    struct arena arena = { 0 };
    struct str new;

    keyring_add(path);
    other = keyring_open(path);
    new = seal(other, "13911111111", &arena);
    assert_int_equal(open_it(keyring, phone_of_one, new, "13911111111"),
            SEALED_IS_OPEN);
    arena_release(&arena);
    keyring_close(keyring);
    keyring_close(other);
}

static void
a_retired_key_is_kept_for_old_backups(void **state)
{
    const char *path = make_file(), *retired = "keys/contacts/longgang.retired";
    struct keyring *keyring = keyring_open(path), *kept;
    struct arena arena = { 0 };
    struct str old = seal(keyring, "13800000000", &arena);

    keyring_add(path);
    keyring_retire(path);
    keyring_add(path);
    keyring_retire(path);
    kept = keyring_open(temp_path(retired));
    assert_int_equal(keyring_count(kept), 2);
    assert_int_equal(open_it(kept, phone_of_one, old, "13800000000"),
            SEALED_IS_OPEN);
    arena_release(&arena);
    keyring_close(keyring);
    keyring_close(kept);
}

static void
two_do_not_change_keys_at_once(void **state)
{
    const char *path = make_file();
    int lock, other;

    (void)state;
    assert_int_equal(keyring_lock(path, &lock), STATUS_OK);
    assert_int_equal(keyring_lock(path, &other), STATUS_UNAVAILABLE);
    keyring_unlock(other);
    keyring_unlock(lock);
    assert_int_equal(keyring_lock(path, &lock), STATUS_OK);
    keyring_unlock(lock);
}

static void
a_retired_key_is_taken_back_once_and_retired_once(void **state)
{
    const char *path = make_file(), *retired = "keys/contacts/longgang.retired";
    struct keyring *keyring = keyring_open(path);
    struct arena arena = { 0 };
    struct str old = seal(keyring, "13800000000", &arena);
    int taken;

    keyring_add(path);
    keyring_retire(path);
    assert_int_equal(keyring_take_back(path, &taken), STATUS_OK);
    assert_int_equal(taken, 1);
    assert_int_equal(keyring_take_back(path, &taken), STATUS_OK);
    assert_int_equal(taken, 0);
    keyring_reload(keyring);
    assert_int_equal(open_it(keyring, phone_of_one, old, "13800000000"),
            SEALED_IS_OLD);
    keyring_retire(path);
    keyring_close(keyring);
    keyring = keyring_open(temp_path(retired));
    assert_int_equal(keyring_count(keyring), 1);
    arena_release(&arena);
    keyring_close(keyring);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_is_its_owners_alone_and_never_made_twice),
        TEST(what_is_sealed_is_text_and_says_nothing),
        TEST(it_opens_in_its_place_alone_and_unchanged),
        TEST(without_the_file_nothing_is_sealed_or_opened),
        TEST(a_new_key_seals_and_the_old_one_opens_until_it_is_retired),
        TEST(a_key_that_another_process_added_is_seen_at_once),
        TEST(a_retired_key_is_kept_for_old_backups),
        TEST(two_do_not_change_keys_at_once),
        TEST(a_retired_key_is_taken_back_once_and_retired_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
