/*
 * Small requests to a worker, or its replies, gathered in one frame: what a
 * turn of a loop has for one peer leaves as one message. docs/wire.md shows
 * it. Nothing a peer sends is trusted.
 */
#ifndef BUS_BUNDLE_H
#define BUS_BUNDLE_H

#include "base/str.h"
#include "wire/buffer.h"

#include <stdbool.h>

enum {
    BUNDLE_COUNT_MAX = 16, /* as we send them: the other side begins early */
    BUNDLE_SIZE_MAX = 256 * 1024,
    BUNDLE_ENTRY_SIZE_MAX = 32 * 1024, /* what is larger goes by itself */
};

/* What the frames of one message of a worker say. */
struct bundle_entry {
    char command;
    struct str client; /* 1 to 255 bytes */
    struct str header;
    struct str payload;
};

/* A zeroed bundle is empty and ready to use. */
struct bundle {
    struct buffer bytes;
    size_t count;
};

size_t bundle_entry_size(const struct bundle_entry *entry);
void bundle_add(struct bundle *bundle, const struct bundle_entry *entry);
bool bundle_is_full_for(const struct bundle *bundle,
        const struct bundle_entry *entry);
void bundle_clear(struct bundle *bundle); /* keeps the memory */
void bundle_release(struct bundle *bundle);

/* The first of the rest, which loses it; false if none is whole. */
bool bundle_next(struct str *rest, struct bundle_entry *out);

#endif
