/* A message with a field of every kind, for the tests of this room. */
#ifndef WIRE_SAMPLE_H
#define WIRE_SAMPLE_H

#include "wire/schema.h"

enum colour {
    COLOUR_RED = 1,
    COLOUR_GREEN,
};

struct line {
    struct str item;
    int64_t amount;
};

struct sample {
    struct uuid id;
    struct str title;
    struct str hub;
    int64_t count;
    int64_t amount;
    int64_t at;
    bool has_day;
    int64_t day;
    bool is_public;
    struct str key;
    enum colour colour;
    struct line first;
    bool has_second;
    struct line second;
    struct line *lines;
    size_t lines_count;
    struct str *tags;
    size_t tags_count;
    enum colour *colours;
    size_t colours_count;
};

extern const struct schema sample_schema;

/* Every field set, at 2026-03-02 09:00 +08:00. */
struct sample sample_full(void);

#endif
