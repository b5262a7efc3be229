/* What a service hands to the server. The tables are generated. */
#ifndef SERVER_METHOD_H
#define SERVER_METHOD_H

#include "server/call.h"
#include "wire/operation.h"

struct method {
    const struct operation *operation; /* NULL ends a table */
    enum status (*call)(void *self, struct call *call, const void *request,
            void *reply);
};

/* An event of another service's log, and where it comes from. */
struct foreign_event {
    struct str hub; /* whose log; may be another hub than call->hub */
    struct uuid id;
    int64_t at;
    struct uuid subject;
};

enum follow_scope {
    FOLLOW_OWN,       /* the same hub */
    FOLLOW_SUBTREE,   /* this hub and those below it */
    FOLLOW_ANCESTORS, /* this hub and those above it */
    FOLLOW_LINE,      /* those above it and below it, not itself */
};

struct follow_event {
    const char *name; /* "grants.award_proposed"; NULL ends a table */
    const struct schema *body;
    enum status (*apply)(void *self, struct call *call,
            const struct foreign_event *event, const void *body);
};

struct follow {
    const char *service; /* NULL ends a table */
    enum follow_scope scope;
    const struct follow_event *events;
};

struct timer {
    const char *name; /* "notice_ends"; NULL ends a table */
    enum status (*run)(void *self, struct call *call, struct uuid subject);
};

/* Everything the schema says of a service. */
struct service_schema {
    const char *name;
    const struct operation *operations; /* the shared ones come last */
    const struct method *methods;       /* its own, in the same order */
    const struct event_type *events;    /* ends with a NULL name */
    const struct follow *follows;
    const struct timer *timers;
    const char *hash; /* of the schema, 64 hex digits */
};

#endif
