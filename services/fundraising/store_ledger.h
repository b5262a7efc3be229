/* Accounts, postings and reversals. */
#ifndef FUNDRAISING_STORE_LEDGER_H
#define FUNDRAISING_STORE_LEDGER_H

#include "fundraising.h"
#include "ledger.h"
#include "server/page.h"

struct queries *store_ledger_open(struct db *db);

/* Find the account, or open it with nothing on it. */
enum status store_open_account(struct fundraising *self, struct arena *arena,
        const struct account_key *key, struct account *out);

/* Write a checked entry: postings and balances, both or neither. */
enum status store_post(struct fundraising *self, int64_t seq,
        const struct entry *entry);

/* The accounts and amounts of an entry that was written. */
struct written_line {
    struct account account;
    int64_t amount;
};
enum status store_list_lines(struct fundraising *self, struct arena *arena,
        int64_t seq, struct written_line **out, size_t *count);

/* Postings of the entries from first to last, in order. */
struct written_posting {
    int64_t entry;
    struct posting posting;
};
enum status store_list_postings(struct fundraising *self, struct arena *arena,
        int64_t first, int64_t last, struct written_posting **out,
        size_t *count);

enum status store_list_balances(struct fundraising *self, struct arena *arena,
        struct page *page, struct balance_item **out, size_t *count);

/* STATUS_NOT_FOUND if the entry was not reversed. */
enum status store_find_reversal(struct fundraising *self, int64_t entry,
        int64_t *reversed_by);
enum status store_insert_reversal(struct fundraising *self, int64_t entry,
        int64_t reversed_by);

/* What moved on a fund's accounts in the entries from first to last. */
struct turnover {
    enum account_kind kind;
    int64_t in;        /* the sum of what was added */
    int64_t out;       /* and of what was taken, as a positive figure */
    int64_t additions; /* postings that added */
    int64_t takings;   /* postings that took */
    int64_t added_to;  /* accounts that something was added to */
};
enum status store_list_turnover(struct fundraising *self, struct arena *arena,
        int64_t fund, int64_t first, int64_t last, struct turnover **out,
        size_t *count);

#endif
