/* Mandates and their charges. */
#ifndef FUNDRAISING_STORE_MANDATE_H
#define FUNDRAISING_STORE_MANDATE_H

#include "fundraising.h"
#include "mandate.h"
#include "server/page.h"
#include "store_donor.h"

struct queries *store_mandate_open(struct db *db);

enum status store_insert_mandate(struct fundraising *self,
        const struct mandate *mandate);

/* What may change: what it gives and when, how far it is, its state. */
enum status store_update_mandate(struct fundraising *self,
        const struct mandate *mandate);

enum status store_find_mandate(struct fundraising *self, struct uuid id,
        struct arena *arena, struct mandate *out);
enum status store_find_mandate_by_serial(struct fundraising *self,
        int64_t serial, struct arena *arena, struct mandate *out);

/* As of a gift: see store_donor.h. Who handled it is not kept. */
enum status store_put_mandate_donor(struct fundraising *self, int64_t mandate,
        const struct donor *donor);
enum status store_find_mandate_donor(struct fundraising *self, int64_t mandate,
        struct arena *arena, struct donor *out);

/* Newest first. Any, one, those of a state or a name, those of an account. */
struct mandate_filter {
    int64_t serial;           /* 0 for any */
    enum mandate_state state; /* 0 for any */
    struct str donor;         /* in the name; none for any */
    bool has_account;
    struct uuid account;
};
enum status store_list_mandates(struct fundraising *self, struct arena *arena,
        const struct mandate_filter *filter, struct page *page,
        struct mandate_item **out, size_t *count);

/* STATUS_CONFLICT if the mandate's month has one. */
enum status store_insert_charge(struct fundraising *self,
        const struct charge *charge);
enum status store_update_charge(struct fundraising *self,
        const struct charge *charge);
enum status store_find_charge(struct fundraising *self, struct uuid id,
        struct arena *arena, struct charge *out);
enum status store_find_charge_of_gift(struct fundraising *self, int64_t gift,
        struct arena *arena, struct charge *out);

/* What is due of a mandate is not expected any more. */
enum status store_skip_charges(struct fundraising *self, int64_t mandate);

/* Oldest first; state and mandate 0 for any. */
enum status store_list_charges(struct fundraising *self, struct arena *arena,
        enum charge_state state, int64_t mandate, struct page *page,
        struct charge_item **out, size_t *count);

/* The last ones of a mandate, newest first. */
enum status store_list_last_charges(struct fundraising *self,
        struct arena *arena, int64_t mandate, size_t limit,
        struct charge_item **out, size_t *count);

enum status store_insert_mandate_change(struct fundraising *self,
        int64_t mandate, const struct mandate_change *change);

/* The last ones, newest first. */
enum status store_list_last_mandate_changes(struct fundraising *self,
        struct arena *arena, int64_t mandate, int64_t limit,
        struct mandate_change **out, size_t *count);

#endif
