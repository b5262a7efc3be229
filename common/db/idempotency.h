/*
 * Keys of commands that succeeded, with their replies, kept eight days and
 * up to a day more. A key that is a recent UUIDv7 is found by its own time
 * in one look-up; any other is probed for day by day. So the index grows
 * where it was used last, however large it is. Those of money are kept for
 * ever, in a table of their own that grows so for keys of version 7.
 */
#ifndef DB_IDEMPOTENCY_H
#define DB_IDEMPOTENCY_H

#include "db/db.h"

struct idempotency;

struct idempotency *idempotency_open(struct db *db);
void idempotency_close(struct idempotency *idempotency);

/* What a key belongs to: the same key of another actor is another key. */
struct idempotency_key {
    struct str actor;
    struct str op;
    struct str hub;
    struct str key;
    bool is_kept; /* for ever, as the schema says of the operation */
};

struct idempotency_entry {
    struct hash fingerprint; /* of the re-encoded request */
    struct str reply;        /* payload; in arena */
    bool is_secret;          /* the reply was not kept */
    struct hash scope;       /* what find() made of the key, for insert(), to
                                which zero says that nobody looked before */
};

/* STATUS_NOT_FOUND if the key was not used, or is not kept any more. */
enum status idempotency_find(struct idempotency *idempotency,
        const struct idempotency_key *key, int64_t now, struct arena *arena,
        struct idempotency_entry *out);

/* STATUS_CONFLICT if it is there already. */
enum status idempotency_insert(struct idempotency *idempotency,
        const struct idempotency_key *key, int64_t now,
        const struct idempotency_entry *entry);

/* Forget at most limit entries that are too old; *left: more may remain. */
enum status idempotency_prune(struct idempotency *idempotency, int64_t now,
        int limit, bool *left);

#endif
