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
                request->has_list ? request->list : STR(""), &page, call->arena,
                &reply->items, &reply->items_count);
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
    return status ? status
                  : emit_service_field_defined(call, field.id, &event, NULL);
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
