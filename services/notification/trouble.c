/*
 * From time to time we ask each service of this hub for events that it could
 * not apply and for its alarms, and the gateway for stores that two claim to
 * be, and tell the admins.
 */
#include "alarm.h"
#include "announce.h"
#include "base/clock.h"
#include "fundraising_messages.h"
#include "gateway_messages.h"
#include "grants_messages.h"
#include "registry_messages.h"

#include <inttypes.h>

static const int64_t look_again_ms = 10 * MINUTE_MS;

struct look {
    size_t question;
    int64_t at;
};

/* Dead letters */

static enum status
tell(struct notification *self, struct call *call, const char *service,
        const struct dead_letter *letter)
{
    struct notification_trouble_found found = {
        .service = str_from(service),
        .letter = letter->letter,
        .type = letter->type,
    };
    struct occasion occasion = {
        .event = "notification.trouble_found",
        .schema = &notification_trouble_found_schema,
        .body = &found,
        .id = call_new_id(call),
        .subject = letter->subject,
        .at = call->now,
    };
    enum status status =
            emit_trouble_found(call, letter->subject, &found, NULL);

    if (!status)
        status = store_put_trouble(self->cases, found.service, found.letter);
    return status ? status : announce(self, call, &occasion);
}

static enum status
ask_for_letters(struct notification *self, struct call *call,
        const char *service, const void **out)
{
    struct list_dead_letters_request *request =
            arena_alloc(call->arena, sizeof(*request));
    int64_t last;
    enum status status =
            store_find_trouble(self->cases, str_from(service), &last);

    request->has_cursor = last > 0;
    request->cursor = arena_printf(call->arena, "%" PRId64, last);
    *out = request;
    return status;
}

static enum status
take_letters(struct notification *self, struct call *call,
        const struct look *look, const char *service, const void *reply)
{
    const struct list_dead_letters_reply *letters = reply;
    enum status status = STATUS_OK;

    (void)look;
    for (size_t i = 0; !status && i < letters->items_count; i++)
        status = tell(self, call, service, &letters->items[i]);
    return status;
}

/* Alarms */

static enum status
ask_for_condition(struct notification *self, struct call *call,
        const char *service, const void **out)
{
    (void)self;
    (void)service;
    *out = arena_alloc(call->arena, sizeof(struct get_condition_request));
    return STATUS_OK;
}

static enum status
take_condition(struct notification *self, struct call *call,
        const struct look *look, const char *service, const void *reply)
{
    const struct get_condition_reply *condition = reply;
    const struct store_condition *store = condition->stores;

    if (condition->stores_count != 1)
        return STATUS_OK;
    return alarm_note(self, call, str_from(service), look->at, store->alarms,
            store->alarms_count);
}

static enum status
ask_for_shards(struct notification *self, struct call *call,
        const char *service, const void **out)
{
    struct list_shards_request *request =
            arena_alloc(call->arena, sizeof(*request));

    (void)self;
    (void)service;
    request->has_of_hub = true;
    request->of_hub = call->hub;
    *out = request;
    return STATUS_OK;
}

static enum status
take_shards(struct notification *self, struct call *call,
        const struct look *look, const char *service, const void *reply)
{
    const struct list_shards_reply *shards = reply;
    struct alarm *alarms = arena_alloc(call->arena,
            (shards->items_count + 1) * sizeof(*alarms));
    size_t count = 0;

    for (size_t i = 0; i < shards->items_count; i++)
        if (shards->items[i].is_disputed)
            alarms[count++] = (struct alarm){
                .kind = ALARM_KIND_TWO_STORES,
                .what = shards->items[i].service,
                .count = 1,
            };
    return alarm_note(self, call, str_from(service), look->at, alarms, count);
}

/* What is asked of whom, one after the other. */
static const struct question {
    const struct operation *operations;
    const char *name;
    enum status (*ask)(struct notification *self, struct call *call,
            const char *service, const void **out);
    enum status (*take)(struct notification *self, struct call *call,
            const struct look *look, const char *service, const void *reply);
} questions[] = {
    { registry_operations, "list_dead_letters", ask_for_letters, take_letters },
    { registry_operations, "get_condition", ask_for_condition, take_condition },
    { grants_operations, "list_dead_letters", ask_for_letters, take_letters },
    { grants_operations, "get_condition", ask_for_condition, take_condition },
    { fundraising_operations, "list_dead_letters", ask_for_letters,
            take_letters },
    { fundraising_operations, "get_condition", ask_for_condition,
            take_condition },
    { notification_operations, "list_dead_letters", ask_for_letters,
            take_letters },
    { notification_operations, "get_condition", ask_for_condition,
            take_condition },
    { gateway_operations, "list_shards", ask_for_shards, take_shards },
};

enum { QUESTION_COUNT = sizeof(questions) / sizeof(*questions) };

static enum status ask_next(struct notification *self, struct call *call,
        struct look *look);

/* A service that does not answer is asked again the next time. */
static enum status
on_answer(void *state_of_service, struct call *call, void *state,
        enum status answer, const void *reply)
{
    struct notification *self = state_of_service;
    struct look *look = state;
    const struct question *question = &questions[look->question];
    enum status status = STATUS_OK;

    if (!answer)
        status = question->take(self, call, look, question->operations->service,
                reply);
    look->question++;
    return status ? status : ask_next(self, call, look);
}

static const struct operation *
find_operation(const struct question *question)
{
    const struct operation *operation = question->operations;

    while (strcmp(operation->name, question->name) != 0)
        operation++;
    return operation;
}

static enum status
ask_next(struct notification *self, struct call *call, struct look *look)
{
    const struct question *question = &questions[look->question];
    const void *request;
    enum status status;

    if (look->question == QUESTION_COUNT)
        return STATUS_OK;
    status = question->ask(self, call, question->operations->service, &request);
    if (status)
        return status;
    return call_ask(call, find_operation(question), call->hub, request,
            on_answer, look);
}

enum status
on_timer_look_for_trouble(struct notification *self, struct call *call,
        struct uuid subject)
{
    struct look *look = arena_alloc(call->arena, sizeof(*look));
    enum status status = call_schedule(call, "look_for_trouble", subject,
            call->clock + look_again_ms);

    look->at = call->clock;
    return status ? status : ask_next(self, call, look);
}
