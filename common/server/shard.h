/*
 * One hub's store as the server holds it: its connections, log, inbox and
 * agenda, the service's state over them, and the calls that run on it.
 * No sockets here: the loop and the test harness both drive this.
 */
#ifndef SERVER_SHARD_H
#define SERVER_SHARD_H

#include "base/hash.h"
#include "db/agenda.h"
#include "db/event_log.h"
#include "db/folder.h"
#include "db/idempotency.h"
#include "db/inbox.h"
#include "db/kept.h"
#include "db/mirror.h"
#include "db/rollup.h"
#include "server/last_error.h"
#include "server/service.h"
#include "wire/buffer.h"

/* Slow work of a call, or a question to another service. */
struct job {
    void (*work)(void *state);
    enum status (*complete)(void *self, struct call *call, void *state,
            const void *request, void *reply);
    const struct operation *asks; /* NULL for work */
    struct str asks_hub;
    const void *question;
    enum status (*answer)(void *self, struct call *call, void *state,
            enum status status, const void *reply);
    struct uuid asked; /* the question's id while it is under way */
    int64_t answer_by; /* monotonic */
    enum status answer_status;
    const void *answer_reply;
    void *state;
    bool is_begun;
};

/* Where a call came from: only a request is answered. */
enum origin { ORIGIN_REQUEST = 1, ORIGIN_EVENT, ORIGIN_TIMER };

/* A call with everything that must live until it is answered. */
struct exchange {
    struct exchange *next;      /* in the list that holds it */
    struct exchange *next_done; /* in the list of finished jobs */
    enum origin origin;
    struct arena arena;
    struct call call;
    struct request_header header;
    struct str client; /* who asked, for the router; in arena */
    uint64_t gateway;  /* the number of the one that asked for it */
    const struct operation *operation;
    const struct method *method;
    bool is_builtin; /* `self` is the shard, not the service's state */
    struct db *db;   /* the connection it runs on */
    void *request;
    void *reply;
    struct idempotency_key key; /* its text is empty if there is none */
    struct hash fingerprint;
    struct hash scope; /* of the key, once it was looked for */
    struct job *job;   /* set while STATUS_PENDING */
    enum status status;
    struct str payload; /* of the reply, or the problem; in arena */
    int64_t received_us;
    int64_t park_until;  /* a parked operation's monotonic deadline */
    struct noted *noted; /* what its reply discloses: see disclosure.h */
};

struct exchange *exchange_create(void);
void exchange_destroy(struct exchange *exchange);

struct shard;

/* A call of our own, for an event or a timer, in the open batch. */
struct exchange *exchange_begin(struct shard *shard, enum origin origin,
        struct uuid id, struct uuid cause);

/* Keep or undo what it did, by status; hold it while a job of it runs. */
enum status exchange_end(struct exchange *exchange, enum status status);

struct metrics;
struct recovery;

struct shard {
    const struct service *service;
    const char *data; /* the folder of all stores */
    struct str hub;
    struct folder *folder;
    struct db *writer;
    struct db *reader; /* opened by the first query */
    void *writing;     /* the service's state over the writer */
    void *reading;     /* and over the reader */
    struct event_log *log;
    struct event_log *reader_log;
    struct idempotency *idempotency;
    struct idempotency *reader_idempotency;
    struct inbox *inbox;
    struct inbox *reader_inbox;
    struct agenda *agenda;
    struct mirror *mirror; /* NULL: its log does not carry its rows */
    struct rollup *rollup;
    struct rollup *reader_rollup;
    struct kept *kept;
    struct kept *reader_kept;
    struct recovery *recovery; /* a restored store's, until it is served */
    int64_t rolled;            /* the last event of our log that was counted */
    struct exchange *pending;  /* have a job: their keys are in progress */
    int64_t waiting;           /* events put aside */
    int64_t dead;              /* and dead letters */
    struct buffer scratch;
    struct last_error last_error;
    struct metrics *metrics; /* of the process; NULL in tests */
};

enum status shard_open(struct shard **out, const struct service *service,
        const char *data, struct str hub);

/* For who makes its store: though it is away (db/away.h). */
enum status shard_open_new(struct shard **out, const struct service *service,
        const char *data, struct str hub);

/* The same for a store that is not live yet: see folder_open_restored(). */
enum status shard_open_restored(struct shard **out,
        const struct service *service, const char *data, struct str hub,
        const char *database);
void shard_close(struct shard *shard); /* accepts NULL */

/* The first rows of a new store, as the service's `found` makes them. */
enum status shard_found(struct shard *shard, int argc, char *const *argv);

/* A batch. If begin fails nothing ran; if commit fails nothing was done. */
enum status shard_begin(struct shard *shard);
enum status shard_commit(struct shard *shard);

/* After an undo: what is kept in memory of the rows is read again. */
void shard_reload(struct shard *shard);

/* Now for this shard: never behind its last event. */
int64_t shard_now(const struct shard *shard);

/*
 * Run one event of a source's log, in the open batch. STATUS_OK also when it
 * was put aside; STATUS_REFUSED and the like when the service said no, with
 * why printed into *refusal (its len is the room it has, then the length);
 * STATUS_UNAVAILABLE and STATUS_INTERNAL stop a follower.
 */
enum status shard_apply(struct shard *shard, struct str source,
        const struct event_record *event, struct str *refusal);

/* For one that waited: a refusal makes it a dead letter at once. */
enum status shard_apply_settled(struct shard *shard, struct str source,
        const struct event_record *event);

/* Put an event among the dead letters, in the open batch. */
enum status shard_bury(struct shard *shard, struct str source,
        const struct event_record *event, int tries, struct str refusal);

/* Apply a dead letter again, or skip it, in the open batch. */
enum status shard_settle(struct shard *shard, struct call *call, int64_t letter,
        bool skip, struct str reason);

/* Apply what waited for subject, in the open batch. */
enum status shard_wake(struct shard *shard, struct uuid subject);

/*
 * Run the first agenda entry due by `now`, in the open batch.
 * STATUS_NOT_FOUND when none is. A job it began is on shard->pending.
 */
enum status shard_run_due(struct shard *shard, int64_t now);

#endif
