/* Payments, what they drew, and what grantees gave back. */
#ifndef FUNDRAISING_STORE_PAYMENT_H
#define FUNDRAISING_STORE_PAYMENT_H

#include "fundraising.h"
#include "server/page.h"

struct queries *store_payment_open(struct db *db);

struct payment {
    int64_t number; /* its row */
    struct uuid id;
    int64_t tranche; /* row */
    enum payment_state state;
    struct str bank_reference;
    struct uuid recorded_by;
    int64_t recorded_at;
    bool is_approved;
    struct uuid approved_by;
    bool has_paid_at;
    int64_t paid_at;
    struct str reason;
    enum payment_failure cause; /* 0 unless it failed */
};

enum status store_insert_payment(struct fundraising *self,
        const struct payment *payment);
enum status store_update_payment(struct fundraising *self,
        const struct payment *payment);
enum status store_find_payment(struct fundraising *self, struct uuid id,
        struct arena *arena, struct payment *out);

/* The proposed payment of a tranche: STATUS_NOT_FOUND if there is none. */
enum status store_find_proposed_payment(struct fundraising *self,
        int64_t tranche, struct arena *arena, struct payment *out);
enum status store_list_payments(struct fundraising *self, struct arena *arena,
        struct uuid award, struct page *page, struct payment_item **out,
        size_t *count);

/* STATUS_CONFLICT if it was used before. */
enum status store_use_bank_reference(struct fundraising *self,
        struct str reference);
enum status store_free_bank_reference(struct fundraising *self,
        struct str reference);

/* If the bank refused a payment of the tranche by this reference. */
enum status store_was_refused(struct fundraising *self, int64_t tranche,
        struct str reference, bool *out);

/* But what the bank refused keeps its own. */
enum status store_free_payments_reference(struct fundraising *self,
        const struct payment *payment);

/* One of gift and fund is 0. */
enum status store_insert_draw(struct fundraising *self, int64_t payment,
        int64_t gift, int64_t fund, int64_t amount);

/* The draws on gifts that failed payments of a tranche left behind. */
struct gift_draw {
    int64_t gift; /* serial */
    struct uuid gift_id;
    enum gift_state gift_state;
    int64_t gift_amount;
    int64_t gift_drawn;
    int64_t amount;
    struct uuid payment; /* that failed */
};
enum status store_list_left_draws(struct fundraising *self, struct arena *arena,
        int64_t tranche, struct gift_draw **out, size_t *count, bool *is_any);

/* They become the draws of another payment, or nobody's. */
enum status store_move_left_draws(struct fundraising *self, int64_t tranche,
        int64_t payment);
enum status store_delete_left_draws(struct fundraising *self, int64_t tranche);

/* What a gift paid; or, since a time, what a fund paid of its own. */
enum status store_list_draws_of_gift(struct fundraising *self,
        struct arena *arena, int64_t gift, size_t limit,
        struct trace_draw **out, size_t *count);
enum status store_list_draws_of_fund(struct fundraising *self,
        struct arena *arena, int64_t fund, int64_t since, size_t limit,
        struct trace_draw **out, size_t *count);

/* What failed payments hold of a gift. */
enum status store_sum_held_of_gift(struct fundraising *self, int64_t gift,
        int64_t *out);

struct money_return {
    struct uuid id;
    int64_t award; /* the reservation's row */
    int64_t amount;
    int64_t entry;
    struct str reason;
    struct str bank_reference; /* empty if it was not kept */
};
enum status store_insert_return(struct fundraising *self,
        const struct money_return *money_return);
enum status store_find_return(struct fundraising *self, int64_t entry,
        struct arena *arena, struct money_return *out);

#endif
