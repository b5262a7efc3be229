/*
 * What the file of a hub's keys says; keyring.h tells of its lines. Not for
 * other rooms.
 */
#ifndef DB_KEY_FILE_H
#define DB_KEY_FILE_H

#include "db/keyring.h"

enum { KEYS_MAX = 16 };

struct key_numbers {
    struct key_number items[KEYS_MAX];
    int count;
};

struct key_lines {
    struct sealed_key keys[KEYS_MAX];
    int count;
    struct key_numbers lost; /* a person has given these keys up */
};

/* STATUS_NOT_FOUND: no file. A line that is none of ours is logged. */
enum status key_file_read(const char *path, struct key_lines *out);

struct key_number key_number_from(const struct sealed_key *key);
bool key_number_equal(struct key_number a, struct key_number b);
bool key_numbers_have(const struct key_numbers *numbers,
        struct key_number number);

/* Once each, and none where there is no room. */
void key_numbers_add(struct key_numbers *numbers, struct key_number number);

#endif
