/*
 * The audit derives every balance again: from postings, from the rows they
 * stand for, and the postings themselves from what the log says.
 */
#include "book.h"
#include "fundraising.h"
#include "list.h"
#include "store_audit.h"
#include "wire/codec.h"

#include <inttypes.h>

enum {
    EVENTS_AT_ONCE = 200,
    BYTES_AT_ONCE = 1024 * 1024,
    DIFFERENCES_SHOWN = 100,
};

/* The postings that an event's body carries, found by the body's schema. */
struct told {
    const struct posting *postings;
    size_t count;
};

static const struct field *
find_postings(const struct schema *body)
{
    for (size_t i = 0; i < body->field_count; i++)
        if (strcmp(body->fields[i].name, "postings") == 0)
            return &body->fields[i];
    return NULL;
}

static const struct schema *
find_body(struct str type)
{
    const struct event_type *known = fundraising_events;

    for (; known->name; known++)
        if (str_equal(str_from(known->name), type))
            return known->body;
    return NULL;
}

static struct told
read_told(const struct event *event, struct arena *arena)
{
    const struct schema *body = find_body(event->type);
    const struct field *field = body ? find_postings(body) : NULL;
    struct decode_error error;
    char *record;

    if (!field)
        return (struct told){ 0 };
    record = arena_alloc(arena, body->size);
    if (codec_decode(body, event->body, arena, record, NULL, &error))
        return (struct told){ 0 };
    return (struct told){
        *(struct posting *const *)(record + field->offset),
        *(const size_t *)(record + field->companion_offset),
    };
}

static bool
is_among(const struct posting *posting, const struct written_posting *written,
        size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (written[i].posting.amount == posting->amount &&
                str_equal(written[i].posting.account, posting->account))
            return true;
    return false;
}

static bool
is_same(const struct told *told, const struct written_posting *written,
        size_t count)
{
    if (told->count != count)
        return false;
    for (size_t i = 0; i < told->count; i++)
        if (!is_among(&told->postings[i], written, count))
            return false;
    return true;
}

/* What an entry moved: the sum of what it added somewhere. */
static int64_t
sum_told(const struct told *told)
{
    int64_t sum = 0;

    for (size_t i = 0; i < told->count; i++)
        if (told->postings[i].amount > 0)
            sum += told->postings[i].amount;
    return sum;
}

static int64_t
sum_written(const struct written_posting *written, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        if (written[i].posting.amount > 0)
            sum += written[i].posting.amount;
    return sum;
}

static void
add_difference(struct call *call, struct audit_list *list, int64_t seq,
        int64_t expected, int64_t found)
{
    *LIST_ADD(call->arena, list->items, list->count) =
            (struct audit_difference){
                .what = STR("entry_postings"),
                .where = arena_printf(call->arena, "%" PRId64, seq),
                .expected = expected,
                .found = found,
            };
}

static size_t
count_of_entry(const struct written_posting *written, size_t count, int64_t seq)
{
    size_t len = 0;

    while (len < count && written[len].entry == seq)
        len++;
    return len;
}

/* One page of the log against the postings of its entries. */
static enum status
compare_page(struct fundraising *self, struct call *call, struct arena *page,
        const struct event *events, size_t count, struct audit_list *list)
{
    struct written_posting *written;
    size_t left;
    enum status status = store_list_postings(self, page, events[0].seq,
            events[count - 1].seq, &written, &left);

    for (size_t i = 0; i < count && !status; i++) {
        size_t len = count_of_entry(written, left, events[i].seq);
        struct told told = read_told(&events[i], page);

        if (!events[i].is_erased && !is_same(&told, written, len))
            add_difference(call, list, events[i].seq, sum_told(&told),
                    sum_written(written, len));
        written += len;
        left -= len;
    }
    return status;
}

/* Postings that no event of the log stands for. */
static enum status
find_unlogged(struct fundraising *self, struct call *call, int64_t head,
        struct audit_list *list)
{
    struct written_posting *written;
    size_t count;
    enum status status = store_list_postings(self, call->arena, head + 1,
            INT64_MAX, &written, &count);

    for (size_t i = 0; i < count && !status; i++)
        add_difference(call, list, written[i].entry, 0,
                written[i].posting.amount);
    return status;
}

static enum status
compare_log(struct fundraising *self, struct call *call,
        struct audit_list *list)
{
    int64_t after = 0;
    size_t count = 1;
    enum status status = STATUS_OK;

    while (!status && count > 0) {
        struct arena page = { 0 };
        struct event *events;

        status = event_log_list(self->log, after, EVENTS_AT_ONCE, BYTES_AT_ONCE,
                &page, &events, &count);
        if (!status && count > 0) {
            status = compare_page(self, call, &page, events, count, list);
            after = events[count - 1].seq;
        }
        arena_release(&page);
    }
    return status ? status : find_unlogged(self, call, after, list);
}

static enum status
audit(struct fundraising *self, struct call *call, struct audit_size *size,
        struct audit_list *list)
{
    enum status status = store_audit_size(self, size);

    if (!status)
        status = store_audit_rows(self, call->arena, DIFFERENCES_SHOWN, list);
    return status ? status : compare_log(self, call, list);
}

enum status
handle_audit(struct fundraising *self, struct call *call,
        const struct audit_request *request, struct audit_reply *reply)
{
    struct audit_size size = { 0 };
    struct audit_list list = { 0 };
    enum status status = store_audit_begin(self);

    (void)request;
    if (status)
        return status;
    status = audit(self, call, &size, &list);
    store_audit_end(self);
    reply->entries = size.entries;
    reply->accounts = size.accounts;
    reply->sum = size.sum;
    reply->differences = list.items;
    reply->differences_count =
            list.count < DIFFERENCES_SHOWN ? list.count : DIFFERENCES_SHOWN;
    return status;
}
