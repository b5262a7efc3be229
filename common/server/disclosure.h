/*
 * Who was told how to reach somebody: for each reply that has a phone, an
 * address or another contact a line of the log, with ids and nothing else,
 * and, where people asked, a row of the store. Who reads of themselves is not
 * worth one.
 */
#ifndef SERVER_DISCLOSURE_H
#define SERVER_DISCLOSURE_H

#include "server/call.h"

struct shard;
struct exchange;

/*
 * subject is whom or what it is of. A query writes nothing: the lane has its
 * reply wait until the row is on disk.
 */
void disclosure_note(struct call *call, struct uuid subject);

/* In a batch: the rows of what an exchange has noted. */
enum status disclosure_write(struct shard *shard,
        const struct exchange *exchange);

enum status disclosure_list(void *self, struct call *call, const void *request,
        void *reply);

#endif
