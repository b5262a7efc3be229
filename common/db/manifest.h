/*
 * manifest.json: what a backup holds, so that each part can be checked. Not
 * for other rooms.
 */
#ifndef DB_MANIFEST_H
#define DB_MANIFEST_H

#include "db/db.h"
#include "db/folder.h"

#include <limits.h>

struct manifest_file {
    struct str name;
    int64_t size;
    struct hash hash;
};

/* All of it lives in the arena it was made with. */
struct manifest {
    struct str service;
    struct str hub;
    struct store_identity identity;
    int64_t user_version;
    int64_t made_at;
    struct uuid request; /* for which it was made; zero: for none */
    int64_t head_seq;
    struct hash head_hash;
    struct manifest_cursor {
        struct str source;
        struct uuid store_epoch;
        int64_t seq;
        struct hash hash;
    } * cursors;
    size_t cursor_count;
    struct manifest_file database;
    struct manifest_file *files;
    size_t file_count;
};

/* What the database says of itself. */
enum status manifest_describe(struct db *db, struct arena *arena,
        struct manifest *out);

enum status manifest_write(const struct manifest *manifest, const char *path);

/* STATUS_CONFLICT, logged, if it is not one. */
enum status manifest_read(const char *path, struct arena *arena,
        struct manifest *out);

#endif
