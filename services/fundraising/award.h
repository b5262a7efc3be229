/*
 * What fundraising knows of an award of grants: the money reserved for it.
 * amount = reserved + payable + paid + released, always.
 */
#ifndef FUNDRAISING_AWARD_H
#define FUNDRAISING_AWARD_H

#include "fund.h"

struct reservation {
    int64_t number; /* its row */
    struct uuid id; /* the award's */
    struct str grants_hub;
    struct uuid project;
    struct uuid organisation;
    struct str title;
    struct uuid fund;
    enum reservation_state state;
    enum award_refusal refusal; /* 0 unless refused */
    int64_t amount;
    int64_t reserved;
    int64_t payable;
    int64_t paid;
    int64_t released;
    int64_t returned; /* by the grantee, of what was paid */
    int64_t at;
};

/*
 * Why the fund cannot reserve the amount; 0 if it can. fund is NULL where
 * there is no such fund.
 */
enum award_refusal award_refusal_of(const struct fund *fund,
        int64_t free_balance, int64_t amount, struct str field);

/* The next step of its money, applied to *reservation; false: too much. */
bool award_make_payable(struct reservation *reservation, int64_t amount);
bool award_withdraw_payable(struct reservation *reservation, int64_t amount);
bool award_pay(struct reservation *reservation, int64_t amount);
bool award_unpay(struct reservation *reservation, int64_t amount);
bool award_take_back(struct reservation *reservation, int64_t amount);

/* Nothing further is paid: what is freed of reserved and of payable. */
struct award_release {
    int64_t reserved;
    int64_t payable;
};
struct award_release award_cancel(struct reservation *reservation);

#endif
