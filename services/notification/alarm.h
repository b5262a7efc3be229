/* Telling the admins what a service says needs a person. */
#ifndef NOTIFICATION_ALARM_H
#define NOTIFICATION_ALARM_H

#include "notification.h"

/*
 * All the alarms that stand at a service, as of a look at `at`. The admins
 * hear of each once; of one that was over and stands again, again.
 */
enum status alarm_note(struct notification *self, struct call *call,
        struct str service, int64_t at, const struct alarm *alarms,
        size_t count);

#endif
