/* What waits in each lane, as Prometheus text. */
#ifndef SERVER_GAUGES_H
#define SERVER_GAUGES_H

#include "server/lane.h"

/* Appends one family after the other, each with a line for every lane. */
void gauges_write(const char *service, const struct lane *lanes, size_t count,
        struct buffer *out);

#endif
