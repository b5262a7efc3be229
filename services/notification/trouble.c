/*
 * An event that a service of this hub could not apply waits for a person.
 * From time to time we ask each for such dead letters and tell the admins.
 */
#include "announce.h"
#include "base/clock.h"
#include "fundraising_messages.h"
#include "grants_messages.h"
#include "registry_messages.h"

#include <inttypes.h>

static const int64_t look_again_ms = 10 * MINUTE_MS;

/* What is asked of whom, one after the other. */
static const struct operation *const services[] = {
    registry_operations,
    grants_operations,
    fundraising_operations,
    notification_operations,
};

enum { SERVICE_COUNT = sizeof(services) / sizeof(*services) };

struct look {
    size_t service;
};

static enum status ask_next(struct notification *self, struct call *call,
        struct look *look);

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

/* A service that does not answer is asked again the next time. */
static enum status
on_letters(void *state_of_service, struct call *call, void *state,
        enum status answer, const void *reply)
{
    struct notification *self = state_of_service;
    struct look *look = state;
    const struct list_dead_letters_reply *letters = reply;
    const char *service = services[look->service]->service;
    enum status status = STATUS_OK;

    for (size_t i = 0; !answer && !status && i < letters->items_count; i++)
        status = tell(self, call, service, &letters->items[i]);
    if (status)
        return status;
    look->service++;
    return ask_next(self, call, look);
}

static const struct operation *
find_list(const struct operation *operations)
{
    while (strcmp(operations->name, "list_dead_letters") != 0)
        operations++;
    return operations;
}

static enum status
ask_next(struct notification *self, struct call *call, struct look *look)
{
    struct list_dead_letters_request *request =
            arena_alloc(call->arena, sizeof(*request));
    const struct operation *operation;
    int64_t last;
    enum status status;

    if (look->service == SERVICE_COUNT)
        return STATUS_OK;
    operation = find_list(services[look->service]);
    status = store_find_trouble(self->cases, str_from(operation->service),
            &last);
    if (status)
        return status;
    request->has_cursor = last > 0;
    request->cursor = arena_printf(call->arena, "%" PRId64, last);
    return call_ask(call, operation, call->hub, request, on_letters, look);
}

enum status
on_timer_look_for_trouble(struct notification *self, struct call *call,
        struct uuid subject)
{
    struct look *look = arena_alloc(call->arena, sizeof(*look));
    enum status status = call_schedule(call, "look_for_trouble", subject,
            call->clock + look_again_ms);

    return status ? status : ask_next(self, call, look);
}
