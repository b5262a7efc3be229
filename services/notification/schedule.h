/* When a mail may go, and when it is tried again. Pure. */
#ifndef NOTIFICATION_SCHEDULE_H
#define NOTIFICATION_SCHEDULE_H

#include "base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SCHEDULE_MAX_TRIES = 9, /* the last one two days after the first */
};

/*
 * How long to wait after the given number of failures in a row: from one
 * minute to a day, up to a fifth more or less so that the mails of one outage
 * do not return together. The same message always waits the same.
 */
int64_t schedule_wait_ms(int tries, struct uuid message);

bool schedule_gives_up(int tries);

/* Minutes of the day in UTC+8. No hours at all if both are the same. */
struct quiet_hours {
    int from;
    int until; /* may lie before `from`: over midnight */
};

/* now, or the end of the quiet hours that now lies in. */
int64_t schedule_after_quiet(struct quiet_hours quiet, int64_t now);

#endif
