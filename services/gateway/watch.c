/*
 * Registry's logs, followed for what makes the cached identities void. Every
 * event about an account is one that may: roles, tokens, sessions.
 */
#include "routing.h"

#include "base/clock.h"
#include "registry_messages.h"

#include <stdlib.h>

enum {
    WAIT_MS = 20 * 1000,
    WATCH_BUDGET_MS = 25 * 1000, /* so that it may wait that long */
    RETRY_MS = 2 * 1000,
};

/* One registry's log. It begins at the end: the past is not cached. */
struct watch {
    struct router *router;
    struct shard *shard;
    bool is_asking;
    bool has_begun;
    struct uuid store_epoch;
    int64_t seq;
    int64_t ask_at; /* monotonic */
    struct watch *next;
};

static void on_page(void *context, const struct reply_header *header,
        struct str payload, bool is_final);

static void
ask(struct watch *watch)
{
    struct fetch_events_request question = {
        .after = watch->has_begun ? watch->seq : WIRE_INT_MAX,
        .has_wait_ms = watch->has_begun,
        .wait_ms = WAIT_MS,
    };
    struct request_header header = {
        .op = STR("registry.fetch_events"),
        .has_hub = true,
        .hub = str_from(watch->shard->hub),
        .has_budget_ms = true,
        .budget_ms = WATCH_BUDGET_MS,
    };

    watch->is_asking = true;
    ask_own(watch->router, &header, &types_fetch_events_request_schema,
            &question, on_page, watch);
}

static void
forget_subjects(struct watch *watch, const struct fetch_events_reply *page)
{
    const struct str hub = str_from(watch->shard->hub);

    for (size_t i = 0; i < page->events_count; i++) {
        if (page->events[i].has_subject)
            router_forget(watch->router, &page->events[i].subject);
        if (str_equal(hub, watch->router->home_hub) &&
                str_equal(page->events[i].type,
                        STR("registry.hub_link_changed")))
            links_doubt(watch->router);
    }
    if (page->events_count > 0)
        watch->seq = page->events[page->events_count - 1].seq;
}

/* What is cached may be of another store, or older than the first page. */
static void
begin(struct watch *watch, const struct fetch_events_reply *page)
{
    router_forget(watch->router, NULL);
    watch->has_begun = true;
    watch->store_epoch = page->store_epoch;
    watch->seq = page->head;
}

static bool
read_page(struct watch *watch, struct str payload)
{
    struct arena arena = { 0 };
    struct fetch_events_reply page = { 0 };
    struct decode_error error;
    enum status status = codec_decode(&types_fetch_events_reply_schema, payload,
            &arena, &page, NULL, &error);

    if (!status && watch->has_begun &&
            uuid_equal(page.store_epoch, watch->store_epoch))
        forget_subjects(watch, &page);
    else if (!status)
        begin(watch, &page);
    arena_release(&arena);
    return !status;
}

static void
on_page(void *context, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct watch *watch = context;
    struct router *router = watch->router;

    watch->is_asking = !is_final;
    if (header->status == status_code(STATUS_OK) && read_page(watch, payload))
        watch->ask_at = router->now;
    else
        watch->ask_at = router->now + RETRY_MS;
    if (is_final && watch->ask_at <= router->now && !router->is_draining)
        ask(watch);
}

static struct watch *
watch_of(struct router *router, struct shard *shard)
{
    struct watch *watch = router->watches;

    while (watch && watch->shard != shard)
        watch = watch->next;
    if (watch)
        return watch;
    watch = calloc(1, sizeof(*watch));
    if (!watch)
        abort();
    watch->router = router;
    watch->shard = shard;
    watch->next = router->watches;
    router->watches = watch;
    return watch;
}

void
watch_registries(struct router *router)
{
    for (size_t i = 0; i < router->shards.count; i++) {
        struct shard *shard = router->shards.items[i];
        struct watch *watch;

        if (strcmp(shard->service, "registry") != 0 || !shard_owner(shard))
            continue;
        watch = watch_of(router, shard);
        if (!watch->is_asking && watch->ask_at <= router->now)
            ask(watch);
    }
}

void
watch_release(struct router *router)
{
    while (router->watches) {
        struct watch *watch = router->watches;

        router->watches = watch->next;
        free(watch);
    }
}
