#include "db/key_file.h"

#include "base/clock.h"
#include "base/hash.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SALT_SIZE = 16,
    HEAD_SIZE = KEY_NUMBER_SIZE + SALT_SIZE,
};

/* What is sealed begins so; the rest is base64url. */
static const char mark[] = "sealed:";

enum {
    MARK_SIZE = sizeof(mark) - 1,
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

struct keyring {
    char path[PATH_MAX];
    struct key_lines file;
    struct key_number numbers[KEYS_MAX]; /* of its keys */
    struct key_numbers missed;           /* were not there */
    int64_t read_at;                     /* monotonic */
};

/* -- a view of it ---------------------------------------------------------- */

struct keyring *
keyring_open(const char *path)
{
    struct keyring *keyring = calloc(1, sizeof(*keyring));

    if (!keyring)
        abort();
    snprintf(keyring->path, sizeof(keyring->path), "%s", path);
    keyring_reload(keyring);
    return keyring;
}

void
keyring_close(struct keyring *keyring)
{
    if (!keyring)
        return;
    sodium_memzero(keyring, sizeof(*keyring));
    free(keyring);
}

void
keyring_reload(struct keyring *keyring)
{
    key_file_read(keyring->path, &keyring->file);
    for (int i = 0; i < keyring->file.count; i++)
        keyring->numbers[i] = key_number_from(&keyring->file.keys[i]);
    keyring->read_at = clock_monotonic();
}

int
keyring_count(const struct keyring *keyring)
{
    return keyring->file.count;
}

static bool
is_due(const struct keyring *keyring)
{
    return clock_monotonic() - keyring->read_at >= SECOND_MS;
}

static const struct sealed_key *
find_key(const struct keyring *keyring, struct key_number number)
{
    for (int i = 0; i < keyring->file.count; i++)
        if (key_number_equal(keyring->numbers[i], number))
            return &keyring->file.keys[i];
    return NULL;
}

static bool
is_given_up(const struct keyring *keyring, struct key_number number)
{
    return key_numbers_have(&keyring->file.lost, number);
}

/* Another process may have added it: one that is missed again waits. */
static const struct sealed_key *
look_for_key(struct keyring *keyring, struct key_number number)
{
    const struct sealed_key *key = find_key(keyring, number);

    if (key || is_given_up(keyring, number))
        return key;
    if (!key_numbers_have(&keyring->missed, number) || is_due(keyring)) {
        keyring_reload(keyring);
        key = find_key(keyring, number);
    }
    if (!key && !is_given_up(keyring, number))
        key_numbers_add(&keyring->missed, number);
    return key;
}

/* Those that are there again, or were given up, are missed no more. */
static void
forget_found(struct keyring *keyring)
{
    const struct key_numbers missed = keyring->missed;

    keyring->missed.count = 0;
    for (int i = 0; i < missed.count; i++)
        if (!find_key(keyring, missed.items[i]) &&
                !is_given_up(keyring, missed.items[i]))
            key_numbers_add(&keyring->missed, missed.items[i]);
}

bool
keyring_lacks_key(struct keyring *keyring)
{
    if (keyring->file.count > 0 && keyring->missed.count == 0)
        return false;
    if (is_due(keyring))
        keyring_reload(keyring);
    forget_found(keyring);
    return keyring->file.count == 0 || keyring->missed.count > 0;
}

/* -- sealing --------------------------------------------------------------- */

/* A text may change where it stands: with the salt each place is used once. */
static struct hash
hash_of_place(struct sealed_place place, const uint8_t *salt,
        struct arena *arena)
{
    const struct str parts = arena_join(arena,
            (const struct str[]){ { (const char *)salt, SALT_SIZE },
                    place.column, STR("\n"), place.row },
            4);

    return hash_of(parts.data, parts.len);
}

bool
keyring_seal(struct keyring *keyring, struct sealed_place place,
        struct str text, struct arena *arena, struct str *out)
{
    uint8_t head[HEAD_SIZE], *salt = head + KEY_NUMBER_SIZE;
    struct str sealed, whole;
    char *coded;
    size_t size;

    if (keyring->file.count == 0 && is_due(keyring))
        keyring_reload(keyring);
    if (keyring->file.count == 0)
        return false;
    memcpy(head, keyring->numbers[0].bytes, KEY_NUMBER_SIZE);
    randombytes_buf(salt, SALT_SIZE);
    sealed = sealed_close(&keyring->file.keys[0],
            hash_of_place(place, salt, arena), text, arena);
    whole = ARENA_JOIN(arena, ((struct str){ (char *)head, HEAD_SIZE }),
            sealed);
    size = sodium_base64_encoded_len(whole.len, BASE64);
    coded = arena_alloc(arena, MARK_SIZE + size);
    memcpy(coded, mark, MARK_SIZE);
    sodium_bin2base64(coded + MARK_SIZE, size, (const uint8_t *)whole.data,
            whole.len, BASE64);
    *out = (struct str){ coded, MARK_SIZE + size - 1 };
    return true;
}

static bool
is_marked(struct str text)
{
    return text.len > MARK_SIZE && memcmp(text.data, mark, MARK_SIZE) == 0;
}

static bool
decode(struct str text, struct arena *arena, struct str *out)
{
    uint8_t *bytes;
    size_t len = 0;

    if (!is_marked(text))
        return false;
    bytes = arena_alloc(arena, text.len);
    if (sodium_base642bin(bytes, text.len, text.data + MARK_SIZE,
                text.len - MARK_SIZE, NULL, &len, NULL, BASE64))
        return false;
    *out = (struct str){ (const char *)bytes, len };
    return len > HEAD_SIZE;
}

enum sealed_state
keyring_unseal(struct keyring *keyring, struct sealed_place place,
        struct str sealed, struct arena *arena, struct str *out)
{
    const struct sealed_key *key;
    struct key_number number;
    const uint8_t *head;
    struct str whole;

    if (!decode(sealed, arena, &whole))
        return SEALED_IS_WRONG;
    head = (const uint8_t *)whole.data;
    memcpy(number.bytes, head, KEY_NUMBER_SIZE);
    key = look_for_key(keyring, number);
    if (!key)
        return is_given_up(keyring, number) ? SEALED_IS_GIVEN_UP
                                            : SEALED_LACKS_KEY;
    whole = (struct str){ whole.data + HEAD_SIZE, whole.len - HEAD_SIZE };
    if (!sealed_open(key, hash_of_place(place, head + KEY_NUMBER_SIZE, arena),
                whole, arena, out))
        return SEALED_IS_WRONG;
    return key == keyring->file.keys ? SEALED_IS_OPEN : SEALED_IS_OLD;
}

bool
key_number_of(struct str sealed, struct key_number *out)
{
    uint8_t head[6]; /* of 8 characters */
    size_t len = 0;

    if (!is_marked(sealed) || sealed.len <= MARK_SIZE + 8 ||
            sodium_base642bin(head, sizeof(head), sealed.data + MARK_SIZE, 8,
                    NULL, &len, NULL, BASE64))
        return false;
    memcpy(out->bytes, head, KEY_NUMBER_SIZE);
    return true;
}

void
key_number_format(struct key_number number, char out[KEY_NUMBER_TEXT_SIZE])
{
    sodium_bin2hex(out, KEY_NUMBER_TEXT_SIZE, number.bytes, KEY_NUMBER_SIZE);
}

bool
keyring_is_by_first(const struct keyring *keyring, struct str sealed)
{
    struct key_number number;

    return keyring->file.count > 0 && key_number_of(sealed, &number) &&
           key_number_equal(number, keyring->numbers[0]);
}

bool
keyring_misses(struct keyring *keyring, struct str sealed)
{
    struct key_number number;

    return key_number_of(sealed, &number) && !look_for_key(keyring, number) &&
           !is_given_up(keyring, number);
}
