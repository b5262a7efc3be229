/*
 * Numbers as rows: "GF-2026-0012" is 2026000000012, the order of giving within
 * a year.
 */
#ifndef FUNDRAISING_SERIAL_H
#define FUNDRAISING_SERIAL_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* prefix: "GF-". False if the number is none of that series. */
bool serial_read(struct str prefix, struct str number, int64_t *out);

/* Not above any number of that year, and above all of the year before. */
int64_t serial_of_year(int64_t year);

/* series: "GF". */
struct str serial_write(struct arena *arena, const char *series,
        int64_t serial);

#endif
