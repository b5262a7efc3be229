/* Headers that list what a client takes, with weights (RFC 9110, 12.4.2). */
#ifndef GATEWAY_ACCEPT_H
#define GATEWAY_ACCEPT_H

#include "base/str.h"

enum { WEIGHT_MAX = 1000 };

/*
 * In thousandths, the weight of a name in "a;q=0.5, b, *;q=0": that of its own
 * entry, else that of the wildcard, else -1.
 */
int accept_weight(struct str header, struct str name, struct str wildcard);

/* The next part of a list, without the white space around it. */
struct str accept_next(struct str *rest, char separator);

#endif
