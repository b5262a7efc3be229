/* Numbers that people speak of: GF-2026-0012, one series per year. */
#ifndef BASE_SERIES_H
#define BASE_SERIES_H

#include "base/arena.h"

#include <stdint.h>

/* Four digits at least, and more when a year has them. */
struct str series_number(struct arena *arena, const char *series, int year,
        int64_t number);

#endif
