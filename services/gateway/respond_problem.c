#include "respond_problem.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/envelope.h"
#include "credentials.h"
#include "problems.h"
#include "response.h"
#include "wire/json.h"

#include <inttypes.h>

#define NO_TEXT ((struct str){ 0 })

/* A browser whose session is over forgets it, so that it may go on. */
static void
set_unauthenticated(struct ask *ask)
{
    http_set_header(ask->http, "WWW-Authenticate",
            STR("Bearer realm=\"commonweal\""));
    if (ask->credentials.kind == CREDENTIAL_COOKIE)
        http_set_header(ask->http, "Set-Cookie",
                cookie_for_session(NO_TEXT, 0, ask->arena));
}

static void
send_problem(struct ask *ask, const struct problem_reply *reply)
{
    struct buffer buffer = { 0 };

    http_set_header(ask->http, "Content-Language",
            str_from(language_tag(ask->language)));
    if (reply->status == STATUS_UNAUTHENTICATED)
        set_unauthenticated(ask);
    json_encode(&types_problem_reply_schema, reply, &buffer);
    respond_body(ask, (int)reply->status, "application/problem+json",
            buffer_str(&buffer));
    buffer_release(&buffer);
}

static struct str
title_of(const struct ask *ask, const struct problem *problem)
{
    return str_from(ask->language == LANGUAGE_ENGLISH ? problem->title_en
                                                      : problem->title_zh);
}

void
respond_problem(struct ask *ask, const struct problem *problem,
        struct str field, struct str detail, struct str expected)
{
    const struct problem_reply reply = {
        .type = arena_printf(ask->arena, PROBLEM_TYPE_PREFIX "%s",
                problem->code),
        .title = title_of(ask, problem),
        .status = problem->status,
        .has_field = field.len > 0,
        .field = field,
        .has_detail = detail.len > 0,
        .detail = detail,
        .has_expected = expected.len > 0,
        .expected = expected,
    };

    send_problem(ask, &reply);
}

void
respond_bare_problem(struct ask *ask, const struct problem *problem)
{
    respond_problem(ask, problem, NO_TEXT, NO_TEXT, NO_TEXT);
}

void
respond_decode_error(struct ask *ask, const struct decode_error *error)
{
    respond_problem(ask, envelope_problem_of(error), error->field,
            error->detail, error->expected);
}

static void
set_retry_after(struct ask *ask, int64_t wait_ms)
{
    const int64_t seconds = (wait_ms + SECOND_MS - 1) / SECOND_MS;

    http_set_header(ask->http, "Retry-After",
            arena_printf(ask->arena, "%lld",
                    (long long)(seconds > 0 ? seconds : 1)));
}

void
respond_too_many(struct ask *ask, const struct problem *problem,
        int64_t wait_ms)
{
    set_retry_after(ask, wait_ms);
    respond_problem(ask, problem, NO_TEXT,
            arena_printf(ask->arena, "the next one in %" PRId64 " s",
                    (wait_ms + SECOND_MS - 1) / SECOND_MS),
            NO_TEXT);
}

/* Where HTTP has what the header of a message holds. */
static struct str
field_on_http(struct str field)
{
    if (str_equal(field, STR("header.hub")))
        return STR("hub");
    if (str_equal(field, STR("header.key")))
        return STR("Idempotency-Key");
    return field;
}

void
respond_refused(struct ask *ask, const struct reply_header *header_in,
        struct str payload)
{
    struct problem_reply reply = { 0 };

    if (header_in->has_retry_after_ms)
        set_retry_after(ask, header_in->retry_after_ms);
    if (envelope_read_problem(payload, ask->arena, &reply) ||
            reply.status != header_in->status) {
        log_error("http event=problem_unreadable status=%lld",
                (long long)header_in->status);
        respond_bare_problem(ask, &problem_internal);
        return;
    }
    const struct problem *problem = problem_find(envelope_problem_code(&reply));
    if (problem)
        reply.title = title_of(ask, problem);
    reply.field = field_on_http(reply.field);
    send_problem(ask, &reply);
}
