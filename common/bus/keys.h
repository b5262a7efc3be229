/*
 * CURVE keys in files: <folder>/<name>.key has the secret one (mode 0600),
 * <name>.pub the public one, each 40 characters of Z85. The folder of this
 * installation is CW_KEYS, else <CW_DATA>/keys; whoever may write there says
 * who may come.
 */
#ifndef BUS_KEYS_H
#define BUS_KEYS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KEY_SIZE = 32,      /* binary */
    KEY_TEXT_SIZE = 41, /* Z85, with its terminator */
    KEY_FOLDER_SIZE = 1024,
};

struct keys {
    char public_key[KEY_TEXT_SIZE];
    char secret_key[KEY_TEXT_SIZE];
};

/* The name under which this process's keys lie; said once, at its start. */
void keys_name(const char *name);
const char *keys_own_name(void);

/* Where the keys of this installation lie. */
const char *keys_folder(char room[KEY_FOLDER_SIZE]);

/*
 * And the keys of hubs' contacts (db/keyring.h), which are of another kind:
 * CW_CONTACT_KEYS, else `contacts` in it.
 */
const char *keys_contacts_folder(char room[KEY_FOLDER_SIZE]);

/* New ones, in memory. */
enum status keys_make(struct keys *out);

/*
 * Read a pair, made at first; of several who make it at once one wins and
 * all read the same. STATUS_UNAVAILABLE, logged, if that cannot be done.
 */
enum status keys_open(const char *folder, const char *name, struct keys *out);

/* STATUS_NOT_FOUND if there is none. */
enum status keys_find_public(const char *folder, const char *name,
        char out[KEY_TEXT_SIZE]);

/* Put `next` in the place of a pair, whole or not at all. */
enum status keys_replace(const char *folder, const char *name,
        const struct keys *next);

/* Z85 to 32 bytes; false if it is no key. */
bool keys_read_text(const char *text, uint8_t out[KEY_SIZE]);

/* A text file of ours: mode 0600, there whole or not at all. */
enum status keys_write_file(const char *folder, const char *name,
        const char *text);

#endif
