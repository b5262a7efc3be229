/* Metrics and figures: recorded, corrected by reversal, listed. */
#include "registry.h"

#include <inttypes.h>
#include <stdlib.h>

static enum status
publish_metric(struct call *call, const struct metric *metric)
{
    const struct registry_metric_defined event = {
        .metric = metric->entry.metric,
        .name = metric->entry.name,
        .unit = metric->entry.unit,
        .definition = metric->entry.definition,
        .filter = metric->entry.filter,
    };

    return emit_metric_defined(call, metric->id, &event, NULL);
}

enum status
handle_define_metric(struct registry *self, struct call *call,
        const struct define_metric_request *request,
        struct define_metric_reply *reply)
{
    struct metric metric = {
        .id = call_new_id(call),
        .entry = {
            .metric = request->metric,
            .name = request->name,
            .unit = request->unit,
            .definition = request->definition,
            .filter = request->has_filter ? request->filter : STR(""),
            .is_defined = true,
        },
    };
    enum status status = store_put_metric(self->figures, &metric);

    (void)reply;
    if (!status)
        status = publish_metric(call, &metric);
    if (!status && request->has_reason)
        status = note_reason(self, call, metric.id, "define_metric",
                request->reason);
    return status;
}

enum status
handle_retire_metric(struct registry *self, struct call *call,
        const struct retire_metric_request *request,
        struct retire_metric_reply *reply)
{
    const struct registry_metric_retired event = { request->metric };
    struct metric metric;
    enum status status = store_find_metric(self->figures, request->metric,
            call->arena, &metric);

    (void)reply;
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_metric, "metric",
                "no metric " STR_FMT, STR_ARG(request->metric));
    if (!status && metric.entry.has_retired_at)
        return call_refuse(call, &problem_nothing_to_change, "metric",
                "it is out of use already");
    if (!status)
        status = store_retire_metric(self->figures, request->metric, call->now);
    if (!status)
        status = emit_metric_retired(call, metric.id, &event, NULL);
    return status ? status
                  : note_reason(self, call, metric.id, "retire_metric",
                            request->reason);
}

enum status
handle_list_metrics(struct registry *self, struct call *call,
        const struct list_metrics_request *request,
        struct list_metrics_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_metrics(self->figures,
                request->has_with_retired && request->with_retired, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

/* A code used before anybody defined it shows so in the list of metrics. */
static enum status
find_or_name_metric(struct registry *self, struct call *call, struct str code,
        struct metric *out)
{
    enum status status =
            store_find_metric(self->figures, code, call->arena, out);

    if (status != STATUS_NOT_FOUND)
        return status;
    *out = (struct metric){
        .id = call_new_id(call),
        .entry = {
            .metric = code,
            .name = code,
            .unit = METRIC_UNIT_COUNT,
        },
    };
    status = store_put_metric(self->figures, out);
    return status ? status : publish_metric(call, out);
}

static enum status
insert_figure(struct registry *self, struct call *call, struct figure *figure)
{
    const struct figure_entry *entry = &figure->entry;
    const struct registry_figure_recorded event = {
        .metric = entry->metric,
        .value = entry->value,
        .qualifier = entry->qualifier,
        .as_of = entry->as_of,
        .has_replaces = entry->has_replaces,
        .replaces = entry->replaces,
    };
    enum status status = store_insert_figure(self->figures, figure);

    return status ? status
                  : emit_figure_recorded(call, entry->figure_id, &event, NULL);
}

enum status
handle_record_figure(struct registry *self, struct call *call,
        const struct record_figure_request *request,
        struct record_figure_reply *reply)
{
    struct metric metric;
    struct figure figure = {
        .entry = {
            .metric = request->metric,
            .value = request->value,
            .qualifier = request->has_qualifier ? request->qualifier
                                                : QUALIFIER_EXACT,
            .as_of = request->as_of,
            .source = request->source,
            .recorded_at = call->now,
        },
    };
    enum status status =
            find_or_name_metric(self, call, request->metric, &metric);

    if (!status && metric.entry.has_retired_at)
        return call_refuse(call, &problem_metric_is_retired, "metric",
                "define it again to use it");
    if (status)
        return status;
    figure.metric = metric.rowid;
    figure.entry.figure_id = call_new_id(call);
    reply->figure_id = figure.entry.figure_id;
    return insert_figure(self, call, &figure);
}

/* Reversal */

static enum status
find_figure(struct registry *self, struct call *call, struct uuid id,
        struct figure *out)
{
    enum status status = store_find_figure(self->figures, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "figure",
                "no such figure");
    if (!status && out->entry.has_reversed_at)
        return call_refuse(call, &problem_figure_was_reversed, "figure",
                "correct the figure that replaced it");
    return status;
}

static enum status
reverse(struct registry *self, struct call *call, const struct figure *figure,
        struct str reason, bool is_replaced, struct uuid by)
{
    const struct registry_figure_reversed event = {
        .metric = figure->entry.metric,
        .has_replaced_by = is_replaced,
        .replaced_by = by,
    };
    enum status status = store_reverse_figure(self->figures,
            figure->entry.figure_id, call->now, reason);

    return status ? status
                  : emit_figure_reversed(call, figure->entry.figure_id, &event,
                            NULL);
}

static bool
take_corrections(struct figure_entry *entry,
        const struct correct_figure_request *request)
{
    if (request->has_value)
        entry->value = request->value;
    if (request->has_qualifier)
        entry->qualifier = request->qualifier;
    if (request->has_as_of)
        entry->as_of = request->as_of;
    if (request->has_source)
        entry->source = request->source;
    return request->has_value || request->has_qualifier || request->has_as_of ||
           request->has_source;
}

enum status
handle_correct_figure(struct registry *self, struct call *call,
        const struct correct_figure_request *request,
        struct correct_figure_reply *reply)
{
    struct figure wrong, right;
    enum status status = find_figure(self, call, request->figure, &wrong);

    if (status)
        return status;
    right = wrong;
    if (!take_corrections(&right.entry, request))
        return call_refuse(call, &problem_nothing_to_change, NULL,
                "give what is to be corrected");
    right.entry.figure_id = call_new_id(call);
    right.entry.recorded_at = call->now;
    right.entry.has_replaces = true;
    right.entry.replaces = request->figure;
    reply->figure_id = right.entry.figure_id;
    status = reverse(self, call, &wrong, request->reason, true,
            right.entry.figure_id);
    return status ? status : insert_figure(self, call, &right);
}

enum status
handle_withdraw_figure(struct registry *self, struct call *call,
        const struct withdraw_figure_request *request,
        struct withdraw_figure_reply *reply)
{
    struct figure figure;
    enum status status = find_figure(self, call, request->figure, &figure);

    (void)reply;
    return status ? status
                  : reverse(self, call, &figure, request->reason, false,
                            request->figure);
}

/* Listing: a cursor is the date and row of the last figure seen. */

static enum status
read_place(struct call *call, const struct list_figures_request *request,
        struct figure_filter *filter)
{
    char text[65] = "", *dot, *end;

    filter->before_day = INT64_MAX;
    filter->before_rowid = INT64_MAX;
    if (!request->has_cursor)
        return STATUS_OK;
    memcpy(text, request->cursor.data, request->cursor.len);
    filter->before_day = strtoll(text, &dot, 10);
    filter->before_rowid = *dot == '.' ? strtoll(dot + 1, &end, 10) : 0;
    if (*dot == '.' && end > dot + 1 && *end == '\0')
        return STATUS_OK;
    return call_refuse(call, &problem_malformed, "cursor",
            "not a cursor of this list");
}

static enum status
find_filter_metric(struct registry *self, struct call *call,
        const struct list_figures_request *request,
        struct figure_filter *filter)
{
    struct metric metric;
    enum status status;

    if (!request->has_metric)
        return STATUS_OK;
    status = store_find_metric(self->figures, request->metric, call->arena,
            &metric);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_metric, "metric",
                "this hub has no metric " STR_FMT, STR_ARG(request->metric));
    filter->metric = metric.rowid;
    return status;
}

enum status
handle_list_figures(struct registry *self, struct call *call,
        const struct list_figures_request *request,
        struct list_figures_reply *reply)
{
    struct figure_filter filter = {
        .with_reversed = request->has_with_reversed && request->with_reversed,
        .limit = request->has_limit ? (size_t)request->limit : PAGE_DEFAULT,
    };
    struct figure_row *rows = NULL;
    size_t count = 0;
    enum status status = read_place(call, request, &filter);

    if (!status)
        status = find_filter_metric(self, call, request, &filter);
    if (!status)
        status = store_list_figures(self->figures, &filter, call->arena, &rows,
                &count);
    reply->items = arena_alloc(call->arena, count * sizeof(*reply->items));
    for (size_t i = 0; i < count && i < filter.limit; i++)
        reply->items[reply->items_count++] = rows[i].entry;
    reply->has_next_cursor = count > filter.limit;
    if (reply->has_next_cursor)
        reply->next_cursor = arena_printf(call->arena, "%" PRId64 ".%" PRId64,
                rows[filter.limit - 1].entry.as_of,
                rows[filter.limit - 1].rowid);
    return status;
}
