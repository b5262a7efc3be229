/*
 * Time. clock_monotonic() is for everything that waits; clock_now() is for
 * dates, and tests may move it: CW_CLOCK_FILE names a file that holds an
 * offset in milliseconds. The file is replaced by rename and read by
 * clock_refresh(), once before each batch.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Not ints: 25 days of milliseconds are more than an int holds. */
#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* Milliseconds since an arbitrary start; never goes back. */
int64_t clock_monotonic(void);

/* Microseconds since the same start, for measuring. */
int64_t clock_monotonic_us(void);

/* Milliseconds since the epoch, UTC, moved by the clock file's offset. */
int64_t clock_now(void);

/* By the machine's own clock, which nothing moves: what others date, too. */
int64_t clock_machine(void);

/* Read the offset again. Without CW_CLOCK_FILE, or a file, it is zero. */
void clock_refresh(void);

/* Whether CW_CLOCK_FILE is set: only stores of kind sample or test agree. */
bool clock_is_movable(void);

/*
 * The calendar of the offices we serve is UTC+8 without daylight saving.
 * A date is a number of days since 1970-01-01.
 */
int64_t date_of(int64_t time_ms);
int64_t date_start(int64_t date); /* its first millisecond, UTC epoch */
int date_year(int64_t date);
int date_month(int64_t date);                  /* 1 to 12 */
int64_t date_in(int year, int month, int day); /* a real day */
int date_weekday(int64_t date); /* 1 = Monday .. 7 = Sunday, ISO 8601 */

/* YYYY-MM-DD; real days only, years 1900 to 2999. */
bool date_parse(struct str text, int64_t *out);

enum { DATE_TEXT_SIZE = 11, TIME_TEXT_SIZE = 30 };

void date_format(int64_t date, char *out); /* DATE_TEXT_SIZE bytes */

/* RFC 3339 with +08:00 and milliseconds; any offset is accepted on input. */
void time_format(int64_t time_ms, char *out); /* TIME_TEXT_SIZE bytes */
bool time_parse(struct str text, int64_t *out);

#endif
