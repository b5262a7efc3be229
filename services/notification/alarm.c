#include "alarm.h"

#include "announce.h"

static enum status
tell(struct notification *self, struct call *call, struct str service,
        const struct alarm *alarm)
{
    struct uuid id = call_new_id(call);
    struct notification_alarm_raised raised = {
        .service = service,
        .alarm = alarm->kind,
        .what = alarm->what,
        .count = alarm->count,
    };
    struct occasion occasion = {
        .event = "notification.alarm_raised",
        .schema = &notification_alarm_raised_schema,
        .body = &raised,
        .id = id,
        .subject = id,
        .at = call->clock,
    };
    enum status status = emit_alarm_raised(call, id, &raised, NULL);

    return status ? status : announce(self, call, &occasion);
}

static enum status
note(struct notification *self, struct call *call, struct str service,
        int64_t at, const struct alarm *alarm)
{
    struct standing_alarm standing = { service, alarm->kind, alarm->what, at };
    bool is_new;
    enum status status = store_see_alarm(self->cases, &standing, &is_new);

    return status || !is_new ? status : tell(self, call, service, alarm);
}

/* Of dead letters the admins hear one by one: each needs a decision. */
enum status
alarm_note(struct notification *self, struct call *call, struct str service,
        int64_t at, const struct alarm *alarms, size_t count)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < count && !status; i++)
        if (alarms[i].kind != ALARM_KIND_DEAD_LETTER)
            status = note(self, call, service, at, &alarms[i]);
    return status ? status : store_forget_alarms(self->cases, service, at);
}
