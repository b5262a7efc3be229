/*
 * Working days: Monday to Friday, but for the days that differ. Which those
 * are (节假日, 调休) the State Council says each year: data, not code.
 */
#ifndef GRANTS_CALENDAR_H
#define GRANTS_CALENDAR_H

#include "grants_messages.h"

/* The days that differ from the week's rule, by date. */
struct calendar {
    const struct calendar_day *days;
    size_t count;
};

bool calendar_is_working_day(const struct calendar *calendar, int64_t date);

/* The date of the count-th working day after date; date itself is not one. */
int64_t calendar_working_day_after(const struct calendar *calendar,
        int64_t date, int64_t count);

/*
 * When a notice ends that is opened at a time and lasts some working days:
 * the day of opening does not count, the last day counts whole.
 */
int64_t notice_end(const struct calendar *calendar, int64_t opened_at,
        int64_t working_days);

#endif
