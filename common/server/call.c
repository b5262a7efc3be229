#include "server/call.h"

#include "base/clock.h"
#include "base/hub.h"
#include "base/log.h"
#include "base/series.h"
#include "db/numbers.h"
#include "server/method.h"
#include "server/shard.h"
#include "wire/codec.h"

#include <stdarg.h>
#include <stdio.h>

enum status
call_refuse(struct call *call, const struct problem *problem, const char *field,
        const char *format, ...)
{
    char text[500];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    call->refusal = (struct refusal){
        .problem = problem,
        .field =
                field ? arena_copy(call->arena, field, strlen(field)) : STR(""),
        .detail = arena_copy(call->arena, text, strlen(text)),
    };
    return problem->status;
}

struct uuid
call_new_id(struct call *call)
{
    return uuid_derive(call->id, "new", call->ids_made++);
}

bool
call_has_role(const struct call *call, enum role role)
{
    for (size_t i = 0; i < call->actor->grants_count; i++) {
        const struct role_grant *grant = &call->actor->grants[i];

        if (grant->role == role && hub_is_within(call->hub, grant->scope))
            return true;
    }
    return false;
}

bool
call_is_account(const struct call *call, struct uuid account)
{
    return call->actor->has_account &&
           uuid_equal(call->actor->account, account);
}

bool
call_is_service(const struct call *call, const char *service)
{
    return call->actor->has_service &&
           str_equal(call->actor->service, str_from(service));
}

struct str
call_actor_text(const struct call *call)
{
    const struct actor *actor = call->actor;
    char text[UUID_TEXT_SIZE];

    if (actor->has_service)
        return ARENA_JOIN(call->arena, STR("service:"), actor->service,
                STR("@"), actor->home_hub);
    if (!actor->has_account)
        return STR("");
    uuid_format(actor->account, text);
    return ARENA_JOIN(call->arena, STR("account:"), str_from(text));
}

int64_t
call_restored_at(const struct call *call)
{
    return folder_identity(call->shard->folder)->restored_at;
}

const char *
call_data_folder(const struct call *call)
{
    return call->shard->data;
}

enum status
call_emit(struct call *call, const struct event_type *type, struct uuid subject,
        const void *body, struct event_link *link_out)
{
    struct shard *shard = call->shard;
    struct event event = {
        .id = uuid_derive(call->id, type->name, call->ids_made++),
        .at = shard_now(shard),
        .type = str_from(type->name),
        .subject = subject,
        .actor = call->is_unnamed ? STR("") : call_actor_text(call),
        .cause = call->cause,
        .body = codec_encode_in(call->arena, type->body, body),
    };
    enum status status = event_log_append(shard->log, &event);

    if (!status && link_out)
        *link_out = (struct event_link){ event.seq, event.hash };
    if (!status && shard->waiting > 0)
        status = shard_wake(shard, subject);
    return status;
}

enum status
call_schedule(struct call *call, const char *timer, struct uuid subject,
        int64_t due_at)
{
    return agenda_schedule(call->shard->agenda, str_from(timer), subject,
            due_at);
}

enum status
call_cancel(struct call *call, const char *timer, struct uuid subject)
{
    return agenda_cancel(call->shard->agenda, str_from(timer), subject);
}

/* Numbers of a series that is not named would not be void after a loss. */
static bool
is_named(const struct service *service, const char *series)
{
    const char *const *named = service->series;

    while (named && *named && strcmp(*named, series) != 0)
        named++;
    return named && *named;
}

enum status
call_next_number(struct call *call, const char *series, struct str *out)
{
    int year = date_year(date_of(call->now));
    int64_t number;
    enum status status;

    if (!is_named(call->shard->service, series)) {
        log_error("what=series_not_named series=%s", series);
        return STATUS_INTERNAL;
    }
    status = numbers_next(call->shard->writer, series, year, &number);
    if (!status)
        *out = series_number(call->arena, series, year, number);
    return status;
}

enum status
call_await(struct call *call, struct uuid subject)
{
    call->awaits = subject;
    return STATUS_AWAITED;
}

static struct job *
add_job(struct call *call, void *state)
{
    struct job *job = arena_alloc(call->arena, sizeof(*job));

    job->state = state;
    call->exchange->job = job;
    return job;
}

enum status
call_begin_job(struct call *call, void (*work)(void *state),
        enum status (*complete)(void *self, struct call *call, void *state,
                const void *request, void *reply),
        void *state)
{
    struct job *job = add_job(call, state);

    job->work = work;
    job->complete = complete;
    return STATUS_PENDING;
}

enum status
call_ask(struct call *call, const struct operation *operation, struct str hub,
        const void *request,
        enum status (*answer)(void *self, struct call *call, void *state,
                enum status status, const void *reply),
        void *state)
{
    struct job *job = add_job(call, state);

    job->asks = operation;
    job->asks_hub = arena_copy(call->arena, hub.data, hub.len);
    job->question = request;
    job->answer = answer;
    return STATUS_PENDING;
}
