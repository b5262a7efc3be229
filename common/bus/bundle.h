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
    BUNDLE_SIZE_MAX = 256 * 1024,      /* as we send them */
    BUNDLE_ENTRY_SIZE_MAX = 32 * 1024, /* what is larger goes by itself */
};

/* What the frames of one message of a worker say. */
struct bundle_entry {
    char command;
    struct str client; /* 1 to 255 bytes */
    struct str header;
    struct str payload;
};

size_t bundle_entry_size(const struct bundle_entry *entry);
void bundle_add(struct buffer *bundle, const struct bundle_entry *entry);

/* The first of the rest, which loses it; false if none is whole. */
bool bundle_next(struct str *rest, struct bundle_entry *out);

#endif
