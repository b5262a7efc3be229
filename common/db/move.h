/*
 * A store moves to another data folder. It is away here (away.h), is copied,
 * and is put in its place there: the same store, with its keys, cursors and
 * files, under an epoch of its own. If two were made of one copy, everybody
 * who follows them sees that they are two.
 */
#ifndef DB_MOVE_H
#define DB_MOVE_H

#include "db/backup.h"

/*
 * Copy a store that is away into the new folder `target`, as a backup is.
 * STATUS_UNAVAILABLE while a process still has it; STATUS_CONFLICT, logged,
 * if it is not away, or not whole.
 */
enum status move_write(const char *data, const char *service, const char *hub,
        const char *target);

/*
 * As restore_begin(), but for that: what restore_finish() puts in its place is
 * not a restored store. `taking` names this taking of the copy, and the epoch
 * follows from it.
 */
enum status move_begin(struct restoring **out, const char *source,
        const char *data, const char *service, const char *hub,
        struct uuid taking);

/* Is what that taking puts there in its place already? */
bool move_is_done(const char *data, const char *service, const char *hub,
        struct uuid taking);

/*
 * The hub's keys for contacts (keyring.h) go along, to `target` and from there
 * into their place; others that lie there stay as HUB.before. Where there are
 * none, nothing happens. STATUS_CONFLICT, logged: they are not as they were.
 */
enum status move_write_keys(const char *data, const char *hub,
        const char *target);
enum status move_place_keys(const char *source, const char *data,
        const char *hub);

#endif
