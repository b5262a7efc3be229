/*
 * Sessions. A client that sends Sec-Fetch-Site is a browser: when it signs in
 * it also gets its token as a cookie that scripts cannot read, and when it
 * signs out the cookie goes. Everybody else keeps the token of the reply.
 */
#include "base/clock.h"
#include "identify.h"
#include "operation_page.h"
#include "pages.h"
#include "registry_messages.h"
#include "respond_problem.h"
#include "respond_record.h"

#include <ctype.h>

/* Guesses at one account, and from one place. */
static const struct rate rate_of_account = { 5, MINUTE_MS };
static const struct rate rate_of_address = { 20, MINUTE_MS };

#define NO_TEXT ((struct str){ 0 })

static bool
is_browser(const struct ask *ask)
{
    return http_header(ask->http, "Sec-Fetch-Site").len > 0;
}

/* Signing somebody in from a foreign page is refused, too. */
static bool
comes_from_here(struct ask *ask)
{
    const struct str site = http_header(ask->http, "Sec-Fetch-Site");
    const struct str origin = http_header(ask->http, "Origin");

    if (site.len == 0 && origin.len == 0)
        return true; /* no browser */
    if (is_same_origin(site, origin, http_header(ask->http, "Host")))
        return true;
    respond_bare_problem(ask, &problem_foreign_origin);
    return false;
}

/* The hub and the name, in small letters, so that spellings count as one. */
static struct str
account_subject(struct ask *ask, struct str account)
{
    const struct str subject = arena_printf(ask->arena, STR_FMT " " STR_FMT,
            STR_ARG(ask->mapped.hub), STR_ARG(account));
    char *bytes = (char *)(uintptr_t)subject.data;

    for (size_t i = 0; i < subject.len; i++)
        bytes[i] = (char)tolower((unsigned char)bytes[i]);
    return subject;
}

static bool
may_try(struct ask *ask, struct str kind, struct str subject, struct rate rate)
{
    const int64_t wait_ms = rates_take(&ask->edge->rates, kind, subject, rate,
            clock_monotonic_us());

    if (wait_ms > 0)
        respond_too_many(ask, &problem_too_many, wait_ms);
    return wait_ms == 0;
}

static bool
may_log_in(struct ask *ask)
{
    const struct log_in_request *request = ask->mapped.record;
    const struct address site = address_site(ask->http->client);

    if (!ask->edge->settings.has_rate_limits)
        return true;
    return may_try(ask, STR("login address"),
                   (struct str){ (const char *)site.bytes, sizeof site.bytes },
                   rate_of_address) &&
           may_try(ask, STR("login account"),
                   account_subject(ask, request->account), rate_of_account);
}

static void
on_log_in(void *asker, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct ask *ask = asker;
    const struct log_in_reply *reply = NULL;

    if (!is_final)
        return;
    ask->is_waiting = false;
    if (header->status != 200) {
        respond_refused(ask, header, payload);
        return;
    }
    reply = operation_reply(ask, &registry_log_in_reply_schema, payload,
            ask->arena);
    if (!reply)
        return;
    if (is_browser(ask)) {
        const int64_t seconds = (reply->expires_at - clock_now()) / SECOND_MS;
        http_set_header(ask->http, "Set-Cookie",
                cookie_for_session(reply->token, seconds, ask->arena));
        http_set_header(ask->http, "X-CSRF-Token",
                csrf_token(reply->token, ask->arena));
    }
    respond_record(ask, reply);
}

/* Whoever was signed in before is nobody here. */
void
serve_log_in(struct ask *ask)
{
    ask->credentials = (struct credentials){ 0 };
    if (!comes_from_here(ask) || !operation_read(ask) || !may_log_in(ask))
        return;
    operation_send(ask, STR("registry.log_in"),
            codec_encode_in(ask->arena, &registry_log_in_request_schema,
                    ask->mapped.record),
            on_log_in);
}

static void
on_log_out(void *asker, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct ask *ask = asker;

    if (is_final && header->status == 200 &&
            ask->credentials.kind == CREDENTIAL_COOKIE)
        http_set_header(ask->http, "Set-Cookie",
                cookie_for_session(NO_TEXT, 0, ask->arena));
    operation_answer(asker, header, payload, is_final);
}

/* A page cannot name the token it does not see: it means its own. */
void
serve_log_out(struct ask *ask)
{
    struct log_out_request *request;

    if (!operation_read(ask))
        return;
    request = ask->mapped.record;
    if (!request->has_token && ask->credentials.kind == CREDENTIAL_COOKIE) {
        request->has_token = true;
        request->token = ask->credentials.token;
    }
    operation_send(ask, STR("registry.log_out"),
            codec_encode_in(ask->arena, &registry_log_out_request_schema,
                    request),
            on_log_out);
}

static void
on_session(struct ask *ask, enum status status, const struct actor *actor)
{
    struct get_session_reply reply = { 0 };

    if (status) {
        respond_bare_problem(ask, status == STATUS_UNAUTHENTICATED
                                          ? &problem_unauthenticated
                                          : &problem_unavailable);
        return;
    }
    reply.has_account = actor->has_account;
    reply.account = actor->account;
    reply.has_home_hub = actor->has_home_hub;
    reply.home_hub = actor->home_hub;
    reply.grants = actor->grants;
    reply.grants_count = actor->grants_count;
    if (ask->credentials.kind == CREDENTIAL_COOKIE) {
        reply.has_csrf_token = true;
        reply.csrf_token = csrf_token(ask->credentials.token, ask->arena);
    }
    respond_record(ask, &reply);
}

void
serve_session(struct ask *ask)
{
    const struct get_session_reply nobody = { 0 };

    if (!operation_read(ask))
        return;
    if (ask->credentials.kind == CREDENTIAL_NONE)
        respond_record(ask, &nobody);
    else
        identify(ask, on_session);
}
