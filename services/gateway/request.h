/*
 * Requests under way in the gateway: who asks, what, until when. A ticket
 * names one towards a worker or the edge and is never used twice.
 */
#ifndef GATEWAY_REQUEST_H
#define GATEWAY_REQUEST_H

#include "base/arena.h"
#include "bus/mdp.h"
#include "router.h"
#include "types_messages.h"

enum asker_kind {
    ASKER_CLIENT = 1, /* a socket of the clients' endpoint */
    ASKER_SERVICE,    /* a client socket of one of our services */
    ASKER_EDGE,       /* a function of this process */
    ASKER_GATEWAY,    /* this router itself, as service gateway */
    ASKER_IDENTITY,   /* router_identify(): wants no more than the actor */
    ASKER_LINK,       /* the gateway of a hub below */
    ASKER_PARENT,     /* the gateway of the hub above */
};

struct asker {
    enum asker_kind kind;
    enum mdp_version version;
    bool has_delimiter;
    zmq_msg_t peer; /* on a socket; of PARENT what it calls the request */
    zmq_msg_t service;
    router_answer *answer; /* EDGE and GATEWAY */
    router_identity *identify;
    void *context;
};

static inline bool
asker_is_on_socket(const struct asker *asker)
{
    return asker->kind == ASKER_CLIENT || asker->kind == ASKER_SERVICE ||
           asker->kind == ASKER_LINK;
}

enum request_state {
    REQUEST_NEW,
    REQUEST_IDENTIFYING, /* in identity->waiting */
    REQUEST_WAITING,     /* in shard->waiting or the service's unplaced */
    REQUEST_SENT,        /* in shard->sent or shard->parked */
};

struct request_list;

struct request {
    enum request_state state;
    struct asker asker;
    zmq_msg_t header_frame;
    zmq_msg_t payload;
    struct arena arena;
    struct request_header header; /* looks into header_frame and arena */
    char own_key[UUID_TEXT_SIZE]; /* of a command that came without one */
    const struct operation *operation;
    struct identity *identity; /* held; NULL without a token */
    struct link *link;         /* it came by; NULL otherwise */
    bool is_invited;           /* by a code's key, not yet by its own */
    struct shard *shard;
    struct worker *worker; /* that has it, in REQUEST_SENT */
    bool is_parked;        /* in REQUEST_SENT: outside the window */
    bool has_partial;      /* some of the answer was passed on */
    int times_sent;
    int64_t deadline; /* monotonic: when the budget is used up */

    /* Of struct requests. */
    size_t slot;
    uint32_t generation;
    size_t size; /* bytes it holds */
    int64_t due_at;
    size_t heap_place; /* 1 is the first; 0: not in the heap */
    struct request_list *list;
    struct request *previous, *next;
};

/* A request is in one list at most. */
struct request_list {
    struct request *first, *last;
    size_t count;
    size_t size; /* bytes */
};

/* Memory is what runs out first: no request is smaller than the struct. */
enum {
    REQUESTS_HELD_MAX = 64 * 1024 * 1024, /* bytes */
    REQUESTS_MAX = REQUESTS_HELD_MAX / sizeof(struct request) + 16,
};

struct requests {
    struct request *slots[REQUESTS_MAX];
    uint32_t generations[REQUESTS_MAX];
    size_t free_slots[REQUESTS_MAX];
    size_t free_count;
    size_t used; /* slots that were ever used */
    size_t count;
    size_t size;                        /* bytes held by all */
    struct request *heap[REQUESTS_MAX]; /* by due_at */
    size_t heap_len;
};

/*
 * The frames begin empty. Callers refuse the new request when what all of
 * them hold has passed REQUESTS_HELD_MAX.
 */
struct request *request_create(struct requests *requests);

/* Takes it from wherever it is, and lets go of its identity. */
void request_destroy(struct requests *requests, struct request *request);

/* Count what the frames hold; once they are there. */
void request_weigh(struct requests *requests, struct request *request);

uint64_t request_ticket(const struct request *request);

/* NULL if the ticket's request is over. */
struct request *request_find(const struct requests *requests, uint64_t ticket);

/* As the client frame of a worker's request: eight bytes. */
enum { TICKET_SIZE = 8 };
void ticket_write(uint64_t ticket, char *out);
bool ticket_read(struct str frame, uint64_t *out);

/* When the request wants attention next; replaces what was set before. */
void request_set_due(struct requests *requests, struct request *request,
        int64_t due_at);
struct request *request_first_due(const struct requests *requests);

void request_append(struct request_list *list, struct request *request);
void request_prepend(struct request_list *list, struct request *request);
void request_unlist(struct request *request);

/* It came from another hub's gateway. */
static inline bool
request_crossed(const struct request *request)
{
    return request->asker.kind == ASKER_LINK ||
           request->asker.kind == ASKER_PARENT;
}

static inline bool
request_is_command(const struct request *request)
{
    return request->operation && request->operation->kind == OPERATION_COMMAND;
}

#endif
