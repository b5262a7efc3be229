/* What cw status knows, and how it looks. */
#ifndef CW_STATUS_H
#define CW_STATUS_H

#include "cw.h"
#include "gateway_messages.h"
#include "staging.h"
#include "types_messages.h"
#include "wire/buffer.h"

#include <stdbool.h>

/* One store: what the gateway says of it, and what its owner does. */
struct store_row {
    const struct shard_state *shard;
    const struct store_condition *condition; /* NULL: it did not answer */
    bool is_restored;                        /* just now */
};

struct overview {
    struct get_status_reply gateway;
    struct store_row *rows; /* by hub, then service */
    size_t count;
    struct under_way under_way;
};

/* How much fits; zero: as much as there is. */
struct window {
    int columns;
    int lines;
};

/* Ask the gateway and every service; false: the gateway does not answer. */
bool overview_read(struct cw_link *link, struct arena *arena,
        struct overview *out);

/* What a cw is at, without a gateway that could be asked. */
void under_way_write(const struct under_way *under_way,
        const struct window *window, struct buffer *out);

/* Appends whole lines, none of them longer than the window is wide. */
void overview_write(const struct overview *overview,
        const struct window *window, struct buffer *out);

#endif
