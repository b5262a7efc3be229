/* The raw target of a request, cut into its parts and decoded. */
#ifndef GATEWAY_URI_H
#define GATEWAY_URI_H

#include "base/arena.h"
#include "base/status.h"

enum { URI_SEGMENTS_MAX = 12, URI_PARAMETERS_MAX = 64 };

struct parameter {
    struct str name;
    struct str value;
};

struct uri {
    struct str segments[URI_SEGMENTS_MAX]; /* none for "/" */
    size_t segment_count;
    struct parameter parameters[URI_PARAMETERS_MAX];
    size_t parameter_count;
};

/*
 * STATUS_MALFORMED for an escape that is none, text that is not UTF-8 or has
 * control characters, or more parts than there is room for. A segment may
 * hold an escaped slash. Everything decoded lives in arena.
 */
enum status uri_parse(struct str target, struct arena *arena, struct uri *out);

/* NULL if there is none. */
const struct parameter *uri_find(const struct uri *uri, struct str name);

#endif
