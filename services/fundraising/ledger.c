#include "ledger.h"

struct str
account_code(struct arena *arena, const struct account_key *key)
{
    const struct str kind = str_from(
            enum_name(&fundraising_account_kind_enumeration, (int)key->kind));
    const struct str colon = STR(":");
    char fund_text[UUID_TEXT_SIZE], owner_text[UUID_TEXT_SIZE];
    struct str fund, owner, channel;

    uuid_format(key->fund->id, fund_text);
    fund = str_from(fund_text);
    switch (key->kind) {
    case ACCOUNT_KIND_RESTRICTED:
    case ACCOUNT_KIND_RESERVED:
        uuid_format(key->owner, owner_text);
        owner = str_from(owner_text);
        return ARENA_JOIN(arena, kind, colon, fund, colon, owner);
    case ACCOUNT_KIND_CLEARING:
        channel = str_from(
                enum_name(&types_channel_enumeration, (int)key->channel));
        return ARENA_JOIN(arena, kind, colon, fund, colon, channel, colon,
                key->hub);
    case ACCOUNT_KIND_DUE_TO:
    case ACCOUNT_KIND_DUE_FROM:
        return ARENA_JOIN(arena, kind, colon, fund, colon, key->hub);
    case ACCOUNT_KIND_RECEIVABLE:
        return ARENA_JOIN(arena, STR("receivable:chargeback:"), fund);
    default:
        return ARENA_JOIN(arena, kind, colon, fund);
    }
}

bool
account_kind_holds(enum account_kind kind)
{
    return kind <= ACCOUNT_KIND_DUE_TO;
}

void
entry_add(struct entry *entry, const struct account *account, int64_t amount)
{
    if (amount == 0)
        return;
    if (entry->count == ENTRY_POSTINGS_MAX) {
        entry->is_overfull = true;
        return;
    }
    entry->lines[entry->count].account = account;
    entry->lines[entry->count++].amount = amount;
}

void
entry_move(struct entry *entry, const struct account *from,
        const struct account *to, int64_t amount)
{
    entry_add(entry, from, -amount);
    entry_add(entry, to, amount);
}

static bool
is_balanced(const struct entry *entry)
{
    int64_t sum = 0;

    for (size_t i = 0; i < entry->count; i++)
        if (__builtin_add_overflow(sum, entry->lines[i].amount, &sum))
            return false;
    return sum == 0 && !entry->is_overfull;
}

/* A source gives: it is more negative after. */
static bool
brings_money_in(const struct entry *entry)
{
    for (size_t i = 0; i < entry->count; i++)
        if (!account_kind_holds(entry->lines[i].account->kind) &&
                entry->lines[i].amount < 0)
            return true;
    return false;
}

static enum entry_verdict
check_line(const struct account *account, int64_t amount, int64_t most)
{
    int64_t after;

    if (__builtin_add_overflow(account->balance, amount, &after) ||
            after > most || after < -most)
        return ENTRY_TOO_LARGE;
    if (account_kind_holds(account->kind) ? after < 0 : after > 0)
        return ENTRY_OVERSPENT;
    return ENTRY_FITS;
}

enum entry_verdict
entry_check(const struct entry *entry)
{
    int64_t most = brings_money_in(entry) ? BALANCE_MAX : INT64_MAX;
    enum entry_verdict verdict = ENTRY_FITS;

    if (!is_balanced(entry))
        return ENTRY_UNBALANCED;
    for (size_t i = 0; i < entry->count && verdict == ENTRY_FITS; i++)
        verdict = check_line(entry->lines[i].account, entry->lines[i].amount,
                most);
    return verdict;
}

bool
entry_lacks_free(const struct entry *entry, int64_t *wanted, int64_t *free)
{
    for (size_t i = 0; i < entry->count; i++) {
        const struct account *account = entry->lines[i].account;

        *wanted = -entry->lines[i].amount;
        *free = account->balance;
        if (account->kind == ACCOUNT_KIND_FREE && *wanted > *free)
            return true;
    }
    return false;
}

struct posting *
entry_postings(const struct entry *entry, struct arena *arena, size_t *count)
{
    struct posting *postings =
            arena_alloc(arena, sizeof(*postings) * ENTRY_POSTINGS_MAX);

    for (size_t i = 0; i < entry->count; i++)
        postings[i] = (struct posting){
            .account = entry->lines[i].account->code,
            .amount = entry->lines[i].amount,
        };
    *count = entry->count;
    return postings;
}
