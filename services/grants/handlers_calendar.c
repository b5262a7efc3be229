/* The calendar and the history, in the order of schemas/grants.yaml. */
#include "grants.h"

#include "base/clock.h"

#include <stdio.h>

enum status
handle_set_calendar_day(struct grants *self, struct call *call,
        const struct set_calendar_day_request *request,
        struct set_calendar_day_reply *reply)
{
    const struct calendar_day day = {
        .date = request->date,
        .kind = request->kind,
        .name = request->name,
        .has_source = request->has_source,
        .source = request->source,
        .has_reason = request->has_reason,
        .reason = request->reason,
    };
    const struct grants_calendar_day_set body = {
        .date = day.date,
        .kind = day.kind,
        .name = day.name,
        .has_source = day.has_source,
        .source = day.source,
        .has_reason = day.has_reason,
        .reason = day.reason,
    };
    enum status status = store_put_calendar_day(self->store, &day);

    (void)reply;
    if (!status)
        status = emit_calendar_day_set(call, call_new_id(call), &body, NULL);
    return status;
}

enum { DAYS_MAX = 366 };

static int64_t
first_of_year(int64_t year)
{
    char text[DATE_TEXT_SIZE];
    int64_t date = 0;

    snprintf(text, sizeof(text), "%04d-01-01", (int)year);
    date_parse(str_from(text), &date);
    return date;
}

enum status
handle_list_calendar(struct grants *self, struct call *call,
        const struct list_calendar_request *request,
        struct list_calendar_reply *reply)
{
    struct page page;
    struct rows rows = { 0 };
    enum status status = short_page_begin(call, request, DAYS_MAX, &page);

    if (!status)
        status = store_list_calendar(self->store, first_of_year(request->year),
                first_of_year(request->year + 1) - 1, call->arena, &rows);
    rows_cut(&rows, sizeof(*reply->items), &page);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

/* Applicants see the history of what is theirs. */
static enum status
check_seen(struct grants *self, struct call *call, struct uuid subject)
{
    struct application application;
    struct award award;
    enum status status;

    if (viewer_of(call).sees_all)
        return STATUS_OK;
    status = store_find_application(self->store, subject, call->arena,
            &application);
    if (!status)
        return find_seen_application(self, call, subject, &application);
    if (status != STATUS_NOT_FOUND)
        return status;
    return find_seen_award(self, call, subject, &award);
}

enum status
handle_list_transitions(struct grants *self, struct call *call,
        const struct list_transitions_request *request,
        struct list_transitions_reply *reply)
{
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = check_seen(self, call, request->subject);
    if (!status)
        status = store_list_transitions(self->store, request->subject, &page,
                call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}
