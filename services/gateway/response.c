#include "response.h"

#include "accept.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "bus/envelope.h"
#include "csv.h"
#include "problems.h"
#include "wire/json.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <zlib.h>

enum {
    GZIP_FROM = 1024,      /* smaller ones do not gain */
    GZIP_TO = 1024 * 1024, /* larger ones keep the loop too long */
    GZIP_QUICK = 1,        /* while the loop waits */
    GZIP_BEST = 9,
    GZIP_WINDOW = 15 + 16, /* the largest, in gzip's format */
    ETAG_BYTES = 16,
};

#define NO_TEXT ((struct str){ 0 })

static struct str
header(const struct ask *ask, const char *name)
{
    return http_header(ask->http, name);
}

static void
set(struct ask *ask, const char *name, const char *value)
{
    http_set_header(ask->http, name, str_from(value));
}

/* Every answer has these; what is private is not to be kept by anybody. */
static void
set_common_headers(struct ask *ask, const char *content_type,
        const char *policy, const char *cache)
{
    char id[UUID_TEXT_SIZE];

    uuid_format(ask->id, id);
    set(ask, "Request-Id", id);
    set(ask, "Content-Type", content_type);
    set(ask, "Content-Security-Policy", policy);
    set(ask, "X-Content-Type-Options", "nosniff");
    set(ask, "Referrer-Policy", "same-origin");
    set(ask, "Cross-Origin-Opener-Policy", "same-origin");
    set(ask, "Cross-Origin-Resource-Policy", "same-origin");
    set(ask, "Permissions-Policy", "geolocation=(), camera=(), microphone=()");
    set(ask, "Vary",
            "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie");
    set(ask, "Cache-Control", cache);
}

static const char *
cache_of(const struct ask *ask, int status)
{
    return status == 200 && ask->credentials.kind == CREDENTIAL_NONE
                   ? "no-cache"
                   : "no-store";
}

static bool
takes_gzip(const struct ask *ask)
{
    return accept_weight(header(ask, "Accept-Encoding"), STR("gzip"),
                   STR("*")) > 0;
}

/* Empty if it could not be done. */
static struct str
compress_body(struct str body, int level, struct arena *arena)
{
    z_stream stream = { 0 };
    struct str out = { 0 };

    if (deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW, 8,
                Z_DEFAULT_STRATEGY) != Z_OK)
        return out;
    const size_t cap = deflateBound(&stream, body.len);
    char *data = arena_alloc(arena, cap);
    stream.next_in = (unsigned char *)(uintptr_t)body.data;
    stream.avail_in = (unsigned)body.len;
    stream.next_out = (unsigned char *)data;
    stream.avail_out = (unsigned)cap;
    if (deflate(&stream, Z_FINISH) == Z_STREAM_END)
        out = (struct str){ data, stream.total_out };
    deflateEnd(&stream);
    return out;
}

static void
answered(struct ask *ask, int status)
{
    ask->status = status;
    ask->answered_us = clock_monotonic_us();
}

static void
send_answer(struct ask *ask, int status, struct str body)
{
    struct str compressed = { 0 };

    if (body.len >= GZIP_FROM && body.len <= GZIP_TO && takes_gzip(ask))
        compressed = compress_body(body, GZIP_QUICK, ask->arena);
    if (compressed.len > 0) {
        set(ask, "Content-Encoding", "gzip");
        body = compressed;
    }
    answered(ask, status);
    http_reply(ask->http, status, body);
}

/* Weak: the same for every encoding. */
static struct str
etag_of(struct str body, struct arena *arena)
{
    const struct hash hash = hash_of(body.data, body.len);
    char hex[2 * ETAG_BYTES + 1];

    sodium_bin2hex(hex, sizeof(hex), hash.bytes, ETAG_BYTES);
    return ARENA_JOIN(arena, STR("W/\""), str_from(hex), STR("\""));
}

static struct str
opaque_part(struct str etag)
{
    if (etag.len > 2 && memcmp(etag.data, "W/", 2) == 0)
        return (struct str){ etag.data + 2, etag.len - 2 };
    return etag;
}

static bool
is_known_to_client(const struct ask *ask, struct str etag)
{
    struct str known = header(ask, "If-None-Match");

    while (known.len > 0) {
        const struct str one = accept_next(&known, ',');
        if (str_equal(one, STR("*")) ||
                str_equal(opaque_part(one), opaque_part(etag)))
            return true;
    }
    return false;
}

/* What was read, with its ETag, or 304 if the client has it. */
static void
send_read(struct ask *ask, struct str body)
{
    const struct str etag = etag_of(body, ask->arena);

    http_set_header(ask->http, "ETag", etag);
    if (is_known_to_client(ask, etag))
        send_answer(ask, 304, NO_TEXT);
    else
        send_answer(ask, 200, body);
}

void
document_set_etag(struct document *document, struct arena *arena)
{
    document->etag = etag_of(document->body, arena);
}

void
document_prepare(struct document *document, struct arena *arena)
{
    document->compressed = compress_body(document->body, GZIP_BEST, arena);
    document_set_etag(document, arena);
}

/* The smallest form that the client takes; NULL for the plain one. */
static const char *
choose_encoding(const struct ask *ask, const struct document *document,
        struct str *out)
{
    const struct str brotli = STR("br");

    if (document->brotli.len > 0 &&
            accept_weight(header(ask, "Accept-Encoding"), brotli, brotli) > 0) {
        *out = document->brotli;
        return "br";
    }
    if (document->compressed.len > 0 && takes_gzip(ask)) {
        *out = document->compressed;
        return "gzip";
    }
    *out = document->body;
    return NULL;
}

void
respond_document(struct ask *ask, const struct document *document)
{
    struct str body;
    const char *encoding = choose_encoding(ask, document, &body);
    const bool is_known = is_known_to_client(ask, document->etag);

    set_common_headers(ask, document->content_type, document->policy,
            document->cache ? document->cache : "no-cache");
    http_set_header(ask->http, "ETag", document->etag);
    if (encoding && !is_known)
        set(ask, "Content-Encoding", encoding);
    answered(ask, is_known ? 304 : 200);
    http_reply(ask->http, is_known ? 304 : 200, is_known ? NO_TEXT : body);
}

void
respond_text(struct ask *ask, int status, struct str body)
{
    set_common_headers(ask, "text/plain; charset=utf-8", POLICY_DATA,
            "no-store");
    send_answer(ask, status, body);
}

void
respond_redirect(struct ask *ask, struct str path)
{
    set_common_headers(ask, "text/plain; charset=utf-8", POLICY_DATA,
            "no-cache");
    http_set_header(ask->http, "Location", path);
    send_answer(ask, 302, NO_TEXT);
}

void
respond_stream(struct ask *ask)
{
    set_common_headers(ask, "text/event-stream", POLICY_DATA, "no-store");
    set(ask, "X-Accel-Buffering", "no");
    answered(ask, 200);
    http_stream(ask->http, 200);
}

/* -- records ------------------------------------------------------------- */

bool
wants_csv(const struct ask *ask)
{
    const struct str accepted = header(ask, "Accept");

    if (ask->mapped.format.len > 0)
        return str_equal(ask->mapped.format, STR("csv"));
    return accept_weight(accepted, STR("text/csv"), STR("text/*")) >
           accept_weight(accepted, STR("application/json"), STR("*/*"));
}

static const struct field *
reply_field(const struct operation *operation, const char *name)
{
    const struct schema *schema = operation->reply;

    for (size_t i = 0; i < schema->field_count; i++)
        if (strcmp(schema->fields[i].name, name) == 0)
            return &schema->fields[i];
    return NULL;
}

static struct str
csv_of(const struct operation *operation, const char *record,
        struct buffer *buffer)
{
    const struct field *items = reply_field(operation, "items");
    const void *list = *(void *const *)(const void *)(record + items->offset);
    const size_t count =
            *(const size_t *)(const void *)(record + items->companion_offset);

    csv_write(items->record, list, count, buffer);
    return buffer_str(buffer);
}

static void
append_escaped(struct buffer *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.data[i];
        if (memchr("-._~", byte, 4) || (byte >= '0' && byte <= '9') ||
                (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
            buffer_append(out, &byte, 1);
        else
            buffer_printf(out, "%%%02X", (unsigned char)byte);
    }
}

static void
append_parameter(struct buffer *out, struct str name, struct str value,
        const char **separator)
{
    buffer_append_str(out, str_from(*separator));
    append_escaped(out, name);
    buffer_append(out, "=", 1);
    append_escaped(out, value);
    *separator = "&";
}

/* The same question with another cursor. */
static void
set_link(struct ask *ask, struct str cursor)
{
    const struct str target = ask->http->target;
    const char *separator = "?";
    struct buffer link = { 0 };

    buffer_append(&link, "<", 1);
    buffer_append(&link, target.data, strcspn(target.data, "?"));
    for (size_t i = 0; i < ask->uri.parameter_count; i++) {
        const struct parameter *parameter = &ask->uri.parameters[i];
        if (!str_equal(parameter->name, STR("cursor")))
            append_parameter(&link, parameter->name, parameter->value,
                    &separator);
    }
    append_parameter(&link, STR("cursor"), cursor, &separator);
    buffer_append_str(&link, STR(">; rel=\"next\""));
    http_set_header(ask->http, "Link", buffer_str(&link));
    buffer_release(&link);
}

static void
set_next_link(struct ask *ask, const char *record)
{
    const struct field *next =
            reply_field(ask->route->operation, "next_cursor");

    if (next && next->kind == FIELD_TEXT && next->is_optional &&
            *(const bool *)(record + next->companion_offset))
        set_link(ask,
                *(const struct str *)(const void *)(record + next->offset));
}

/* "…/hubs/longgang/awards" is saved as awards.csv. */
static void
set_file_name(struct ask *ask)
{
    const struct route *route = ask->route;
    struct str name = STR("list");

    for (size_t i = 0; i < route->segment_count; i++)
        if (!route->segments[i].is_name)
            name = route->segments[i].text;
    http_set_header(ask->http, "Content-Disposition",
            arena_printf(ask->arena, "attachment; filename=\"" STR_FMT ".csv\"",
                    STR_ARG(name)));
}

void
respond_table(struct ask *ask, struct str csv)
{
    set_common_headers(ask, "text/csv; charset=utf-8", POLICY_DATA,
            cache_of(ask, 200));
    set_file_name(ask);
    send_read(ask, csv);
}

void
respond_json(struct ask *ask, struct str json)
{
    const bool is_read = strcmp(ask->route->method, "GET") == 0;

    set_common_headers(ask, "application/json", POLICY_DATA,
            is_read ? cache_of(ask, 200) : "no-store");
    if (is_read)
        send_read(ask, json);
    else
        send_answer(ask, 200, json);
}

static struct str
json_of(const struct operation *operation, const void *record,
        struct buffer *out)
{
    json_encode(operation->reply, record, out);
    return buffer_str(out);
}

void
respond_record(struct ask *ask, const void *record)
{
    const struct operation *operation = ask->route->operation;
    const bool is_list = mapping_is_list(operation);
    struct buffer buffer = { 0 };

    if (is_list)
        set_next_link(ask, record);
    if (is_list && wants_csv(ask))
        respond_table(ask, csv_of(operation, record, &buffer));
    else
        respond_json(ask, json_of(operation, record, &buffer));
    buffer_release(&buffer);
}

/* -- problems ------------------------------------------------------------ */

/* A browser whose session is over forgets it, so that it may go on. */
static void
set_unauthenticated(struct ask *ask)
{
    set(ask, "WWW-Authenticate", "Bearer realm=\"commonweal\"");
    if (ask->credentials.kind == CREDENTIAL_COOKIE)
        http_set_header(ask->http, "Set-Cookie",
                cookie_for_session(NO_TEXT, 0, ask->arena));
}

static void
send_problem(struct ask *ask, const struct problem_reply *reply)
{
    struct buffer buffer = { 0 };

    set_common_headers(ask, "application/problem+json", POLICY_DATA,
            "no-store");
    set(ask, "Content-Language", language_tag(ask->language));
    if (reply->status == STATUS_UNAUTHENTICATED)
        set_unauthenticated(ask);
    json_encode(&types_problem_reply_schema, reply, &buffer);
    send_answer(ask, (int)reply->status, buffer_str(&buffer));
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
