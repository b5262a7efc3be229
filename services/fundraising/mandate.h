/*
 * A mandate (月捐): what a donor means to give each month. On its day a charge
 * is made: money that is expected, and a gift only once it has come. Nothing
 * of this is money: see gift.h.
 */
#ifndef FUNDRAISING_MANDATE_H
#define FUNDRAISING_MANDATE_H

#include "base/arena.h"
#include "base/hash.h"
#include "fundraising_messages.h"

struct mandate {
    int64_t serial; /* its row; see mandate_serial() */
    struct uuid id;
    bool has_code;
    struct hash code; /* see mandate_code() */
    int64_t fund;     /* rows */
    int64_t project;  /* 0 for none */
    int64_t campaign; /* 0 for none */
    enum channel channel;
    struct str channel_hub;
    int64_t amount;
    int64_t day; /* of the month, 1 to 28: every month has it */
    int64_t starts_on;
    int64_t instalments; /* 0: until it is stopped */
    int64_t made;        /* charges so far */
    int64_t last_period; /* of them; 0 for none */
    int64_t next_on;     /* date of the next charge; 0: none is to come */
    int64_t failures;    /* in a row */
    enum mandate_state state;
    enum mandate_ending ending; /* 0 unless it ended */
    bool is_by_donor;           /* who brought it to its state */
    int64_t opened_at;
    struct str reason; /* of the last change that had one */
};

struct charge {
    int64_t number; /* its row */
    struct uuid id;
    int64_t mandate; /* row */
    int64_t period;
    int64_t due_on;
    int64_t amount;
    enum charge_state state;
    int64_t attempts; /* that failed */
    int64_t gift;     /* row; 0 for none */
    struct str bank_reference;
    struct str reason; /* why it failed */
};

/* "MD-2026-0012" */
bool mandate_serial(struct str number, int64_t *out);
struct str mandate_number(struct arena *arena, int64_t serial);

/* What is kept of the code that a donor chose; is it this one? */
struct hash mandate_code(struct uuid mandate, struct str code);
bool mandate_has_code(const struct mandate *mandate, struct str code);

/* The month of a date: 202603. As text: "2026-03". */
int64_t period_of(int64_t date);
struct str period_text(struct arena *arena, int64_t period);

/*
 * The first day for a charge from a date on: no month has two, and none comes
 * before the mandate starts. 0 once it has had its instalments.
 */
int64_t mandate_next_on(const struct mandate *mandate, int64_t from);

/* The charge of next_on, and the mandate on to the one after. */
void mandate_charge(struct mandate *mandate, struct charge *out);

enum mandate_action {
    MANDATE_CHANGE,
    MANDATE_PAUSE,
    MANDATE_RESUME,
    MANDATE_CANCEL,
};

/* The state it leads to; 0 where the action is not allowed. */
enum mandate_state mandate_after(const struct mandate *mandate,
        enum mandate_action action);

/* Its money has come, whatever was thought of it before. False if it had. */
bool charge_settle(struct mandate *mandate, struct charge *charge);

/*
 * Its money did not come: it is due again some days after today. The third
 * failure in a row is the last, and an active mandate lapses: a pause is its
 * donor's, and stays. False unless it was due.
 */
bool charge_fail(struct mandate *mandate, struct charge *charge, int64_t today);

/*
 * That failure was an error: it is due today, and a mandate that lapsed is
 * active. False if nothing failed.
 */
bool charge_reopen(struct mandate *mandate, struct charge *charge,
        int64_t today);

/* The gift was: the money has not come. */
void charge_unsettle(const struct mandate *mandate, struct charge *charge);

#endif
