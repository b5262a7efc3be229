/*
 * Undoing what was entered by mistake: the opposite entry is written, never
 * the first one changed, and what the first one did to a noun is taken back.
 */
#include "book.h"
#include "mandates.h"
#include "store_award.h"
#include "store_campaign.h"
#include "store_fund.h"
#include "store_gift.h"
#include "store_payment.h"

#include <inttypes.h>

/* The entry to be undone, as it was written. */
struct undoing {
    const struct event *event;
    const struct written_line *lines;
    size_t count;
    struct str reason;
    int64_t lifted;      /* of a gift: its restricted part that is not so now */
    struct account free; /* where that lies */
};

/* What it had posted to the account of a kind; 0 for nothing. */
static int64_t
posted(const struct undoing *undoing, enum account_kind kind)
{
    for (size_t i = 0; i < undoing->count; i++)
        if (undoing->lines[i].account.kind == kind)
            return undoing->lines[i].amount;
    return 0;
}

static enum status
nothing_more(struct fundraising *self, struct call *call,
        struct undoing *undoing)
{
    (void)self, (void)call, (void)undoing;
    return STATUS_OK;
}

static enum status
find_gift(struct fundraising *self, struct call *call,
        const struct undoing *undoing, enum gift_state state, struct gift *out)
{
    enum status status =
            store_find_gift(self, undoing->event->subject, call->arena, out);

    if (!status && out->state != state)
        return call_refuse(call, &problem_gift_settled, "seq",
                "the gift is %s now",
                enum_name(&fundraising_gift_state_enumeration,
                        (int)out->state));
    return status;
}

static enum status
save_gift(struct fundraising *self, struct gift *gift, enum gift_state state,
        const struct undoing *undoing)
{
    int64_t raised =
            state == GIFT_STATE_RECEIVED ? gift->amount : -gift->amount;
    enum status status;

    gift->state = state;
    gift->reason = undoing->reason;
    status = store_update_gift(self, gift);
    if (!status && gift->campaign)
        status = store_add_to_raised(self, gift->campaign, raised);
    return status;
}

/*
 * What was lifted of a gift is free money. What is restricted for its project
 * now was given by others.
 */
static enum status
find_lifted(struct fundraising *self, struct call *call,
        const struct gift *gift, struct undoing *undoing)
{
    struct fund fund;
    enum status status =
            store_find_fund_by_number(self, gift->fund, call->arena, &fund);

    undoing->lifted = posted(undoing, ACCOUNT_KIND_RESTRICTED) - gift->undrawn;
    return status ? status
                  : book_account(self, call, &fund, ACCOUNT_KIND_FREE,
                            &undoing->free);
}

static enum status
undo_gift(struct fundraising *self, struct call *call, struct undoing *undoing)
{
    struct gift gift;
    enum status status =
            find_gift(self, call, undoing, GIFT_STATE_RECEIVED, &gift);

    if (!status && gift.drawn > 0)
        return call_refuse(call, &problem_funds_committed, "seq",
                "some of the gift was paid out to its project, or waits for a"
                " payment that failed to be made again: see its trace");
    if (!status)
        status = find_lifted(self, call, &gift, undoing);
    gift.undrawn = 0;
    if (!status)
        status = mandates_undo_gift(self, call, gift.serial, undoing->reason);
    return status ? status
                  : save_gift(self, &gift, GIFT_STATE_REVERSED, undoing);
}

static enum status
undo_refund(struct fundraising *self, struct call *call,
        struct undoing *undoing)
{
    struct gift gift;
    enum status status =
            find_gift(self, call, undoing, GIFT_STATE_REFUNDED, &gift);

    gift.undrawn = -posted(undoing, ACCOUNT_KIND_RESTRICTED);
    return status ? status
                  : save_gift(self, &gift, GIFT_STATE_RECEIVED, undoing);
}

static enum status
undo_chargeback(struct fundraising *self, struct call *call,
        struct undoing *undoing)
{
    struct gift gift;
    enum status status =
            find_gift(self, call, undoing, GIFT_STATE_CHARGED_BACK, &gift);

    if (!status && gift.receivable != -posted(undoing, ACCOUNT_KIND_RECEIVABLE))
        return call_refuse(call, &problem_not_reversible, "seq",
                "what was owed for it was settled: reverse that first");
    gift.receivable = 0;
    gift.undrawn = -posted(undoing, ACCOUNT_KIND_RESTRICTED);
    return status ? status
                  : save_gift(self, &gift, GIFT_STATE_RECEIVED, undoing);
}

static enum status
undo_settlement(struct fundraising *self, struct call *call,
        struct undoing *undoing)
{
    struct gift gift;
    enum status status =
            find_gift(self, call, undoing, GIFT_STATE_CHARGED_BACK, &gift);

    if (status)
        return status;
    gift.receivable = posted(undoing, ACCOUNT_KIND_RECEIVABLE);
    gift.reason = undoing->reason;
    return store_update_gift(self, &gift);
}

static enum status
tell_return_reversed(struct call *call, const struct reservation *award,
        const struct money_return *given_back, struct str reason)
{
    const struct fundraising_return_reversed body = {
        .grants_hub = award->grants_hub,
        .money_return = given_back->id,
        .fund = award->fund,
        .amount = given_back->amount,
        .reason = reason,
    };

    return emit_return_reversed(call, award->id, &body, NULL);
}

/* What was recorded for the wrong award is recorded again for the right one. */
static enum status
free_reference(struct fundraising *self, struct str reference)
{
    return reference.len == 0 ? STATUS_OK
                              : store_free_bank_reference(self, reference);
}

static enum status
undo_return(struct fundraising *self, struct call *call,
        struct undoing *undoing)
{
    struct money_return given_back;
    struct reservation award;
    enum status status = store_find_return(self, undoing->event->seq,
            call->arena, &given_back);

    if (!status)
        status = free_reference(self, given_back.bank_reference);
    if (!status)
        status = store_find_reservation_by_number(self, given_back.award,
                call->arena, &award);
    if (status)
        return status;
    award.returned -= given_back.amount;
    status = store_put_reservation(self, &award);
    return status ? status
                  : tell_return_reversed(call, &award, &given_back,
                            undoing->reason);
}

static enum status
undo_lifting(struct fundraising *self, struct call *call,
        struct undoing *undoing)
{
    int64_t lifted = posted(undoing, ACCOUNT_KIND_FREE), restricted;
    enum status status =
            store_restrict_gifts(self, undoing->event->seq, &restricted);

    if (!status && restricted != lifted)
        return call_refuse(call, &problem_funds_committed, "seq",
                "some of these gifts were given back since");
    return status;
}

static enum status
keep_reversal(struct fundraising *self, struct call *call,
        struct undoing *undoing)
{
    (void)self, (void)undoing;
    return call_refuse(call, &problem_not_reversible, "seq",
            "a reversal stays: enter anew what it has reversed");
}

static const struct {
    const char *type;
    enum status (*undo)(struct fundraising *self, struct call *call,
            struct undoing *undoing);
} reversible[] = {
    { "fundraising.gift_received", undo_gift },
    { "fundraising.gift_refunded", undo_refund },
    { "fundraising.gift_charged_back", undo_chargeback },
    { "fundraising.chargeback_settled", undo_settlement },
    { "fundraising.grant_returned", undo_return },
    { "fundraising.restriction_lifted", undo_lifting },
    { "fundraising.appropriation_recorded", nothing_more },
    { "fundraising.entry_reversed", keep_reversal },
};

static enum status
undo(struct fundraising *self, struct call *call, struct undoing *undoing)
{
    for (size_t i = 0; i < sizeof(reversible) / sizeof(*reversible); i++)
        if (str_equal(undoing->event->type, str_from(reversible[i].type)))
            return reversible[i].undo(self, call, undoing);
    return call_refuse(call, &problem_not_reversible, "seq",
            STR_FMT " is undone by the operation that belongs to it",
            STR_ARG(undoing->event->type));
}

/* A link of the ledger may tell something and post nothing. */
static enum status
refuse_without_lines(struct fundraising *self, struct call *call, int64_t seq)
{
    struct event *event;
    size_t found;
    enum status status = event_log_list(self->log, seq - 1, 1, 1, call->arena,
            &event, &found);

    if (status)
        return status;
    if (found == 0)
        return call_refuse(call, &problem_not_found, "seq",
                "there is no entry %" PRId64, seq);
    return call_refuse(call, &problem_not_reversible, "seq",
            "entry %" PRId64 " moves no money: there is nothing to reverse",
            seq);
}

static enum status
find_entry(struct fundraising *self, struct call *call, int64_t seq,
        struct undoing *out)
{
    int64_t reversed_by;
    size_t found;
    struct event *events = NULL;
    struct written_line *lines;
    enum status status =
            store_list_lines(self, call->arena, seq, &lines, &out->count);

    if (!status && out->count == 0)
        return refuse_without_lines(self, call, seq);
    if (!status)
        status = store_find_reversal(self, seq, &reversed_by);
    if (!status)
        return call_refuse(call, &problem_already_reversed, "seq",
                "by entry %" PRId64, reversed_by);
    if (status == STATUS_NOT_FOUND)
        status = event_log_list(self->log, seq - 1, 1, 1, call->arena, &events,
                &found);
    out->event = events;
    out->lines = lines;
    return status;
}

static struct entry
opposite(const struct undoing *undoing)
{
    struct entry entry = { 0 };

    for (size_t i = 0; i < undoing->count; i++) {
        const struct account *account = &undoing->lines[i].account;
        bool is_restricted = account->kind == ACCOUNT_KIND_RESTRICTED;

        entry_add(&entry, account,
                (is_restricted ? undoing->lifted : 0) -
                        undoing->lines[i].amount);
    }
    entry_add(&entry, &undoing->free, -undoing->lifted);
    return entry;
}

static enum status
tell_reversed(struct call *call, const struct undoing *undoing,
        const struct entry *entry, struct event_link *link)
{
    static const size_t service = sizeof("fundraising.") - 1;
    struct fundraising_entry_reversed body = {
        .seq = undoing->event->seq,
        .kind = { undoing->event->type.data + service,
                undoing->event->type.len - service },
        .reason = undoing->reason,
    };

    body.postings = entry_postings(entry, call->arena, &body.postings_count);
    return emit_entry_reversed(call, undoing->event->id, &body, link);
}

enum status
handle_reverse_entry(struct fundraising *self, struct call *call,
        const struct reverse_entry_request *request,
        struct reverse_entry_reply *reply)
{
    struct undoing undoing = { .reason = request->reason };
    struct event_link link = { 0 };
    struct entry entry;
    enum status status = find_entry(self, call, request->seq, &undoing);

    if (!status)
        status = undo(self, call, &undoing);
    if (status)
        return status;
    entry = opposite(&undoing);
    status = book_check(call, &entry, &problem_funds_committed, "seq");
    if (!status)
        status = tell_reversed(call, &undoing, &entry, &link);
    if (!status)
        status = store_post(self, link.seq, &entry);
    if (!status)
        status = store_insert_reversal(self, request->seq, link.seq);
    reply->seq = link.seq;
    return status;
}
