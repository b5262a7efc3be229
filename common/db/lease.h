/*
 * The lease of a shard: flock on the file `lock` in its folder, held as long
 * as the shard is served. A holder that dies gives it up; one that is
 * paused keeps it.
 */
#ifndef DB_LEASE_H
#define DB_LEASE_H

#include "base/status.h"

#include <stdint.h>

/*
 * STATUS_UNAVAILABLE: another one holds it. STATUS_NOT_FOUND: there is no
 * file `lock`; lease_create() makes it.
 */
enum status lease_take(const char *folder, int *out);
enum status lease_create(const char *folder, int *out);

/* Write who holds it into the file, for whoever looks. */
void lease_sign(int lease, int64_t term);

void lease_give_up(int lease); /* accepts -1 */

#endif
