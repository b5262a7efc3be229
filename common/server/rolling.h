/*
 * Figures by hub, street, field and year. A service counts its own log, a
 * second behind, and tells the hub above each value that changed; what its
 * branches tell it keeps, and passes on.
 */
#ifndef SERVER_ROLLING_H
#define SERVER_ROLLING_H

#include "db/event_log.h"
#include "db/rollup.h"
#include "server/shard.h"
#include "wire/codec.h"

struct lane;

/* What a service's roll_up() adds to. */
struct tally;

/* Decode an event's body; false if it is withheld or cannot be read. */
bool tally_reads(struct tally *tally, const struct event *event,
        const struct schema *schema, void *body);

/* `at` decides the year, in UTC+8; field may be empty. */
void tally_add(struct tally *tally, const char *metric, struct str field,
        int64_t at, int64_t delta);

/* What an event undoes: the last one of its subject and of a type before it. */
bool tally_finds(struct tally *tally, const struct event *event,
        const char *type, struct event *out);

/* Is it time to count, or to note how fresh a branch is? */
bool rolling_is_due(struct lane *lane);

/* In the open batch. */
void rolling_run(struct lane *lane);

/* The events above, of a branch's log: true if it was one of them. */
bool rolling_applies(struct str type);
enum status rolling_apply(struct call *call, struct str source,
        const struct event_record *event);

#endif
