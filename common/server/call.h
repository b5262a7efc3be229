/* One request being served, or one event or timer: what a handler may use. */
#ifndef SERVER_CALL_H
#define SERVER_CALL_H

#include "base/arena.h"
#include "base/status.h"
#include "base/uuid.h"
#include "db/event_log.h"
#include "types_messages.h"
#include "wire/operation.h"

#include <stdint.h>

/* Why a call was refused. `problem` is NULL for a bare status. */
struct refusal {
    const struct problem *problem;
    struct str field;
    struct str detail;
    struct str expected;
};

struct shard;
struct exchange;

struct call {
    struct arena *arena; /* lives until the reply is sent */
    struct shard *shard;
    struct str hub;            /* the shard's */
    const struct actor *actor; /* who asks; never NULL */
    bool is_unnamed;           /* what is emitted does not say who asked */
    struct uuid id;    /* of this call: what call_new_id() follows from */
    struct uuid cause; /* the request's id, the event's, the timer's */
    struct str key;    /* idempotency key, empty if there is none */
    int64_t now;       /* a timer's call: its due time */
    int64_t clock;     /* the same, but in a timer that runs late: the time */
    struct refusal refusal;
    uint32_t ids_made;
    struct uuid awaits; /* see call_await() */
    struct exchange *exchange;
};

/*
 * Refuse the call: returns the problem's status, so that a handler can do it
 * in one statement. field is the request's field that is to blame, or NULL.
 */
enum status call_refuse(struct call *call, const struct problem *problem,
        const char *field, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

/* A fresh identifier that follows from the call's own: a replay derives it. */
struct uuid call_new_id(struct call *call);

/* Does the actor hold the role for this hub or one above it? */
bool call_has_role(const struct call *call, enum role role);
bool call_is_account(const struct call *call, struct uuid account);
bool call_is_service(const struct call *call, const char *service);

/* What the log says of who did it: "account:<uuid>", "service:x@hub", "". */
struct str call_actor_text(const struct call *call);

/* When the store was restored; zero if it never was. */
int64_t call_restored_at(const struct call *call);

/* Where the stores live; for `found`, which leaves a file there. */
const char *call_data_folder(const struct call *call);

/*
 * Append an event in the transaction of the fact. Use the generated
 * emit_<event>() functions, which are typed. If link_out is not NULL it gets
 * the event's place in the chain.
 */
struct event_link {
    int64_t seq;
    struct hash hash;
};
enum status call_emit(struct call *call, const struct event_type *type,
        struct uuid subject, const void *body, struct event_link *link_out);

/*
 * Have timer run for subject at due_at; replaces an earlier appointment. A
 * timer that begins a job or asks must first schedule itself again, for the
 * case that the process dies before the answer; the answer cancels that.
 */
enum status call_schedule(struct call *call, const char *timer,
        struct uuid subject, int64_t due_at);
enum status call_cancel(struct call *call, const char *timer,
        struct uuid subject);

/* "GA-2026-0012": series, year in UTC+8 of now, four digits or more. */
enum status call_next_number(struct call *call, const char *series,
        struct str *out);

/*
 * In a follower: this event speaks of something not seen yet. It is put
 * aside, with later events of its subject, until an event with that subject
 * was applied or emitted here. Returns STATUS_AWAITED, to be returned.
 */
enum status call_await(struct call *call, struct uuid subject);

/*
 * Slow pure work (a password hash): `work` runs on another thread, sees only
 * `state` and touches nothing else; `complete` runs in a later batch, as the
 * handler would have, and fills the reply. Returns STATUS_PENDING, to be
 * returned; when too many wait the call is answered with 503 instead. state
 * is in call->arena. What the handler wrote before it is kept.
 */
enum status call_begin_job(struct call *call, void (*work)(void *state),
        enum status (*complete)(void *self, struct call *call, void *state,
                const void *request, void *reply),
        void *state);

/*
 * Ask another service, as service:<own name>@<hub>. The answer runs in a
 * later batch: status is the other's, reply its decoded struct (NULL unless
 * it is STATUS_OK). Returns STATUS_PENDING, to be returned. Only for work
 * that may wait and be done again (mail): nothing durable depends on it.
 */
enum status call_ask(struct call *call, const struct operation *operation,
        struct str hub, const void *request,
        enum status (*answer)(void *self, struct call *call, void *state,
                enum status status, const void *reply),
        void *state);

#endif
