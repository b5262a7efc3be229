#include "lapse.h"

enum status
lapse_sheet(struct grants *self, struct call *call,
        const struct application *application, struct uuid reviewer)
{
    struct grants_application_scored body = {
        .round = application->round,
        .reviewer = reviewer,
        .is_void = true,
    };
    int64_t voided = 0;
    enum status status = store_void_sheet(self->store, application->rowid,
            reviewer, call->now, &voided);

    if (status || voided == 0)
        return status;
    status =
            store_count_sheets(self->store, application->rowid, &body.received);
    if (!status)
        status = emit_application_scored(call, application->id, &body, NULL);
    return status;
}

static enum status
lapse_each(struct grants *self, struct call *call, const struct rows *rows)
{
    const struct sheet_key *keys = rows->items;
    enum status status = STATUS_OK;

    for (size_t i = 0; !status && i < rows->count; i++) {
        struct application application;

        status =
                find_application(self, call, keys[i].application, &application);
        if (!status)
            status = lapse_sheet(self, call, &application, keys[i].reviewer);
    }
    return status;
}

enum status
lapse_reviewer(struct grants *self, struct call *call,
        const struct round *round, struct uuid account, int64_t *voided_out)
{
    struct rows rows = { 0 };
    enum status status = store_list_sheets_of_reviewer(self->store,
            round->rowid, account, call->arena, &rows);

    *voided_out = (int64_t)rows.count;
    return status ? status : lapse_each(self, call, &rows);
}

enum status
lapse_application(struct grants *self, struct call *call,
        const struct application *application)
{
    struct rows rows = { 0 };
    enum status status = store_list_sheets_of_application(self->store,
            application->rowid, call->arena, &rows);

    return status ? status : lapse_each(self, call, &rows);
}

enum status
lapse_uninvited(struct grants *self, struct call *call,
        const struct round *round, int64_t *voided_out)
{
    struct rows rows = { 0 };
    enum status status =
            store_list_uninvited_sheets(self->store, round, call->arena, &rows);

    *voided_out = (int64_t)rows.count;
    return status ? status : lapse_each(self, call, &rows);
}
