/*
 * The log of a store: every fact's event, in the transaction of the fact, in
 * a hash chain that stays verifiable when parts are withheld or erased.
 *
 *     leaf = H(salt, body, actor)
 *     hash = H(previous, seq, id, at, type, H(salt, subject), leaf)
 *
 * H is BLAKE2b-256 over the msgpack array of the named parts (seq and at as
 * ints, type as str, all else as bin); the first previous is 32 zero bytes. The
 * cause is not among them.
 */
#ifndef DB_EVENT_LOG_H
#define DB_EVENT_LOG_H

#include "db/db.h"

struct event {
    int64_t seq; /* from 1, without gaps */
    struct uuid id;
    int64_t at;
    struct str type; /* "grants.award_proposed" */
    struct uuid subject;
    struct str actor;  /* who caused it: an account, "service:x@hub", empty */
    struct uuid cause; /* the request it came by; no part of the hash */
    struct str salt;   /* 16 bytes */
    struct str body;   /* msgpack */
    struct hash leaf;
    struct hash hash;
    bool is_erased;           /* salt, body, subject and actor are gone */
    struct hash subject_hash; /* H(salt, subject), of an erased one only */
};

struct event_log;

/* Over the writer for appending, over a reader for reading only. */
enum status event_log_open(struct event_log **out, struct db *db);

/* The same without a look at the store: its head is known once reloaded. */
struct event_log *event_log_create(struct db *db);
void event_log_close(struct event_log *log);

/*
 * The last seq; 0 when empty. A savepoint undone moves it back, and another
 * connection's commit moves it on: see reload.
 */
int64_t event_log_head(const struct event_log *log);
int64_t event_log_last_at(const struct event_log *log);

/* Read the head again, after an undo or a rollback. */
enum status event_log_reload(struct event_log *log);

/*
 * Fills in seq, salt, leaf and hash of *event and appends it. `at` must not
 * lie before the last event's. The salt's bytes last until the next append.
 */
enum status event_log_append(struct event_log *log, struct event *event);

/*
 * An event that this log had, and lost: appended as it was. STATUS_CONFLICT
 * unless it goes on where the log ends, by number, hash and what it says.
 */
enum status event_log_take_back(struct event_log *log,
        const struct event *event);

/*
 * Up to limit events after `after`, in arena, oldest first: as many as have
 * bodies of max_bytes together, but one at least.
 */
enum status event_log_list(struct event_log *log, int64_t after, size_t limit,
        size_t max_bytes, struct arena *arena, struct event **events,
        size_t *count);

/*
 * The last event of a type and of the same subject before this one. Reads
 * back through the log: for what is rare. STATUS_NOT_FOUND if there is none.
 */
enum status event_log_find_last(struct event_log *log,
        const struct event *before, struct str type, struct arena *arena,
        struct event *out);

/*
 * Forget what an event said; what the chain needs stays. STATUS_NOT_FOUND if
 * there is no such event; erasing again changes nothing.
 */
enum status event_log_erase(struct event_log *log, int64_t seq);

/* What verification found: bad_seq is 0 when the chain is whole. */
struct event_log_check {
    int64_t checked;
    int64_t bad_seq;
    const char *what; /* "hash", "leaf", "gap" */
    struct hash head;
};

/* Recompute the chain from the beginning. Reads in pages. */
enum status event_log_verify(struct event_log *log,
        struct event_log_check *out);

/*
 * The hashes of the definition above, for verifiers and for giving an event
 * out without its subject. That of an erased event's subject is the kept one.
 */
struct hash event_leaf(const struct event *event);
struct hash event_subject_hash(const struct event *event);
struct hash event_hash(const struct event *event, struct hash previous);

#endif
