/*
 * What each gift looks up, kept in memory: who enters gifts, open funds and
 * accounts. We alone write the store; whatever is undone forgets all of it
 * (db_undone()).
 */
#ifndef FUNDRAISING_STORE_KNOWN_H
#define FUNDRAISING_STORE_KNOWN_H

#include "fundraising.h"
#include "ledger.h"

/* Mostly empty, and then no memory. Aborts when there is none. */
struct known *store_known_create(void);
void store_known_destroy(struct known *known); /* accepts NULL */

/* Who enters gifts; false: it must be looked for. */
bool store_known_gift_entry(const struct fundraising *self,
        enum gift_entry *who);
void store_know_gift_entry(struct fundraising *self, enum gift_entry who);
void store_forget_gift_entry(struct fundraising *self);

/* The row of a fund that is open; false: it must be looked for. */
bool store_known_fund(const struct fundraising *self, struct uuid id,
        int64_t *number);
void store_know_fund(struct fundraising *self, struct uuid id, int64_t number);
void store_forget_fund(struct fundraising *self, struct uuid id);

/* Number and balance of the account with this code. */
bool store_known_account(const struct fundraising *self,
        struct account *account);
void store_know_account(struct fundraising *self,
        const struct account *account);

#endif
