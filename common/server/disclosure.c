#include "server/disclosure.h"

#include "base/log.h"
#include "db/disclosures.h"
#include "server/page.h"
#include "server/shard.h"

/* One that an exchange has noted; in its arena. */
struct noted {
    struct noted *next;
    struct uuid subject;
};

static void
log_line(const struct call *call, struct uuid subject)
{
    const struct operation *operation = call->exchange->operation;
    char of[UUID_TEXT_SIZE], id[UUID_TEXT_SIZE];

    uuid_format(subject, of);
    uuid_format(call->cause, id);
    log_info("event=disclosed op=%s.%s hub=" STR_FMT " actor=" STR_FMT
             " subject=%s id=%s",
            operation->service, operation->name, STR_ARG(call->hub),
            STR_ARG(call_actor_text(call)), of, id);
}

/* What our services ask of each other is no reading by people. */
void
disclosure_note(struct call *call, struct uuid subject)
{
    struct noted *noted;

    log_line(call, subject);
    if (!call->actor->has_account)
        return;
    noted = arena_alloc(call->arena, sizeof(*noted));
    *noted = (struct noted){ call->exchange->noted, subject };
    call->exchange->noted = noted;
}

enum status
disclosure_write(struct shard *shard, const struct exchange *exchange)
{
    struct disclosure disclosure = {
        .at = shard_now(shard),
        .operation = exchange->header.op,
        .account = exchange->header.actor.account,
    };
    enum status status = STATUS_OK;

    for (const struct noted *n = exchange->noted; n && !status; n = n->next) {
        disclosure.subject = n->subject;
        status = disclosures_add(shard->writer, &disclosure);
    }
    return status;
}

static struct disclosure_entry
entry_of(const struct disclosure *disclosure)
{
    return (struct disclosure_entry){
        .at = disclosure->at,
        .operation = disclosure->operation,
        .account = disclosure->account,
        .subject = disclosure->subject,
    };
}

enum status
disclosure_list(void *self, struct call *call, const void *request, void *reply)
{
    const struct shard *shard = self;
    const struct list_disclosures_request *in = request;
    struct list_disclosures_reply *out = reply;
    const struct disclosure_filter filter = {
        .has_account = in->has_account,
        .account = in->account,
        .has_subject = in->has_subject,
        .subject = in->subject,
    };
    struct disclosure *found;
    struct page page;
    size_t count = 0;
    enum status status = page_begin(call, in, &page);

    if (!status)
        status = disclosures_list(shard->reader, &filter, page.after,
                page.limit + 1, call->arena, &found, &count);
    if (status)
        return status;
    out->items = arena_alloc(call->arena, (count + 1) * sizeof(*out->items));
    for (size_t i = 0; i < count; i++)
        if (page_takes(&page, i, found[i].rowid))
            out->items[out->items_count++] = entry_of(&found[i]);
    page_end(call, out, &page);
    return STATUS_OK;
}
