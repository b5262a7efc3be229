#include "mandate.h"

#include "base/clock.h"
#include "serial.h"

#include <inttypes.h>

enum { FAILURES_MAX = 3, DAYS_TO_NEXT_TRY = 5 };

bool
mandate_serial(struct str number, int64_t *out)
{
    return serial_read(STR("MD-"), number, out);
}

struct str
mandate_number(struct arena *arena, int64_t serial)
{
    return serial_write(arena, "MD", serial);
}

struct hash
mandate_code(struct uuid mandate, struct str code)
{
    const struct hash parts[] = {
        hash_of(mandate.bytes, sizeof(mandate.bytes)),
        hash_of(code.data, code.len),
    };

    return hash_of(parts, sizeof(parts));
}

bool
mandate_has_code(const struct mandate *mandate, struct str code)
{
    return mandate->has_code &&
           hash_equal(mandate->code, mandate_code(mandate->id, code));
}

int64_t
period_of(int64_t date)
{
    return date_year(date) * INT64_C(100) + date_month(date);
}

struct str
period_text(struct arena *arena, int64_t period)
{
    return arena_printf(arena, "%04" PRId64 "-%02" PRId64, period / 100,
            period % 100);
}

static int64_t
period_after(int64_t period)
{
    return period % 100 == 12 ? period + 89 : period + 1;
}

static int64_t
date_in_period(int64_t period, int64_t day)
{
    return date_in((int)(period / 100), (int)(period % 100), (int)day);
}

int64_t
mandate_next_on(const struct mandate *mandate, int64_t from)
{
    int64_t first = from > mandate->starts_on ? from : mandate->starts_on;
    int64_t period = period_of(first);

    if (mandate->instalments && mandate->made >= mandate->instalments)
        return 0;
    if (period <= mandate->last_period)
        period = period_after(mandate->last_period);
    if (date_in_period(period, mandate->day) < first)
        period = period_after(period);
    return date_in_period(period, mandate->day);
}

void
mandate_charge(struct mandate *mandate, struct charge *out)
{
    *out = (struct charge){
        .mandate = mandate->serial,
        .period = period_of(mandate->next_on),
        .due_on = mandate->next_on,
        .amount = mandate->amount,
        .state = CHARGE_STATE_DUE,
    };
    mandate->made++;
    mandate->last_period = out->period;
    mandate->next_on = mandate_next_on(mandate, mandate->next_on);
    if (mandate->next_on == 0) {
        mandate->state = MANDATE_STATE_ENDED;
        mandate->ending = MANDATE_ENDING_ALL_MADE;
        mandate->is_by_donor = false;
    }
}

/* What has had its instalments goes on with nothing. */
static bool
is_completed(const struct mandate *mandate)
{
    return mandate->state == MANDATE_STATE_ENDED &&
           mandate->ending == MANDATE_ENDING_ALL_MADE;
}

enum mandate_state
mandate_after(const struct mandate *mandate, enum mandate_action action)
{
    static const enum mandate_state after[][MANDATE_CANCEL + 1] = {
        [MANDATE_STATE_ACTIVE] = {
            [MANDATE_CHANGE] = MANDATE_STATE_ACTIVE,
            [MANDATE_PAUSE] = MANDATE_STATE_PAUSED,
            [MANDATE_CANCEL] = MANDATE_STATE_CANCELLED,
        },
        [MANDATE_STATE_PAUSED] = {
            [MANDATE_CHANGE] = MANDATE_STATE_PAUSED,
            [MANDATE_RESUME] = MANDATE_STATE_ACTIVE,
            [MANDATE_CANCEL] = MANDATE_STATE_CANCELLED,
        },
        [MANDATE_STATE_CANCELLED] = {
            [MANDATE_RESUME] = MANDATE_STATE_ACTIVE,
        },
        [MANDATE_STATE_ENDED] = {
            [MANDATE_RESUME] = MANDATE_STATE_ACTIVE,
        },
        [MANDATE_STATE_LAPSED] = {
            [MANDATE_RESUME] = MANDATE_STATE_ACTIVE,
            [MANDATE_CANCEL] = MANDATE_STATE_CANCELLED,
        },
    };

    return is_completed(mandate) ? 0 : after[mandate->state][action];
}

/* Of a charge whose money has not come: is it still expected? */
static enum charge_state
unpaid_state(const struct mandate *mandate)
{
    return mandate->state == MANDATE_STATE_ACTIVE ||
                           mandate->state == MANDATE_STATE_PAUSED ||
                           is_completed(mandate)
                   ? CHARGE_STATE_DUE
                   : CHARGE_STATE_SKIPPED;
}

bool
charge_settle(struct mandate *mandate, struct charge *charge)
{
    if (charge->state == CHARGE_STATE_PAID)
        return false;
    charge->state = CHARGE_STATE_PAID;
    mandate->failures = 0;
    return true;
}

bool
charge_fail(struct mandate *mandate, struct charge *charge, int64_t today)
{
    if (charge->state != CHARGE_STATE_DUE)
        return false;
    charge->attempts++;
    mandate->failures++;
    if (mandate->failures < FAILURES_MAX) {
        charge->due_on = today + DAYS_TO_NEXT_TRY;
        return true;
    }
    charge->state = CHARGE_STATE_FAILED;
    if (mandate->state == MANDATE_STATE_ACTIVE) {
        mandate->state = MANDATE_STATE_LAPSED;
        mandate->next_on = 0;
        mandate->is_by_donor = false;
    }
    return true;
}

bool
charge_reopen(struct mandate *mandate, struct charge *charge, int64_t today)
{
    bool was_due = charge->state == CHARGE_STATE_DUE && charge->attempts > 0;
    bool has_failed = charge->state == CHARGE_STATE_FAILED;

    if (!was_due && !has_failed)
        return false;
    charge->attempts--;
    charge->due_on = today;
    if (mandate->failures > 0)
        mandate->failures--;
    if (has_failed && mandate->state == MANDATE_STATE_LAPSED) {
        mandate->state = MANDATE_STATE_ACTIVE;
        mandate->next_on = mandate_next_on(mandate, today);
    }
    charge->state = unpaid_state(mandate);
    return true;
}

void
charge_unsettle(const struct mandate *mandate, struct charge *charge)
{
    charge->state = unpaid_state(mandate);
    charge->gift = 0;
    charge->bank_reference = STR("");
}
