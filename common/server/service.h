/* What a service's main.c hands over, and the loop that runs it. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "db/folder.h"
#include "db/mirror.h"
#include "db/personal.h"
#include "db/seal.h"
#include "server/method.h"

/* A kind of work that two services do together, by events. */
struct open_sagas {
    const char *saga; /* "payment" */
    int64_t count;
    int64_t oldest; /* when it was begun */
};

enum { SAGA_KINDS_MAX = 4 };

struct tally; /* see server/rolling.h */
struct event;

struct service {
    const struct service_schema *schema;
    const struct migration *migrations;   /* generated from migrations/ */
    const struct mirrored *mirrored;      /* tables its log carries; or NULL */
    const struct sealed_column *sealed;   /* its contacts; or NULL */
    const struct personal_kind *personal; /* what it keeps of people; or NULL */
    const char *const *series; /* of its numbers, ends with NULL; or NULL */

    /*
     * Types of events that come again by themselves, from the logs that a
     * restored store follows once more: ends with NULL; or NULL.
     */
    const char *const *made_again;

    /*
     * The state handlers get as `self`: one per shard and connection (the
     * writer's for commands, events and timers; a reader's for queries).
     * Usually a struct with the service's queries in it.
     */
    enum status (*open)(void **self, struct db *db);
    void (*close)(void *self);

    /* Optional: fill a new store (the first account), print what is needed. */
    enum status (
            *found)(void *self, struct call *call, int argc, char *const *argv);

    /* Optional: before a restored store is served, in the open batch. */
    enum status (*restored)(void *self, struct call *call);

    /* Optional: what an event of our own log adds to the hub's figures. */
    void (*roll_up)(struct tally *tally, const struct event *event);

    /* Optional: what was begun before a moment and is not settled, by kind. */
    enum status (*count_open_sagas)(void *self, int64_t before,
            struct open_sagas out[SAGA_KINDS_MAX], size_t *count);
};

/*
 * The whole main() of a service:
 *     <service>                      serve every store under CW_DATA
 *     <service> create HUB KIND …  make a store; KIND: live, sample or test
 * Returns the exit status.
 */
int service_main(const struct service *service, int argc, char **argv);

#endif
