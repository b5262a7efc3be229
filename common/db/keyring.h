/*
 * The keys by which a hub's contacts are sealed in its stores: a file of
 * lines, each a key in hex, the first for what is written from now on, or the
 * number of one that a person has given up ("lost 1a2b3c4d"). It lies outside
 * of stores and backups: who has only those reads no contact.
 */
#ifndef DB_KEYRING_H
#define DB_KEYRING_H

#include "base/arena.h"
#include "base/sealed.h"
#include "base/status.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* By which it is known in what it has sealed; it says nothing of the key. */
enum { KEY_NUMBER_SIZE = 4, KEY_NUMBER_TEXT_SIZE = 2 * KEY_NUMBER_SIZE + 1 };

struct key_number {
    uint8_t bytes[KEY_NUMBER_SIZE];
};

void key_number_format(struct key_number number,
        char out[KEY_NUMBER_TEXT_SIZE]);

/* Of the key that sealed this; false: it is not sealed. */
bool key_number_of(struct str sealed, struct key_number *out);

/*
 * Where these files lie, said once at the start; else <data>/keys/contacts.
 * The text is borrowed.
 */
void keyring_lies_in(const char *folder);

enum status keyring_path(const char *data, const char *hub, char out[PATH_MAX]);

/* Make the file, with one key, unless there is one. */
enum status keyring_make(const char *path);

/* A new first key. */
enum status keyring_add(const char *path);

/*
 * Only the first key stays. The others go to <path>.retired: backups that
 * were made before have values of theirs.
 */
enum status keyring_retire(const char *path);

/*
 * For who adds a key, has all sealed by it and retires the others: one at a
 * time, of all keys in the folder. STATUS_UNAVAILABLE: somebody is at it. Given
 * up by keyring_unlock() or the end of the process.
 */
enum status keyring_lock(const char *path, int *out);
void keyring_unlock(int lock);

/* Is one of that number there? */
bool keyring_has_retired(const char *path, struct key_number number);

/* Retired keys go below the first again, as far as there is room. */
enum status keyring_take_back(const char *path, int *taken);

/* What that key has sealed is gone: nobody waits for it any longer. */
enum status keyring_give_up(const char *path, struct key_number number);

/* One thread's view of a file. */
struct keyring;

struct keyring *keyring_open(const char *path);
void keyring_close(struct keyring *keyring); /* accepts NULL */

/* Read the file again. It may be missing: then there is no key. */
void keyring_reload(struct keyring *keyring);

/*
 * Was a key missed that is still not in the file, or has it none at all?
 * A file without keys is looked at again once a second.
 */
bool keyring_lacks_key(struct keyring *keyring);

int keyring_count(const struct keyring *keyring);

/* What is sealed stands in one place and cannot be put in another. */
struct sealed_place {
    struct str column; /* "person.phone" */
    struct str row;    /* what identifies it, in bytes */
};

/* Readable text in arena. False: there is no key. */
bool keyring_seal(struct keyring *keyring, struct sealed_place place,
        struct str text, struct arena *arena, struct str *out);

enum sealed_state {
    SEALED_IS_OPEN = 1, /* by the first key */
    SEALED_IS_OLD,      /* by another one */
    SEALED_IS_GIVEN_UP, /* with its key, by a person */
    SEALED_LACKS_KEY,
    SEALED_IS_WRONG, /* not sealed, of another place, or changed */
};

/* *out is set when it is opened: in arena. */
enum sealed_state keyring_unseal(struct keyring *keyring,
        struct sealed_place place, struct str sealed, struct arena *arena,
        struct str *out);

/* By its number alone: cheap, and no proof that it can be opened. */
bool keyring_is_by_first(const struct keyring *keyring, struct str sealed);

/* The same of its key: it is neither in the file nor given up. It is missed
 * from now on. */
bool keyring_misses(struct keyring *keyring, struct str sealed);

#endif
