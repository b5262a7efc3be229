#include "calendar.h"

#include "base/clock.h"

enum { FRIDAY = 5 };

static const struct calendar_day *
find_day(const struct calendar *calendar, int64_t date)
{
    size_t low = 0;
    size_t high = calendar->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (calendar->days[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < calendar->count && calendar->days[low].date == date)
        return &calendar->days[low];
    return NULL;
}

bool
calendar_is_working_day(const struct calendar *calendar, int64_t date)
{
    const struct calendar_day *day = find_day(calendar, date);

    if (day && day->kind == CALENDAR_KIND_WORKDAY)
        return true;
    if (day && day->kind == CALENDAR_KIND_HOLIDAY)
        return false;
    return date_weekday(date) <= FRIDAY;
}

int64_t
calendar_working_day_after(const struct calendar *calendar, int64_t date,
        int64_t count)
{
    while (count > 0)
        if (calendar_is_working_day(calendar, ++date))
            count--;
    return date;
}

int64_t
notice_end(const struct calendar *calendar, int64_t opened_at,
        int64_t working_days)
{
    int64_t last = calendar_working_day_after(calendar, date_of(opened_at),
            working_days);

    return date_start(last + 1);
}
