#include "serial.h"

#include "base/series.h"

#include <string.h>

enum { PREFIX_LEN = 3, YEAR_LEN = 4, MAX_NUMBER_LEN = 20 };

#define SERIALS_PER_YEAR INT64_C(1000000000)

static bool
read_digits(struct str text, int64_t *out)
{
    *out = 0;
    if (text.len == 0 || text.len > MAX_NUMBER_LEN - YEAR_LEN - PREFIX_LEN)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *out = *out * 10 + (text.data[i] - '0');
    }
    return true;
}

/* PREFIX-YEAR-NUMBER */
bool
serial_read(struct str prefix, struct str number, int64_t *out)
{
    const size_t head = PREFIX_LEN + YEAR_LEN;
    int64_t year, serial;

    if (number.len <= head + 1 || number.data[head] != '-' ||
            memcmp(number.data, prefix.data, PREFIX_LEN) != 0)
        return false;
    if (!read_digits((struct str){ number.data + PREFIX_LEN, YEAR_LEN },
                &year) ||
            !read_digits((struct str){ number.data + head + 1,
                                 number.len - head - 1 },
                    &serial) ||
            serial >= SERIALS_PER_YEAR)
        return false;
    *out = serial_of_year(year) + serial;
    return true;
}

int64_t
serial_of_year(int64_t year)
{
    return year * SERIALS_PER_YEAR;
}

struct str
serial_write(struct arena *arena, const char *series, int64_t serial)
{
    return series_number(arena, series, (int)(serial / SERIALS_PER_YEAR),
            serial % SERIALS_PER_YEAR);
}
