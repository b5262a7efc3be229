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
    GZIP_LEVEL = 1,        /* the loop waits, or the start */
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
cache_of(const struct ask *ask)
{
    return ask->credentials.kind == CREDENTIAL_NONE ? "no-cache" : "no-store";
}

static bool
takes_gzip(const struct ask *ask)
{
    return accept_weight(header(ask, "Accept-Encoding"), STR("gzip"),
                   STR("*")) > 0;
}

/* Empty if it could not be done. */
static struct str
compress_body(struct str body, struct arena *arena)
{
    z_stream stream = { 0 };
    struct str out = { 0 };

    if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8,
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
        compressed = compress_body(body, ask->arena);
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
    struct arena large = { 0 }; /* room for what cannot be compressed */
    const struct str compressed = compress_body(document->body, &large);

    document->compressed = arena_copy(arena, compressed.data, compressed.len);
    arena_release(&large);
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
respond_body(struct ask *ask, int status, const char *content_type,
        struct str body)
{
    set_common_headers(ask, content_type, POLICY_DATA, "no-store");
    send_answer(ask, status, body);
}

void
respond_text(struct ask *ask, int status, struct str body)
{
    respond_body(ask, status, "text/plain; charset=utf-8", body);
}

void
respond_read(struct ask *ask, const char *content_type, struct str body)
{
    set_common_headers(ask, content_type, POLICY_DATA, cache_of(ask));
    send_read(ask, body);
}

void
respond_json(struct ask *ask, struct str json)
{
    if (strcmp(ask->route->method, "GET") == 0)
        respond_read(ask, "application/json", json);
    else
        respond_body(ask, 200, "application/json", json);
}

void
respond_stream(struct ask *ask)
{
    set_common_headers(ask, "text/event-stream", POLICY_DATA, "no-store");
    set(ask, "X-Accel-Buffering", "no");
    answered(ask, 200);
    http_stream(ask->http, 200);
}
