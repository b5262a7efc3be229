/* The public ledger, its balances, and what a fund did in a period. */
#include "base/clock.h"
#include "book.h"
#include "fundraising.h"
#include "store_fund.h"

enum { PAGE_BYTES = 1024 * 1024 };

/* What the schema lets everybody hear of. */
static bool
is_public(struct str type)
{
    const struct event_type *known = fundraising_events;

    for (; known->name; known++)
        if (str_equal(str_from(known->name), type))
            return known->visible & ROLES_PUBLIC;
    return false;
}

static struct str
kind_of(struct str type)
{
    const char *dot = memchr(type.data, '.', type.len);
    size_t skipped = dot ? (size_t)(dot - type.data) + 1 : 0;

    return (struct str){ type.data + skipped, type.len - skipped };
}

static struct str
hash_bytes(struct arena *arena, struct hash hash)
{
    return arena_copy(arena, hash.bytes, sizeof(hash.bytes));
}

/* A withheld link shows only what the chain needs. */
static struct ledger_item
link_of(const struct event *event, struct arena *arena)
{
    bool is_shown = !event->is_erased && is_public(event->type);
    struct ledger_item item = {
        .seq = event->seq,
        .at = event->at,
        .kind = kind_of(event->type),
        .id = event->id,
        .type = event->type,
        .has_subject = is_shown,
        .subject = event->subject,
        .has_actor = is_shown,
        .actor = event->actor,
        .has_salt = is_shown,
        .salt = event->salt,
        .has_body = is_shown,
        .body = event->body,
        .has_subject_hash = !is_shown,
        .leaf = hash_bytes(arena, event->leaf),
        .hash = hash_bytes(arena, event->hash),
    };

    if (!is_shown)
        item.subject_hash = hash_bytes(arena, event_subject_hash(event));
    return item;
}

/* Both lists are in order of entries. */
static void
add_postings(struct ledger_item *items, size_t count,
        const struct written_posting *written, size_t len, struct arena *arena)
{
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        struct ledger_item *item = &items[i];

        item->postings =
                arena_alloc(arena, sizeof(struct posting) * ENTRY_POSTINGS_MAX);
        for (; at < len && written[at].entry == item->seq; at++)
            item->postings[item->postings_count++] = written[at].posting;
    }
}

static enum status
has_more(struct fundraising *self, struct call *call, int64_t after, bool *out)
{
    struct event *events;
    size_t count;
    enum status status = event_log_list(self->log, after, 1, 1, call->arena,
            &events, &count);

    *out = count > 0;
    return status;
}

/* Which links a page has, oldest first, and whether there are more. */
static enum status
list_forward(struct fundraising *self, struct call *call, struct page *page,
        struct event **events, size_t *count)
{
    enum status status = event_log_list(self->log, page->after, page->limit,
            PAGE_BYTES, call->arena, events, count);

    if (status || *count == 0)
        return status;
    page->last = (*events)[*count - 1].seq;
    return has_more(self, call, page->last, &page->has_more);
}

/*
 * The same going back from where `page` is. The log reads forward and stops
 * when there is enough for a page: what is then missing are the newest, so
 * that fewer are asked for until they all come.
 */
static enum status
list_back(struct fundraising *self, struct call *call, struct page *page,
        bool is_first, struct event **events, size_t *count)
{
    size_t wanted = page->limit;
    bool is_whole = false;
    enum status status = event_log_reload(self->log); /* a reader's is old */
    const int64_t head = event_log_head(self->log);
    const int64_t below =
            is_first || page->after > head ? head + 1 : page->after;

    *count = 0;
    if (status || below <= 1)
        return status;
    if (wanted > (size_t)(below - 1))
        wanted = (size_t)(below - 1);
    while (!status && !is_whole) {
        status = event_log_list(self->log, below - 1 - (int64_t)wanted, wanted,
                PAGE_BYTES, call->arena, events, count);
        is_whole = *count == wanted || *count == 0;
        wanted = (wanted + 1) / 2;
    }
    if (status || *count == 0)
        return status;
    page->last = (*events)[0].seq;
    page->has_more = page->last > 1;
    return STATUS_OK;
}

static void
turn_round(struct ledger_item *items, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const struct ledger_item item = items[i];

        items[i] = items[count - 1 - i];
        items[count - 1 - i] = item;
    }
}

static enum status
add_links(struct fundraising *self, struct call *call,
        const struct event *events, size_t count,
        struct list_ledger_reply *reply)
{
    struct written_posting *postings;
    size_t posting_count = 0;
    enum status status = store_list_postings(self, call->arena, events[0].seq,
            events[count - 1].seq, &postings, &posting_count);

    if (status)
        return status;
    reply->items = arena_alloc(call->arena, count * sizeof(*reply->items));
    reply->items_count = count;
    for (size_t i = 0; i < count; i++)
        reply->items[i] = link_of(&events[i], call->arena);
    add_postings(reply->items, count, postings, posting_count, call->arena);
    return STATUS_OK;
}

enum status
handle_list_ledger(struct fundraising *self, struct call *call,
        const struct list_ledger_request *request,
        struct list_ledger_reply *reply)
{
    const bool goes_back = request->has_newest_first && request->newest_first;
    struct page page;
    struct event *events;
    size_t count = 0;
    enum status status = page_begin(call, request, &page);

    if (!status && goes_back)
        status = list_back(self, call, &page, !request->has_cursor, &events,
                &count);
    else if (!status)
        status = list_forward(self, call, &page, &events, &count);
    if (status || count == 0)
        return status;
    status = add_links(self, call, events, count, reply);
    if (status)
        return status;
    if (goes_back)
        turn_round(reply->items, count);
    page_end(call, reply, &page);
    return STATUS_OK;
}

enum status
handle_list_balances(struct fundraising *self, struct call *call,
        const struct list_balances_request *request,
        struct list_balances_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_balances(self, call->arena, &page, &reply->items,
                &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

/* The first event at or after a time; one past the last if there is none. */
static enum status
find_seq(struct fundraising *self, struct call *call, int64_t time,
        int64_t *out)
{
    int64_t low = 1, high = event_log_head(self->log) + 1;
    enum status status = STATUS_OK;

    while (low < high && !status) {
        int64_t middle = low + (high - low) / 2;
        struct event *events;
        size_t count;

        status = event_log_list(self->log, middle - 1, 1, 1, call->arena,
                &events, &count);
        if (!status && count > 0 && events[0].at < time)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low;
    return status;
}

static enum status
find_period(struct fundraising *self, struct call *call,
        const struct get_fund_statement_request *request, int64_t *first,
        int64_t *last)
{
    enum status status = event_log_reload(self->log);
    int64_t end;

    *first = 1;
    *last = event_log_head(self->log);
    if (!status && request->has_from)
        status = find_seq(self, call, date_start(request->from), first);
    if (!status && request->has_until) {
        status = find_seq(self, call, date_start(request->until + 1), &end);
        *last = end - 1;
    }
    return status;
}

static void
add_turnover(struct get_fund_statement_reply *reply,
        const struct turnover *turnover)
{
    switch (turnover->kind) {
    case ACCOUNT_KIND_CLEARING:
        reply->raised = turnover->out;
        reply->refunded = turnover->in;
        reply->gifts = turnover->takings;
        break;
    case ACCOUNT_KIND_APPROPRIATION:
        reply->appropriated = turnover->out - turnover->in;
        break;
    case ACCOUNT_KIND_RESERVED:
        reply->allocated = turnover->in;
        reply->projects = turnover->added_to;
        break;
    case ACCOUNT_KIND_PAID:
        reply->spent = turnover->in - turnover->out;
        break;
    case ACCOUNT_KIND_DUE_FROM:
        reply->received = turnover->out;
        break;
    case ACCOUNT_KIND_DUE_TO:
        reply->sent = turnover->in - turnover->out;
        break;
    default:
        break; /* what moves inside the fund */
    }
}

enum status
handle_get_fund_statement(struct fundraising *self, struct call *call,
        const struct get_fund_statement_request *request,
        struct get_fund_statement_reply *reply)
{
    struct fund fund;
    int64_t first, last;
    struct turnover *turnovers;
    size_t count = 0;
    enum status status =
            store_find_fund(self, request->fund, call->arena, &fund);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "fund",
                "there is no such fund at " STR_FMT, STR_ARG(call->hub));
    if (!status)
        status = find_period(self, call, request, &first, &last);
    if (!status)
        status = store_list_turnover(self, call->arena, fund.number, first,
                last, &turnovers, &count);
    *reply = (struct get_fund_statement_reply){
        .fund = request->fund,
        .has_from = request->has_from,
        .from = request->from,
        .has_until = request->has_until,
        .until = request->until,
    };
    for (size_t i = 0; i < count; i++)
        add_turnover(reply, &turnovers[i]);
    return status;
}
