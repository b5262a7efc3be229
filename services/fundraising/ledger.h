/*
 * Double entry. Every change of money is an entry: postings to accounts that
 * sum to zero. Where money came from is negative (a channel's clearing, a
 * budget, another hub, a receivable), where it is or went is positive.
 */
#ifndef FUNDRAISING_LEDGER_H
#define FUNDRAISING_LEDGER_H

#include "base/arena.h"
#include "fund.h"

/* What an account is for: its kind, its fund and what the kind needs. */
struct account_key {
    enum account_kind kind;
    const struct fund *fund;
    struct uuid owner;    /* restricted: the project; reserved: the award */
    enum channel channel; /* clearing */
    struct str hub;       /* clearing, due_to, due_from */
};

struct account {
    int64_t number; /* its row */
    enum account_kind kind;
    struct str code; /* what the ledger publishes: "free:<fund>" */
    int64_t balance;
};

/* The account's name in postings. */
struct str account_code(struct arena *arena, const struct account_key *key);

/* Money is there, or went there: never below zero. The others never above. */
bool account_kind_holds(enum account_kind kind);

enum { ENTRY_POSTINGS_MAX = 8 };

/* An entry in the making. Accounts are borrowed. */
struct entry {
    struct {
        const struct account *account;
        int64_t amount;
    } lines[ENTRY_POSTINGS_MAX];
    size_t count;
    bool is_overfull; /* our bug: it does not balance either */
};

/* Each account at most once; an amount of zero leaves no line. */
void entry_add(struct entry *entry, const struct account *account,
        int64_t amount);

/* From one account to the other. */
void entry_move(struct entry *entry, const struct account *from,
        const struct account *to, int64_t amount);

enum entry_verdict {
    ENTRY_FITS,
    ENTRY_UNBALANCED, /* our bug */
    ENTRY_OVERSPENT,  /* an account would pass zero the wrong way */
    ENTRY_TOO_LARGE,  /* a balance would pass BALANCE_MAX */
};

/*
 * What a `fen` carries, and more money than there is. Money that comes in may
 * take no account past it; money that only moves is never held up.
 */
#define BALANCE_MAX INT64_C(1000000000000000)

enum entry_verdict entry_check(const struct entry *entry);

/* What an overspent entry takes out of free money, and of how much; or false.
 */
bool entry_lacks_free(const struct entry *entry, int64_t *wanted,
        int64_t *free);

/* As events carry them. */
struct posting *entry_postings(const struct entry *entry, struct arena *arena,
        size_t *count);

#endif
