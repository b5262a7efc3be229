/*
 * Requests that libmicrohttpd 0.9.75 lets through and that two parties on the
 * way could read differently: request smuggling, odd bytes, HTTP/1.0.
 */
#ifndef GATEWAY_GUARD_H
#define GATEWAY_GUARD_H

#include "base/str.h"

/* Headers that must not come twice, each a bit of guard.seen. */
enum guard_header {
    GUARD_HOST,
    GUARD_CONTENT_LENGTH,
    GUARD_TRANSFER_ENCODING,
    GUARD_CONTENT_TYPE,
    GUARD_AUTHORIZATION,
    GUARD_COOKIE,
    GUARD_IDEMPOTENCY_KEY,
    GUARD_ORIGIN,
    GUARD_FORWARDED_FOR,
    GUARD_HEADER_COUNT,
};

/* A zeroed guard has seen nothing. */
struct guard {
    unsigned seen;
    const char *fault; /* the first thing that was wrong, or NULL */
};

/* The request line; target is the raw one, before any decoding. */
void guard_line(struct guard *guard, struct str method, struct str target,
        struct str version);
void guard_header(struct guard *guard, struct str name, struct str value);

/* After the last header: what was wrong, or NULL. */
const char *guard_verdict(const struct guard *guard);

#endif
