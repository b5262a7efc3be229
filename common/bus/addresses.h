/*
 * Where a setting such as "tcp://gateway:5556" leads. A name may have several
 * addresses, and others a minute later, but libzmq would use the first alone:
 * so names are looked up here, on the side, again and again. Endpoints in a
 * list are parted by commas.
 */
#ifndef BUS_ADDRESSES_H
#define BUS_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENDPOINT_SIZE = 256, ADDRESSES_MAX = 32 };

struct addresses;

/* Never fails; an endpoint that is too long is left out, logged. */
struct addresses *addresses_open(const char *list);
void addresses_close(struct addresses *addresses); /* accepts NULL */

/* Look names up that are due; nothing waits. */
void addresses_refresh(struct addresses *addresses, int64_t now);

/* Each name has been looked up since it was opened, be it in vain. */
bool addresses_are_looked_up(const struct addresses *addresses);

/* What is known now: one endpoint per address, at most ADDRESSES_MAX. */
size_t addresses_count(const struct addresses *addresses);
const char *addresses_get(const struct addresses *addresses, size_t index);

/* The first of a list, for who needs one only. */
const char *addresses_first(const char *list, char room[ENDPOINT_SIZE]);

#endif
