/* Reservations for awards, and their tranches. */
#ifndef FUNDRAISING_STORE_AWARD_H
#define FUNDRAISING_STORE_AWARD_H

#include "award.h"
#include "fundraising.h"
#include "server/page.h"

struct queries *store_award_open(struct db *db);

/* Inserts it, or replaces what was known of the award. */
enum status store_put_reservation(struct fundraising *self,
        const struct reservation *reservation);
enum status store_find_reservation(struct fundraising *self, struct uuid award,
        struct arena *arena, struct reservation *out);
enum status store_find_reservation_by_number(struct fundraising *self,
        int64_t number, struct arena *arena, struct reservation *out);

/* What the awards to a project have reserved or payable, of any fund here. */
enum status store_sum_held(struct fundraising *self, struct uuid project,
        int64_t *out);

/* Newest first; a zero fund: of any. */
enum status store_list_reservations(struct fundraising *self,
        struct arena *arena, struct uuid fund, struct page *page,
        struct reservation **out, size_t *count);

struct tranche {
    int64_t number; /* its row */
    struct uuid id;
    int64_t award; /* the reservation's row */
    int64_t ordinal;
    int64_t amount;
    enum payable_state state;
    int64_t due_at;
};

enum status store_insert_tranche(struct fundraising *self,
        const struct tranche *tranche);
enum status store_set_tranche_state(struct fundraising *self, int64_t number,
        enum payable_state state);
enum status store_find_tranche(struct fundraising *self, struct uuid id,
        struct tranche *out);
enum status store_find_tranche_by_number(struct fundraising *self,
        int64_t number, struct tranche *out);

/* Those of an award that are neither paid nor cancelled. */
enum status store_list_unpaid_tranches(struct fundraising *self,
        struct arena *arena, int64_t award, struct tranche **out,
        size_t *count);

/* Oldest first; state 0 and award 0 for any. */
enum status store_list_payables(struct fundraising *self, struct arena *arena,
        enum payable_state state, int64_t award, struct page *page,
        struct payable_item **out, size_t *count);

#endif
