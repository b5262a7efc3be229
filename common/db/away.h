/*
 * A store that lies in the data folder and is served by nobody: it is not
 * whole yet, or it is on its way to another machine. The file `away` in its
 * folder says so, and why, to every process that would serve it.
 */
#ifndef DB_AWAY_H
#define DB_AWAY_H

#include "base/status.h"

#include <limits.h>
#include <stdbool.h>

enum away_reason {
    AWAY_NOT,       /* it is here */
    AWAY_NEW,       /* it is being made */
    AWAY_RELEASING, /* it is being copied to `what` */
    AWAY_RELEASED,  /* it is at `what`, or was */
    AWAY_TAKING,    /* it is being put here, by the taking `what` */
    AWAY_UNKNOWN,   /* the file cannot be read */
};

struct away {
    enum away_reason reason;
    char what[PATH_MAX];
};

/* It may change at any time: who holds the lease of the store is sure. */
bool away_is(const char *data, const char *service, const char *hub);
void away_read(const char *data, const char *service, const char *hub,
        struct away *out);

/* For good, from now on; makes the store's folder if there is none. */
enum status away_begin(const char *data, const char *service, const char *hub,
        enum away_reason reason, const char *what);
enum status away_end(const char *data, const char *service, const char *hub);

#endif
