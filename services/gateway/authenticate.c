/*
 * Who asks: the token's own hub knows. It is asked as one more request of the
 * router's, in the name of service gateway.
 */
#include "routing.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/envelope.h"
#include "crossing.h"
#include "registry_messages.h"

#include <stdlib.h>

enum { ASK_BUDGET_MS = 5 * 1000 };

/* What the answer of registry comes back to. */
struct asking {
    struct router *router;
    struct identity *identity; /* held */
    char hub[128];             /* of the token */
};

static void
identified(struct router *router, struct request *request, enum status status)
{
    struct asker asker = request->asker;
    struct identity *identity = request->identity;

    request->identity = NULL;
    request_destroy(&router->requests, request);
    asker.identify(asker.context, status, status ? NULL : &identity->actor);
    if (identity)
        identity_unhold(identity);
}

void
go_on(struct router *router, struct request *request, enum status status)
{
    if (request->asker.kind == ASKER_IDENTITY)
        identified(router, request, status);
    else if (status == STATUS_UNAUTHENTICATED)
        refuse_for(router, request, &problem_unauthenticated,
                "the token is unknown, expired or revoked");
    else if (status)
        refuse_for(router, request, &problem_unavailable,
                "the token's hub cannot be asked about it");
    else
        place(router, request);
}

/* Everybody who waited for this answer goes on with it. */
static void
wake(struct router *router, struct identity *identity, enum status status)
{
    struct request *request;

    while ((request = identity->waiting.first)) {
        request_unlist(request);
        go_on(router, request, status);
    }
}

/* By our clock, which may be days from that of the token's hub. */
static int64_t
expiry_of(const struct authenticate_reply *reply)
{
    return reply->has_valid_ms ? clock_now() + reply->valid_ms
                               : reply->expires_at;
}

/* STATUS_UNAUTHENTICATED: it says what it may not say. */
static enum status
learn(struct router *router, struct identity *identity, struct str hub,
        struct str payload)
{
    struct authenticate_reply reply = { 0 };
    struct decode_error error;
    struct arena arena = { 0 };
    enum status status = codec_decode(&registry_authenticate_reply_schema,
            payload, &arena, &reply, NULL, &error);
    struct actor actor = {
        .has_account = true,
        .account = reply.account,
        .has_home_hub = true,
        .home_hub = reply.home_hub,
        .grants = reply.grants,
        .grants_count = reply.grants_count,
    };

    if (status) {
        log_error("event=reply_unreadable op=registry.authenticate");
        status = STATUS_INTERNAL;
    } else if (!crossing_believes(router, hub, &actor)) {
        status = STATUS_UNAUTHENTICATED;
    } else {
        identity_learn(identity, &actor, expiry_of(&reply), router->now);
    }
    arena_release(&arena);
    return status;
}

/* Registry said no, as opposed to nothing. */
static bool
is_denial(int64_t status)
{
    return status == STATUS_UNAUTHENTICATED || status == STATUS_NOT_FOUND ||
           status == STATUS_REFUSED || status == STATUS_MALFORMED;
}

static enum status
judge(struct router *router, struct identity *identity, struct str hub,
        const struct reply_header *header, struct str payload)
{
    enum status status = status_from_code(header->status);

    if (!status)
        status = learn(router, identity, hub, payload);
    if (!status)
        return STATUS_OK;
    if (is_denial(status)) {
        identity_forget(&router->identities, identity);
        return STATUS_UNAUTHENTICATED;
    }
    return identity_miss(identity, router->now, clock_now())
                   ? STATUS_OK
                   : STATUS_UNAVAILABLE;
}

static void
on_answer(void *context, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct asking asking = *(struct asking *)context;
    enum status status;

    if (!is_final)
        return;
    free(context);
    status = judge(asking.router, asking.identity, str_from(asking.hub), header,
            payload);
    asking.identity->is_asking = false;
    wake(asking.router, asking.identity, status);
    identity_unhold(asking.identity);
}

/* With the rights of a service. */
static void
ask_registry(struct router *router, struct identity *identity, struct str token,
        struct str hub)
{
    struct authenticate_request question = { .token = token };
    struct request_header header = {
        .op = STR("registry.authenticate"),
        .has_hub = true,
        .hub = hub,
        .has_budget_ms = true,
        .budget_ms = ASK_BUDGET_MS,
    };
    struct asking *asking = malloc(sizeof(*asking));

    if (!asking)
        abort();
    *asking = (struct asking){ router, identity, "" };
    snprintf(asking->hub, sizeof(asking->hub), STR_FMT, STR_ARG(hub));
    identity->holds++;
    identity->is_asking = true;
    ask_own(router, &header, &registry_authenticate_request_schema, &question,
            on_answer, asking);
}

static bool
can_ask(const struct router *router, struct str hub)
{
    const struct shard *shard = shard_find(&router->shards, "registry", hub);

    return shard ? shard_owner(shard) != NULL
                 : parent_is_up(&router->parent) &&
                           !hub_is_within(hub, router->home_hub);
}

void
authenticate(struct router *router, struct request *request, struct str token)
{
    struct str hub = token_hub(token);
    struct identity *identity;

    if (hub.len == 0) {
        go_on(router, request, STATUS_UNAUTHENTICATED);
        return;
    }
    identity = identity_hold(&router->identities, token);
    request->identity = identity;
    if (identity_state(identity, router->now, clock_now(),
                can_ask(router, hub)) == IDENTITY_USABLE) {
        go_on(router, request, STATUS_OK);
        return;
    }
    request->state = REQUEST_IDENTIFYING;
    request_append(&identity->waiting, request);
    request_set_due(&router->requests, request, request->deadline);
    if (!identity->is_asking)
        ask_registry(router, identity, token, hub);
}
