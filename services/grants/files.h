/*
 * The files beside a store: uploaded in pieces into files/incoming, then
 * named by their hash (SHA-256, as browsers can compute it) and never changed.
 */
#ifndef GRANTS_FILES_H
#define GRANTS_FILES_H

#include "base/arena.h"
#include "base/status.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

/* One piece of a file that somebody uploads. */
struct file_piece {
    struct str folder; /* files/ */
    struct str hash;   /* 64 hexadecimal digits */
    struct uuid by;    /* each uploader has a copy of his own until whole */
    int64_t size;      /* of the whole */
    int64_t offset;
    struct str bytes;
};

struct file_progress {
    int64_t received;
    bool is_whole; /* it is on disk under its name */
};

/*
 * Add a piece; one that was added before is no fault. A piece at zero begins
 * anew. STATUS_CONFLICT if it does not follow what was received (which is in
 * *out), STATUS_REFUSED if the whole does not have its hash: all is gone.
 */
enum status file_add(const struct file_piece *piece, struct arena *arena,
        struct file_progress *out);

/* The same, of a file that its uploader had made whole, if it is still there.
 */
enum status file_find(const struct file_piece *piece, struct arena *arena,
        struct file_progress *out);

/* Up to max_size bytes from offset; empty at the end. */
enum status file_read(struct str folder, struct str hash, int64_t offset,
        size_t max_size, struct arena *arena, struct str *out);

#endif
