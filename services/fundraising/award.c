#include "award.h"

enum award_refusal
award_refusal_of(const struct fund *fund, int64_t free_balance, int64_t amount,
        struct str field)
{
    if (!fund)
        return AWARD_REFUSAL_NO_SUCH_FUND;
    if (!fund_is_open(fund))
        return AWARD_REFUSAL_CLOSED;
    if (!fund_serves(fund, field))
        return AWARD_REFUSAL_PURPOSE;
    if (amount > free_balance)
        return AWARD_REFUSAL_INSUFFICIENT_FUNDS;
    return 0;
}

static bool
move(int64_t *from, int64_t *to, int64_t amount)
{
    if (amount > *from)
        return false;
    *from -= amount;
    *to += amount;
    return true;
}

bool
award_make_payable(struct reservation *reservation, int64_t amount)
{
    return reservation->state == RESERVATION_STATE_RESERVED &&
           move(&reservation->reserved, &reservation->payable, amount);
}

bool
award_withdraw_payable(struct reservation *reservation, int64_t amount)
{
    return reservation->state == RESERVATION_STATE_RESERVED &&
           move(&reservation->payable, &reservation->reserved, amount);
}

bool
award_pay(struct reservation *reservation, int64_t amount)
{
    return move(&reservation->payable, &reservation->paid, amount);
}

/* What the grantee gave back was paid, and stays so. */
bool
award_unpay(struct reservation *reservation, int64_t amount)
{
    if (reservation->paid - reservation->returned < amount)
        return false;
    return move(&reservation->paid, &reservation->payable, amount);
}

bool
award_take_back(struct reservation *reservation, int64_t amount)
{
    if (reservation->paid - reservation->returned < amount)
        return false;
    reservation->returned += amount;
    return true;
}

struct award_release
award_cancel(struct reservation *reservation)
{
    struct award_release release = {
        .reserved = reservation->reserved,
        .payable = reservation->payable,
    };

    reservation->state = RESERVATION_STATE_CANCELLED;
    reservation->released += reservation->reserved + reservation->payable;
    reservation->reserved = 0;
    reservation->payable = 0;
    return release;
}
