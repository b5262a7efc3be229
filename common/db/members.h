/*
 * The processes that serve the stores of one service in one data folder.
 * Each holds a lock on a file <data>/<service>/.instances/<name> as long as
 * it lives, and signs it again and again: a dead one has lost its lock, a
 * paused one has not signed for a while.
 */
#ifndef DB_MEMBERS_H
#define DB_MEMBERS_H

#include "db/folder.h"

struct membership;

/*
 * instance NULL: the first free name of "<service>-1", "<service>-2", … so
 * that who is started again has its former name. STATUS_UNAVAILABLE: a live
 * process has the name, or all names.
 */
enum status members_join(struct membership **out, const char *data,
        const char *service, const char *instance,
        const struct migration *migrations);
void members_leave(struct membership *membership); /* accepts NULL */

/* Valid until members_leave(). */
const char *members_name(const struct membership *membership);

/* Several times within MEMBER_SILENT_MS. */
enum status members_sign(struct membership *membership);
enum { MEMBER_SILENT_MS = 2000 };

/*
 * The names of those who are alive and may serve the stores, sorted. A store
 * that one build has migrated cannot be opened by an older one: those of the
 * newest build alone count, so we may not be among them ourselves.
 */
enum status members_list(const struct membership *membership,
        struct arena *arena, struct str **names, size_t *count);

#endif
