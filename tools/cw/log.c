/* cw tail and cw events: a service's log and what it could not apply. */
#include "cw.h"

#include "base/clock.h"
#include "fundraising_messages.h"
#include "grants_messages.h"
#include "notification_messages.h"
#include "registry_messages.h"
#include "types_messages.h"
#include "wire/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct event_type *
find_type(struct str name)
{
    static const struct event_type log_events[] = {
        { "log.event_skipped", &types_event_skipped_schema, 0 },
        { "log.store_recovered", &types_store_recovered_schema, 0 },
        { "log.fork_settled", &types_fork_settled_schema, 0 },
        { "log.numbers_void", &types_numbers_void_schema, 0 },
        { "log.losses_settled", &types_losses_settled_schema, 0 },
        { 0 },
    };
    static const struct event_type *const tables[] = { registry_events,
        grants_events, fundraising_events, notification_events, log_events };

    for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
        for (const struct event_type *e = tables[i]; e->name; e++)
            if (str_equal(str_from(e->name), name))
                return e;
    return NULL;
}

static void
print_body(const struct event_record *event, struct arena *arena)
{
    const struct event_type *type = find_type(event->type);
    struct decode_error error;
    struct buffer text = { 0 };
    void *body;

    if (!event->has_body || !type)
        return;
    body = arena_alloc(arena, type->body->size);
    if (!codec_decode(type->body, event->body, arena, body, NULL, &error))
        json_encode(type->body, body, &text);
    printf(" " STR_FMT, STR_ARG(buffer_str(&text)));
    buffer_release(&text);
}

static void
print_event(const struct event_record *event, struct arena *arena)
{
    char at[TIME_TEXT_SIZE], subject[UUID_TEXT_SIZE] = "(erased)";

    time_format(event->at, at);
    if (event->has_subject)
        uuid_format(event->subject, subject);
    printf("%" PRId64 " %s " STR_FMT " %s", event->seq, at,
            STR_ARG(event->type), subject);
    print_body(event, arena);
    putchar('\n');
    fflush(stdout);
}

/* One page; *after moves on. */
static int
print_page(struct cw_link *link, const struct operation *operation,
        const char *hub, int64_t *after, bool waits, size_t *count)
{
    struct fetch_events_request request = {
        .after = *after,
        .has_wait_ms = waits,
        .wait_ms = 20000,
    };
    const struct fetch_events_reply *page = NULL;
    struct arena arena = { 0 };
    struct cw_reply reply;

    if (!cw_ask(link, operation, hub, NULL,
                codec_encode_in(&arena, operation->request, &request), &arena,
                &reply))
        page = cw_decode("tail", &reply, &arena);
    *count = page ? page->events_count : 0;
    for (size_t i = 0; i < *count; i++)
        print_event(&page->events[i], &arena);
    if (*count > 0)
        *after = page->events[*count - 1].seq;
    arena_release(&arena);
    return page ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
cw_tail(const struct options *options, const struct arguments *arguments)
{
    const char *service = arguments->words[0];
    const char *hub = argument(arguments, "--hub");
    const char *after_text = argument(arguments, "--after");
    const bool is_once = argument(arguments, "--once");
    int64_t after = 0;
    const struct operation *operation;
    struct arena arena = { 0 };
    struct cw_link link;
    size_t count;
    int status;

    if (after_text && !argument_number(arguments, "SEQ", after_text, 0, &after))
        return EXIT_USAGE;
    operation =
            cw_find_operation(arena_printf(&arena, "%s.fetch_events", service));
    arena_release(&arena);
    if (!operation)
        return cw_fail("tail", "there is no service %s", service);
    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS && cw_is_elsewhere(&link, hub))
        status = EXIT_FAILURE;
    while (status == EXIT_SUCCESS) {
        status = print_page(&link, operation, hub, &after, !is_once, &count);
        if (is_once && count == 0)
            break;
    }
    cw_close(&link);
    return status;
}

/* One question with the fields of a command line, and its answer as JSON. */
static int
ask_and_print(const struct options *options, const char *service,
        const char *name, const char *hub, const void *request)
{
    struct arena arena = { 0 };
    const struct operation *operation =
            cw_find_operation(arena_printf(&arena, "%s.%s", service, name));
    struct cw_reply reply;
    struct cw_link link;
    int status;

    if (!operation)
        return cw_fail(options->command, "there is no service %s", service);
    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS) {
        status = EXIT_FAILURE;
        if (!cw_is_elsewhere(&link, hub) &&
                !cw_ask(&link, operation, hub, NULL,
                        codec_encode_in(&arena, operation->request, request),
                        &arena, &reply))
            status = cw_print(options->command, &reply, &arena);
    }
    cw_close(&link);
    arena_release(&arena);
    return status;
}

/* -- what is lost --------------------------------------------------------- */

static void
print_loss(const struct loss_entry *loss)
{
    char at[TIME_TEXT_SIZE], seq[24] = "";

    time_format(loss->at, at);
    if (loss->has_seq)
        snprintf(seq, sizeof(seq), "%" PRId64, loss->seq);
    printf("%6" PRId64 " %-7s %8s %s %-36.*s " STR_FMT "\n", loss->loss,
            enum_name(&types_loss_kind_enumeration, loss->kind), seq, at,
            STR_ARG(loss->what), STR_ARG(loss->which));
}

/* One page; *cursor moves on, and is empty at the end. */
static int
print_losses(struct cw_link *link, const struct operation *operation,
        const char *hub, struct str *cursor, struct arena *arena)
{
    const struct list_losses_request request = {
        .has_cursor = cursor->len > 0,
        .cursor = *cursor,
    };
    const bool is_first = cursor->len == 0;
    const struct list_losses_reply *page = NULL;
    struct cw_reply reply;

    if (!cw_ask(link, operation, hub, NULL,
                codec_encode_in(arena, operation->request, &request), arena,
                &reply))
        page = cw_decode(link->options->command, &reply, arena);
    if (!page)
        return EXIT_FAILURE;
    if (is_first && page->items_count == 0)
        printf("no loss waits for a person\n");
    else if (is_first)
        printf("%6s %-7s %8s %-29s %-36s %s\n", "LOSS", "KIND", "EVENT", "AT",
                "WHAT", "WHICH");
    for (size_t i = 0; i < page->items_count; i++)
        print_loss(&page->items[i]);
    *cursor = page->has_next_cursor ? page->next_cursor : STR("");
    return EXIT_SUCCESS;
}

static int
list_losses(const struct options *options, const char *service, const char *hub)
{
    struct arena arena = { 0 };
    const struct operation *operation =
            cw_find_operation(arena_printf(&arena, "%s.list_losses", service));
    struct str cursor = STR("");
    struct cw_link link;
    int status;

    if (!operation)
        return cw_fail(options->command, "there is no service %s", service);
    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS && cw_is_elsewhere(&link, hub))
        status = EXIT_FAILURE;
    else if (status == EXIT_SUCCESS)
        do
            status = print_losses(&link, operation, hub, &cursor, &arena);
        while (status == EXIT_SUCCESS && cursor.len > 0);
    cw_close(&link);
    arena_release(&arena);
    return status;
}

/* What was refused, and what a restore did not bring back. */
int
cw_events(const struct options *options, const struct arguments *arguments)
{
    const char *verb = arguments->command->name + strlen("events ");
    const char *service = arguments->words[0];
    const char *hub = argument(arguments, "--hub");
    const char *reason = argument(arguments, "--reason");
    struct list_dead_letters_request dead = { 0 };
    struct settle_dead_letter_request letter = { 0 };
    struct settle_losses_request losses = { 0 };
    struct settle_fork_request fork = { 0 };
    int64_t number;

    if (strcmp(verb, "dead") == 0)
        return ask_and_print(options, service, "list_dead_letters", hub, &dead);
    if (strcmp(verb, "lost") == 0)
        return list_losses(options, service, hub);
    if (strcmp(verb, "rejoin") == 0) {
        fork.source = str_from(arguments->words[1]);
        fork.reason = str_from(reason);
        return ask_and_print(options, service, "settle_fork", hub, &fork);
    }
    if (!argument_number(arguments,
                strcmp(verb, "settle") == 0 ? "LOSS" : "LETTER",
                arguments->words[1], 1, &number))
        return EXIT_USAGE;
    letter.letter = losses.through = number;
    letter.reason = losses.reason = str_from(reason);
    letter.skip = strcmp(verb, "skip") == 0;
    if (strcmp(verb, "settle") == 0)
        return ask_and_print(options, service, "settle_losses", hub, &losses);
    return ask_and_print(options, service, "settle_dead_letter", hub, &letter);
}

int
cw_recover(const struct options *options, const struct arguments *arguments)
{
    const char *numbers = argument(arguments, "--numbers");
    struct recover_alone_request request = {
        .reason = str_from(argument(arguments, "--reason")),
        .has_numbers = numbers != NULL,
    };

    if (numbers &&
            !argument_number(arguments, "N", numbers, 0, &request.numbers))
        return EXIT_USAGE;
    return ask_and_print(options, arguments->words[0], "recover_alone",
            argument(arguments, "--hub"), &request);
}
