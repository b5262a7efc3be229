/* What cw status knows, and how it looks. */
#ifndef CW_STATUS_H
#define CW_STATUS_H

#include "cw.h"
#include "gateway_messages.h"
#include "types_messages.h"
#include "wire/buffer.h"

#include <stdbool.h>

/* One store: what the gateway says of it, and what its owner does. */
struct store_row {
    const struct shard_state *shard;
    const struct store_condition *condition; /* NULL: it did not answer */
};

struct overview {
    struct get_status_reply gateway;
    struct store_row *rows; /* by hub, then service */
    size_t count;
};

/* How much fits; zero: as much as there is. */
struct window {
    int columns;
    int lines;
};

/* Ask the gateway and every service; false: the gateway does not answer. */
bool overview_read(struct cw_link *link, struct arena *arena,
        struct overview *out);

/* Appends whole lines, none of them longer than the window is wide. */
void overview_write(const struct overview *overview,
        const struct window *window, struct buffer *out);

#endif
