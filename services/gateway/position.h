/*
 * How far a reader of a hub's events is in each service's log: the id of a
 * server-sent event, "r12.g5.f90.n3@0a1b2c3d.…", one epoch for each service
 * that is named.
 */
#ifndef GATEWAY_POSITION_H
#define GATEWAY_POSITION_H

#include "base/str.h"
#include "base/uuid.h"

#include <stdint.h>

enum { POSITION_SERVICES = 4, POSITION_TEXT_SIZE = 128 };

/* "registry", "grants", "fundraising", "notification". */
extern const char *const position_services[POSITION_SERVICES];

struct place {
    bool is_known;
    int64_t seq;
    uint32_t epoch; /* see epoch_mark() */
};

struct position {
    struct place of[POSITION_SERVICES];
};

/* Four random bytes of a store's epoch are enough to tell it from others. */
uint32_t epoch_mark(struct uuid epoch);

/* Returns the length of the text; out has POSITION_TEXT_SIZE bytes. */
size_t position_format(const struct position *position, char *out);
bool position_parse(struct str text, struct position *out);

#endif
