#include "server/problem.h"

#include "server/dispatch.h"
#include "wire/codec.h"

static void
write_problem(struct exchange *exchange, const struct problem *problem,
        const struct refusal *refusal)
{
    struct arena *arena = &exchange->arena;
    struct problem_reply reply = {
        .type = arena_printf(arena, "urn:commonweal:problem:%s", problem->code),
        .title = str_from(problem->title_en),
        .status = exchange->status,
        .has_detail = refusal->detail.len > 0,
        .detail = refusal->detail,
        .has_field = refusal->field.len > 0,
        .field = refusal->field,
        .has_expected = refusal->expected.len > 0,
        .expected = refusal->expected,
    };

    exchange->payload =
            codec_encode_in(arena, &types_problem_reply_schema, &reply);
}

/* What a bare status means when no handler said more. */
static const struct problem *
problem_of(enum status status)
{
    switch (status) {
    case STATUS_MALFORMED:
        return &problem_malformed;
    case STATUS_UNAUTHENTICATED:
        return &problem_unauthenticated;
    case STATUS_FORBIDDEN:
        return &problem_forbidden;
    case STATUS_NOT_FOUND:
        return &problem_not_found;
    case STATUS_STALE:
        return &problem_stale;
    case STATUS_TOO_LARGE:
        return &problem_too_large;
    case STATUS_REFUSED:
        return &problem_invalid_field;
    case STATUS_CONFLICT:
        return &problem_conflict;
    case STATUS_TOO_MANY:
        return &problem_too_many;
    case STATUS_UNAVAILABLE:
        return &problem_unavailable;
    case STATUS_TOO_LATE:
        return &problem_too_late;
    default:
        return &problem_internal;
    }
}

void
exchange_fail(struct exchange *exchange, enum status status)
{
    const struct problem *problem = exchange->call.refusal.problem;

    if (!problem || problem->status != status) {
        problem = problem_of(status);
        exchange->call.refusal = (struct refusal){ .problem = problem };
    }
    exchange->status = problem->status;
    write_problem(exchange, problem, &exchange->call.refusal);
}

void
dispatch_refuse(struct exchange *exchange, const struct problem *problem)
{
    dispatch_refuse_for(exchange, problem, "", STR(""));
}

void
dispatch_refuse_for(struct exchange *exchange, const struct problem *problem,
        const char *field, struct str detail)
{
    exchange->call.refusal = (struct refusal){
        .problem = problem,
        .field = str_from(field),
        .detail = detail,
    };
    exchange_fail(exchange, problem->status);
}
