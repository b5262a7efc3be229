/* Each gift has two, and a page hundreds: printf takes five times as long. */
#include "base/series.h"

enum { DIGITS_MAX = 20, DIGITS_MIN = 4 };

/* Before `end`; returns where they begin. */
static char *
write_digits(char *end, int64_t number, int least)
{
    for (; number > 0 || least > 0; number /= 10, least--)
        *--end = (char)('0' + number % 10);
    return end;
}

struct str
series_number(struct arena *arena, const char *series, int year, int64_t number)
{
    char text[2 * DIGITS_MAX + 2], *end = text + sizeof(text), *at = end;

    at = write_digits(at, number, DIGITS_MIN);
    *--at = '-';
    at = write_digits(at, year, 1);
    *--at = '-';
    return ARENA_JOIN(arena, str_from(series),
            (struct str){ at, (size_t)(end - at) });
}
