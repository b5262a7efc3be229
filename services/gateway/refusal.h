/*
 * What libmicrohttpd 0.9.75 refuses before we are shown it, it answers with a
 * page of HTML; a bad Content-Length even with two headers. It says so in its
 * log first, and that is where the answer is ours to give. See
 * docs/decisions/refusals-are-ours.md.
 */
#ifndef GATEWAY_REFUSAL_H
#define GATEWAY_REFUSAL_H

#include "exchange.h"

#include <stdarg.h>

/* Of a line in the library's log; it may be any. */
void refusal_note(struct http *http, const char *format, va_list args);

/* The answer to such a request, past the library. */
void refusal_send(struct exchange *exchange, int status, struct str body);

#endif
