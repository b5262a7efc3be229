/* Fields of service, track records, reasons: what lists beside the nouns. */
#include "registry.h"

#include "track.h"

enum status
handle_list_service_fields(struct registry *self, struct call *call,
        const struct list_service_fields_request *request,
        struct list_service_fields_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_fields(self->organisations,
                request->has_list ? request->list : STR(""),
                request->has_with_retired && request->with_retired, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_define_service_field(struct registry *self, struct call *call,
        const struct define_service_field_request *request,
        struct define_service_field_reply *reply)
{
    const struct registry_service_field_defined event = {
        .field = request->field,
        .name = request->name,
    };
    struct field_row field;
    enum status status = store_put_field(self->organisations, call_new_id(call),
            request, &field);

    (void)reply;
    if (!status)
        status = emit_service_field_defined(call, field.id, &event, NULL);
    if (!status && request->has_reason)
        status = note_reason(self, call, field.id, "define_service_field",
                request->reason);
    return status;
}

enum status
handle_retire_service_field(struct registry *self, struct call *call,
        const struct retire_service_field_request *request,
        struct retire_service_field_reply *reply)
{
    const struct registry_service_field_retired event = { request->field };
    struct field_row field;
    enum status status =
            store_find_field(self->organisations, request->field, &field);

    (void)reply;
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_unknown_service_field, "field",
                "no field of service " STR_FMT, STR_ARG(request->field));
    if (!status && field.is_retired)
        return call_refuse(call, &problem_nothing_to_change, "field",
                "it is out of use already");
    if (!status)
        status = store_retire_field(self->organisations, request->field,
                call->now);
    if (!status)
        status = emit_service_field_retired(call, field.id, &event, NULL);
    return status ? status
                  : note_reason(self, call, field.id, "retire_service_field",
                            request->reason);
}

/* The public sees a project once it is published or on public notice. */
enum status
handle_list_track_record(struct registry *self, struct call *call,
        const struct list_track_record_request *request,
        struct list_track_record_reply *reply)
{
    struct organisation organisation;
    struct track_row *rows = NULL;
    struct page page;
    size_t count = 0;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_organisation(self, call, request->organisation,
                "organisation", &organisation);
    if (!status)
        status = store_list_tracks(self->tracks, request->organisation, &page,
                call->arena, &rows, &count);
    reply->items = arena_alloc(call->arena, count * sizeof(*reply->items));
    for (size_t i = 0; i < count; i++) {
        if (track_show(&rows[i], is_staff(call)))
            reply->items[reply->items_count++] = rows[i].entry;
    }
    page_end(call, reply, &page);
    return status;
}

enum status
handle_list_reasons(struct registry *self, struct call *call,
        const struct list_reasons_request *request,
        struct list_reasons_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_reasons(self->tracks, request->subject, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}
