/* The calendar half of clock.h. */
#include "base/clock.h"

enum { OFFICE_OFFSET_MS = 8 * HOUR_MS };

struct civil {
    int64_t year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

static int64_t
divide_down(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

/*
 * Years are counted from March, so that the leap day is a year's last; an
 * era is the 400 years (146097 days) after which the calendar repeats.
 */
static int64_t
date_of_civil(struct civil civil)
{
    int64_t year = civil.year - (civil.month <= 2);
    int64_t era = divide_down(year, 400);
    int64_t year_of_era = year - era * 400;
    int month = (civil.month + 9) % 12;
    int64_t day = (153 * month + 2) / 5 + civil.day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day - 719468;
}

static struct civil
civil_of_date(int64_t date)
{
    int64_t days = date + 719468;
    int64_t era = divide_down(days, 146097);
    int64_t of_era = days - era * 146097;
    int64_t year =
            (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (int)((5 * of_year + 2) / 153);
    struct civil civil = { .year = era * 400 + year };

    civil.day = (int)(of_year - (153 * month + 2) / 5 + 1);
    civil.month = month < 10 ? month + 3 : month - 9;
    civil.year += civil.month <= 2;
    return civil;
}

int64_t
date_of(int64_t time_ms)
{
    return divide_down(time_ms + OFFICE_OFFSET_MS, DAY_MS);
}

int64_t
date_start(int64_t date)
{
    return date * DAY_MS - OFFICE_OFFSET_MS;
}

int
date_year(int64_t date)
{
    return (int)civil_of_date(date).year;
}

int
date_month(int64_t date)
{
    return civil_of_date(date).month;
}

int64_t
date_in(int year, int month, int day)
{
    return date_of_civil((struct civil){ year, month, day });
}

int
date_weekday(int64_t date)
{
    int64_t since_thursday = date - 7 * divide_down(date, 7);

    return (int)((since_thursday + 3) % 7) + 1;
}

/* Exactly `width` digits; -1 if there is anything else. */
static int
read_digits(const char *text, int width)
{
    int value = 0;

    for (int i = 0; i < width; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + text[i] - '0';
    }
    return value;
}

bool
date_parse(struct str text, int64_t *out)
{
    struct civil civil, back;
    int64_t date;

    if (text.len != DATE_TEXT_SIZE - 1 || text.data[4] != '-' ||
            text.data[7] != '-')
        return false;
    civil.year = read_digits(text.data, 4);
    civil.month = read_digits(text.data + 5, 2);
    civil.day = read_digits(text.data + 8, 2);
    if (civil.year < 1900 || civil.year > 2999 || civil.month < 1 ||
            civil.month > 12 || civil.day < 1)
        return false;
    date = date_of_civil(civil);
    back = civil_of_date(date);
    if (back.month != civil.month || back.day != civil.day)
        return false; /* 30 February would be in March */
    *out = date;
    return true;
}

static char *
write_digits(char *out, int64_t value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + width;
}

static char *
write_date(char *out, int64_t date)
{
    struct civil civil = civil_of_date(date);

    out = write_digits(out, civil.year, 4);
    *out++ = '-';
    out = write_digits(out, civil.month, 2);
    *out++ = '-';
    return write_digits(out, civil.day, 2);
}

void
date_format(int64_t date, char *out)
{
    *write_date(out, date) = '\0';
}

void
time_format(int64_t time_ms, char *out)
{
    int64_t date = date_of(time_ms);
    int64_t of_day = time_ms - date_start(date);

    out = write_date(out, date);
    *out++ = 'T';
    out = write_digits(out, of_day / HOUR_MS, 2);
    *out++ = ':';
    out = write_digits(out, of_day / MINUTE_MS % 60, 2);
    *out++ = ':';
    out = write_digits(out, of_day / SECOND_MS % 60, 2);
    *out++ = '.';
    out = write_digits(out, of_day % SECOND_MS, 3);
    memcpy(out, "+08:00", sizeof("+08:00"));
}

/* "09:00:00", at the start of text. */
static bool
parse_time_of_day(struct str text, int64_t *out)
{
    int hour, minute, second;

    if (text.len < 8 || text.data[2] != ':' || text.data[5] != ':')
        return false;
    hour = read_digits(text.data, 2);
    minute = read_digits(text.data + 3, 2);
    second = read_digits(text.data + 6, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
            second > 59)
        return false;
    *out = hour * (int64_t)HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
    return true;
}

/* ".5" or nothing, at the start of text; returns its length, or -1. */
static int
parse_fraction(struct str text, int64_t *out)
{
    int64_t scale = 100;
    int len = 1;

    *out = 0;
    if (text.len == 0 || text.data[0] != '.')
        return 0;
    while ((size_t)len < text.len && read_digits(text.data + len, 1) >= 0) {
        *out += read_digits(text.data + len, 1) * scale;
        scale /= 10; /* what is finer than a millisecond is cut off */
        len++;
    }
    return len > 1 && len <= 10 ? len : -1;
}

/* "Z" or "+08:00", all of text. */
static bool
parse_offset(struct str text, int64_t *out)
{
    int hour, minute;

    *out = 0;
    if (text.len == 1)
        return text.data[0] == 'Z' || text.data[0] == 'z';
    if (text.len != 6 || text.data[3] != ':' ||
            (text.data[0] != '+' && text.data[0] != '-'))
        return false;
    hour = read_digits(text.data + 1, 2);
    minute = read_digits(text.data + 4, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    *out = hour * (int64_t)HOUR_MS + minute * MINUTE_MS;
    if (text.data[0] == '-')
        *out = -*out;
    return true;
}

static struct str
after(struct str text, size_t len)
{
    return (struct str){ text.data + len, text.len - len };
}

bool
time_parse(struct str text, int64_t *out)
{
    int64_t date, of_day, fraction, offset;
    int len;

    if (text.len < 20 || (text.data[10] != 'T' && text.data[10] != 't'))
        return false;
    if (!date_parse((struct str){ text.data, 10 }, &date) ||
            !parse_time_of_day(after(text, 11), &of_day))
        return false;
    len = parse_fraction(after(text, 19), &fraction);
    if (len < 0 || !parse_offset(after(text, 19 + (size_t)len), &offset))
        return false;
    *out = date * DAY_MS + of_day + fraction - offset;
    return true;
}
