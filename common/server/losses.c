#include "server/losses.h"

#include "base/clock.h"
#include "db/given.h"
#include "db/loss.h"
#include "db/numbers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LIMIT = 200 };

static const struct event_type settled_event = { "log.losses_settled",
    &types_losses_settled_schema, 0 };
static const struct event_type void_event = { "log.numbers_void",
    &types_numbers_void_schema, 0 };

enum status
losses_add_gap(struct shard *shard, const struct gap *gap)
{
    struct arena arena = { 0 };
    const struct loss loss = {
        .kind = LOST_VALUE,
        .what = arena_printf(&arena, STR_FMT "." STR_FMT, STR_ARG(gap->table),
                STR_ARG(gap->column)),
        .which = gap->key,
        .at = event_log_last_at(shard->log),
    };
    enum status status = loss_add(shard->writer, &loss);

    arena_release(&arena);
    return status;
}

static bool
is_of_log(struct str type)
{
    return type.len >= 4 && memcmp(type.data, "log.", 4) == 0;
}

static enum status
add_event(struct shard *shard, const struct event_record *event)
{
    char subject[UUID_TEXT_SIZE] = "";
    struct loss loss = {
        .kind = LOST_EVENT,
        .what = event->type,
        .seq = event->seq,
        .event = event->id,
        .at = event->at,
    };

    if (event->has_subject)
        uuid_format(event->subject, subject);
    loss.which = str_from(subject);
    return loss_add(shard->writer, &loss);
}

enum status
losses_add_events(struct shard *shard, const struct event_record *events,
        size_t count)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < count && !status; i++)
        if (!is_of_log(events[i].type))
            status = add_event(shard, &events[i]);
    return status;
}

static enum status
void_series(struct call *call, const char *series, int year, int64_t by)
{
    struct numbers_void body = { .series = str_from(series), .year = year };
    struct loss loss = { .kind = LOST_NUMBERS,
        .what = body.series,
        .at = call->now };
    enum status status =
            numbers_void(call->shard->writer, series, year, by, &body.first);

    body.last = body.first + by - 1;
    loss.which = arena_printf(call->arena, "%s-%d-%04" PRId64 " to %04" PRId64,
            series, year, body.first, body.last);
    if (!status)
        status = loss_add(call->shard->writer, &loss);
    return status ? status
                  : call_emit(call, &void_event,
                            folder_identity(call->shard->folder)->store, &body,
                            NULL);
}

static enum status
void_year(struct call *call, int year, int64_t by)
{
    const char *const *series = call->shard->service->series;
    enum status status = STATUS_OK;

    for (; series && *series && !status; series++)
        status = void_series(call, *series, year, by);
    return status;
}

/* They were given after the last event that came back, and before now. */
enum status
losses_void_numbers(struct call *call, int64_t by)
{
    const int64_t last_at = event_log_last_at(call->shard->log);
    const int last = date_year(date_of(call->clock));
    enum status status = STATUS_OK;

    if (by == 0)
        return STATUS_OK;
    for (int year = last_at ? date_year(date_of(last_at)) : last;
            year <= last && !status; year++)
        status = void_year(call, year, by);
    return status;
}

/* Those of this series after the last that is known here. */
static enum status
void_given(struct call *call, const struct given *given, bool *is_any)
{
    const char *const *series = call->shard->service->series;
    int64_t next = 0;
    enum status status;

    while (series && *series && strcmp(*series, given->series) != 0)
        series++;
    if (!series || !*series)
        return STATUS_OK;
    status = numbers_void(call->shard->writer, *series, given->year, 0, &next);
    if (status || next > given->last)
        return status;
    *is_any = true;
    return void_series(call, *series, given->year, given->last - next + 1);
}

enum status
losses_void_given(struct call *call, bool *is_any)
{
    struct given *given = NULL;
    size_t count = 0;
    enum status status = given_list(folder_database(call->shard->folder),
            call->arena, &given, &count);

    for (size_t i = 0; i < count && !status; i++)
        status = void_given(call, &given[i], is_any);
    return status;
}

static struct loss_entry
entry_of(const struct loss *loss)
{
    return (struct loss_entry){
        .loss = loss->rowid,
        .kind = (enum loss_kind)loss->kind,
        .what = loss->what,
        .which = loss->which,
        .has_seq = loss->kind == LOST_EVENT,
        .seq = loss->seq,
        .has_event = loss->kind == LOST_EVENT,
        .event = loss->event,
        .at = loss->at,
    };
}

enum status
losses_list(void *self, struct call *call, const void *request, void *reply)
{
    const struct list_losses_request *in = request;
    struct list_losses_reply *out = reply;
    const size_t limit = in->has_limit ? (size_t)in->limit : DEFAULT_LIMIT;
    const struct str cursor =
            arena_copy(call->arena, in->cursor.data, in->cursor.len);
    struct loss *losses;
    enum status status = loss_list(((struct shard *)self)->reader,
            strtoll(cursor.data, NULL, 10), limit, call->arena, &losses,
            &out->items_count);

    if (status)
        return status;
    out->items = arena_alloc(call->arena,
            (out->items_count + 1) * sizeof(*out->items));
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = entry_of(&losses[i]);
    out->has_next_cursor = limit > 0 && out->items_count == limit;
    if (out->has_next_cursor)
        out->next_cursor =
                arena_printf(call->arena, "%" PRId64, losses[limit - 1].rowid);
    return STATUS_OK;
}

enum status
losses_settle(void *self, struct call *call, const void *request, void *reply)
{
    struct shard *shard = self;
    const struct settle_losses_request *in = request;
    struct settle_losses_reply *out = reply;
    struct losses_settled body = { .through = in->through,
        .reason = in->reason };
    enum status status = loss_settle(shard->writer, in->through, &out->settled);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "through",
                "no loss up to %" PRId64 " is on the list", in->through);
    body.count = out->settled;
    return status ? status
                  : call_emit(call, &settled_event,
                            folder_identity(shard->folder)->store, &body, NULL);
}
