#include "book.h"

#include "base/log.h"

#include <inttypes.h>

/* What a fund has free is public; what its other accounts have is not said. */
static enum status
refuse_overspent(struct call *call, const struct entry *entry,
        const struct problem *overspent, const char *field)
{
    int64_t wanted, free;
    enum status status;

    if (!entry_lacks_free(entry, &wanted, &free))
        return call_refuse(call, overspent, field,
                "there is not as much money as this needs");
    status = call_refuse(call, overspent, field,
            "this needs %" PRId64 " fen, %" PRId64 " are free", wanted, free);
    call->refusal.expected =
            arena_printf(call->arena, "at most %" PRId64 " fen", free);
    return status;
}

enum status
book_check(struct call *call, const struct entry *entry,
        const struct problem *overspent, const char *field)
{
    switch (entry_check(entry)) {
    case ENTRY_FITS:
        return STATUS_OK;
    case ENTRY_OVERSPENT:
        return refuse_overspent(call, entry, overspent, field);
    case ENTRY_TOO_LARGE:
        return call_refuse(call, &problem_amount_too_large, field,
                "a balance would pass %" PRId64 " fen", BALANCE_MAX);
    default:
        log_error("event=unbalanced_entry hub=" STR_FMT, STR_ARG(call->hub));
        return STATUS_INTERNAL;
    }
}

enum status
book_account(struct fundraising *self, struct call *call,
        const struct fund *fund, enum account_kind kind, struct account *out)
{
    struct account_key key = { .kind = kind, .fund = fund };

    return store_open_account(self, call->arena, &key, out);
}

enum status
book_owned_account(struct fundraising *self, struct call *call,
        const struct fund *fund, enum account_kind kind, struct uuid owner,
        struct account *out)
{
    struct account_key key = { .kind = kind, .fund = fund, .owner = owner };

    return store_open_account(self, call->arena, &key, out);
}

enum status
book_hub_account(struct fundraising *self, struct call *call,
        const struct fund *fund, enum account_kind kind, struct str hub,
        struct account *out)
{
    struct account_key key = { .kind = kind, .fund = fund, .hub = hub };

    return store_open_account(self, call->arena, &key, out);
}
