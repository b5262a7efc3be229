/*
 * One vocabulary of outcomes for every layer and for the wire: the value is
 * the HTTP status, except that success is zero (200 on the wire).
 * schemas/README.md says when each is used.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include <stdint.h>

enum status {
    STATUS_OK = 0,
    STATUS_PENDING = 202, /* inside a service only: a job will answer */
    STATUS_MALFORMED = 400,
    STATUS_UNAUTHENTICATED = 401,
    STATUS_FORBIDDEN = 403,
    STATUS_NOT_FOUND = 404,
    STATUS_CONFLICT = 409, /* clashes with the present state */
    STATUS_STALE = 412,    /* the ETag sent is not the present one */
    STATUS_TOO_LARGE = 413,
    STATUS_REFUSED = 422, /* a field or a rule says no */
    STATUS_AWAITED = 425, /* inside a follower only: see call_await() */
    STATUS_TOO_MANY = 429,
    STATUS_INTERNAL = 500,        /* our bug: logged, never explained */
    STATUS_OUTCOME_UNKNOWN = 502, /* it may or may not have been done */
    STATUS_UNAVAILABLE = 503,     /* not done: worth a retry */
    STATUS_TOO_LATE = 504,        /* not done: the budget ran out */
};

/* What the wire says: 200 for success, else the value itself. */
static inline int
status_code(enum status status)
{
    return status == STATUS_OK ? 200 : (int)status;
}

/* What a peer sent: a code that is none of ours is a fault of its. */
static inline enum status
status_from_code(int64_t code)
{
    switch (code) {
    case 200:
        return STATUS_OK;
    case STATUS_MALFORMED:
    case STATUS_UNAUTHENTICATED:
    case STATUS_FORBIDDEN:
    case STATUS_NOT_FOUND:
    case STATUS_CONFLICT:
    case STATUS_STALE:
    case STATUS_TOO_LARGE:
    case STATUS_REFUSED:
    case STATUS_TOO_MANY:
    case STATUS_INTERNAL:
    case STATUS_OUTCOME_UNKNOWN:
    case STATUS_UNAVAILABLE:
    case STATUS_TOO_LATE:
        return (enum status)code;
    default:
        return STATUS_INTERNAL;
    }
}

#endif
