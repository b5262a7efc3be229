/*
 * What the schemas say of operations, events and problems, as data. The
 * tables are generated; services, gateway and tools all read the same ones.
 */
#ifndef WIRE_OPERATION_H
#define WIRE_OPERATION_H

#include "base/status.h"
#include "wire/schema.h"

enum operation_kind {
    OPERATION_COMMAND, /* writes, in a savepoint of the batch */
    OPERATION_QUERY,   /* never writes */
    OPERATION_LONG,    /* a query for the reader thread: exports, audits */
};

/* Roles are a bit per enum role (1 << ROLE_X) and these. */
#define ROLES_PUBLIC    (UINT32_C(1) << 29) /* anybody, no account needed */
#define ROLES_SIGNED_IN (UINT32_C(1) << 30) /* any account */
#define ROLES_SERVICE   (UINT32_C(1) << 31) /* our own services only */

struct operation {
    const char *service; /* "fundraising" */
    const char *name;    /* "give" */
    enum operation_kind kind;
    uint32_t roles;
    bool is_key_required;
    bool is_key_kept;        /* for ever: a repeat is never done again */
    bool is_secret;          /* the reply is never stored nor logged */
    bool is_parked;          /* may wait: a long poll */
    int limit_ms;            /* of its statements */
    const char *http_method; /* NULL: not on HTTP */
    const char *http_path;   /* "/v1/hubs/{hub}/gifts" */
    const struct schema *request;
    const struct schema *reply;
};

/* An event that a service publishes. */
struct event_type {
    const char *name; /* "grants.award_proposed" */
    const struct schema *body;
    uint32_t visible; /* roles that may hear of it */
};

/* A way an operation can fail. */
struct problem {
    const char *code; /* "overspent": part of the contract */
    enum status status;
    const char *title_en;
    const char *title_zh;
};

#endif
