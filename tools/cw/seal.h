/*
 * Backups encrypted at rest. The machine has the public half of the
 * operator's key and can seal; only who has the secret half, which need not
 * be on any machine, can open. A sealed backup is one file:
 *
 *     "CWBACKUP1\n"  the file's own key, sealed to the operator's (80 bytes)
 *     secretstream header (24)  chunks of 64 KiB + 17, the last one tagged
 *
 * of libsodium's crypto_box_seal and crypto_secretstream; inside is a tar.
 */
#ifndef CW_SEAL_H
#define CW_SEAL_H

#include "cw.h"

/* A new key: the secret half into a file, the public half printed. */
int seal_make_key(const char *path);

/* `public_key` is 64 hex digits. `to` is there whole or not at all. */
int seal_folder(const char *folder, const char *to, const char *public_key);

/* Into the folder `into`, which is made. Nothing of it counts on failure. */
int seal_open(const char *from, const char *key_file, const char *into);

/* Is the file a sealed backup? */
bool seal_is_one(const char *path);

#endif
