/*
 * Passwords: argon2id by libsodium. It is meant to be slow, so it runs as a
 * job; this is what the job works on.
 */
#ifndef REGISTRY_PASSWORD_H
#define REGISTRY_PASSWORD_H

#include "base/str.h"

#include <sodium.h>

enum { PASSWORD_MIN_CHARACTERS = 10 };

bool password_is_long_enough(struct str password);

struct password_job {
    /* To be verified, where verifies is set. An empty hash fails, and takes
     * as long as a real one. */
    bool verifies;
    struct str password;
    struct str hash;
    bool has_matched;

    /* To be hashed, where hashes is set; empty if that failed. */
    bool hashes;
    struct str new_password;
    char new_hash[crypto_pwhash_STRBYTES];
};

void password_work(void *state);

#endif
