#include "exchange.h"

#include "base/clock.h"
#include "base/log.h"
#include "guard.h"
#include "refusal.h"

#include <poll.h>
#include <stdlib.h>

enum {
    SWALLOW_MAX = 4 << 20,   /* of a body that is too large anyway */
    STREAM_BLOCK = 4 * 1024, /* handed to the library at a time */
    BODY_FIRST = 4 * 1024,
};

static void *
allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory)
        abort();
    return memory;
}

/* -- a request comes in -------------------------------------------------- */

static struct connection *
entry_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection,
            MHD_CONNECTION_INFO_SOCKET_CONTEXT)
            ->socket_context;
}

/* The raw target, before the library decodes it. */
void *
exchange_on_target(void *self, const char *target,
        struct MHD_Connection *connection)
{
    struct exchange *exchange = allocate(sizeof *exchange);

    exchange->http = self;
    exchange->connection = connection;
    if (target)
        exchange->request.target =
                arena_copy(&exchange->request.arena, target, strlen(target));
    exchange->entry = entry_of(connection);
    exchange->entry->reading = exchange;
    return exchange;
}

static size_t
header_size(const struct exchange *exchange)
{
    return MHD_get_connection_info(exchange->connection,
            MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
            ->header_size;
}

/* Version 1.0 of the library refuses itself what find_fault() looks for. */
enum { IS_LENIENT = MHD_VERSION < 0x01000000 };

struct layout {
    struct guard guard;
    const char *expected; /* where the next header must begin */
};

static enum MHD_Result
look_at_header(void *self, enum MHD_ValueKind kind, const char *name,
        size_t name_len, const char *value, size_t value_len)
{
    struct layout *layout = self;

    (void)kind;
    guard_header(&layout->guard, (struct str){ name, name_len },
            (struct str){ value, value_len });
    if (IS_LENIENT && (!value || name != layout->expected))
        layout->guard.fault = "a header line is folded, cut or not ended";
    layout->expected = value ? value + value_len + 2 : NULL;
    return MHD_YES;
}

/*
 * The library leaves the header where it was read, with zeros for the line
 * ends, so names and values that do not lie end to end betray what it glossed
 * over: a NUL, a folded line (which it joins wrongly), a bare line feed.
 */
static const char *
find_fault(struct exchange *exchange, const char *url, const char *version)
{
    struct MHD_Connection *connection = exchange->connection;
    const char *method = exchange->request.method;
    struct layout layout = { .expected = version + strlen(version) + 2 };

    guard_line(&layout.guard, str_from(method), exchange->request.target,
            str_from(version));
    if (IS_LENIENT && version != url + exchange->request.target.len + 1)
        layout.guard.fault = "the request line is cut";
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look_at_header,
            &layout);
    if (IS_LENIENT && layout.expected + 2 != method + header_size(exchange))
        layout.guard.fault = "the header is cut or has bare line feeds";
    return guard_verdict(&layout.guard);
}

static void
refuse(struct exchange *exchange, int status, const char *reason)
{
    const struct http_handler *handler = &exchange->http->handler;

    handler->on_refused(handler->self, &exchange->request, status, reason);
}

/* Is the header longer than we want to read? Both are less than what makes
 * the library refuse it. */
static bool
is_too_long(struct exchange *exchange)
{
    if (exchange->request.target.len > HTTP_TARGET_MAX)
        refuse(exchange, HTTP_TARGET_TOO_LONG, "the target is too long");
    else if (header_size(exchange) > HTTP_HEADER_MAX)
        refuse(exchange, HTTP_HEADER_TOO_LARGE, "the header is too large");
    return exchange->response;
}

static size_t
declared_length(const struct http_request *request)
{
    const struct str text = http_header(request, "Content-Length");
    return text.len ? strtoul(text.data, NULL, 10) : 0;
}

static void
link_exchange(struct exchange *exchange)
{
    struct http *http = exchange->http;

    exchange->next = http->first;
    if (http->first)
        http->first->previous = exchange;
    http->first = exchange;
    exchange->has_begun = true;
}

static void
unlink_exchange(struct exchange *exchange)
{
    if (exchange->previous)
        exchange->previous->next = exchange->next;
    else
        exchange->http->first = exchange->next;
    if (exchange->next)
        exchange->next->previous = exchange->previous;
}

static enum MHD_Result
queue_response(struct exchange *exchange)
{
    struct MHD_Response *response = exchange->response;
    const enum MHD_Result result = MHD_queue_response(exchange->connection,
            (unsigned)exchange->status, response);

    exchange->response = NULL;
    exchange->state = SENDING;
    exchange->entry->due =
            exchange->is_stream
                    ? NO_DEADLINE
                    : clock_monotonic() + exchange->http->settings.send_ms;
    MHD_destroy_response(response);
    return result;
}

/* From here on the handler knows of it, and has the last word. */
static void
introduce(struct exchange *exchange, enum state state)
{
    struct http_request *request = &exchange->request;

    request->client = address_of_client(exchange->entry->peer,
            http_header(request, "X-Forwarded-For"),
            &exchange->http->settings.proxies);
    exchange->entry->reading = NULL;
    exchange->state = state;
    link_exchange(exchange);
}

void
exchange_refuse(struct exchange *exchange, int status, const char *reason)
{
    introduce(exchange, REFUSED);
    exchange->request.method = "";
    refuse(exchange, status, reason);
}

/* An answer before the body was read ends the connection. */
static enum MHD_Result
begin(struct exchange *exchange, const char *method, const char *url,
        const char *version)
{
    struct http_request *request = &exchange->request;
    struct http *http = exchange->http;

    introduce(exchange, HANDLING);
    request->method = method;
    const char *fault = find_fault(exchange, url, version);
    if (fault)
        refuse(exchange, STATUS_MALFORMED, fault);
    else if (!is_too_long(exchange))
        http->handler.on_head(http->handler.self, request);
    if (!exchange->response && declared_length(request) > request->body_max)
        refuse(exchange, STATUS_TOO_LARGE, "the body is too large");
    if (exchange->response) {
        MHD_add_response_header(exchange->response, "Connection", "close");
        return queue_response(exchange);
    }
    exchange->state = READING_BODY;
    exchange->entry->due = clock_monotonic() + http->settings.body_ms;
    return MHD_YES;
}

static void
append_body(struct exchange *exchange, const char *data, size_t len)
{
    struct http_request *request = &exchange->request;

    if (request->body.len + len > exchange->body_cap) {
        const size_t doubled = (request->body.len + len) * 2;
        exchange->body_cap = doubled < BODY_FIRST ? BODY_FIRST : doubled;
        char *body = arena_alloc(&request->arena, exchange->body_cap);
        if (request->body.len)
            memcpy(body, request->body.data, request->body.len);
        request->body.data = body;
    }
    memcpy((char *)request->body.data + request->body.len, data, len);
    request->body.len += len;
}

/* Chunks may add up to more than was allowed: swallowed, then refused. */
static enum MHD_Result
take_body(struct exchange *exchange, const char *data, size_t *len)
{
    const struct http_request *request = &exchange->request;

    if (exchange->swallowed || request->body.len + *len > request->body_max)
        exchange->swallowed += *len;
    else
        append_body(exchange, data, *len);
    *len = 0;
    return exchange->swallowed > SWALLOW_MAX ? MHD_NO : MHD_YES;
}

static enum MHD_Result
handle(struct exchange *exchange)
{
    const struct http_handler *handler = &exchange->http->handler;

    exchange->state = HANDLING;
    exchange->entry->due = NO_DEADLINE;
    if (exchange->swallowed)
        refuse(exchange, STATUS_TOO_LARGE, "the body is too large");
    else
        handler->on_request(handler->self, &exchange->request);
    if (exchange->response)
        return queue_response(exchange);
    exchange->state = WAITING;
    MHD_suspend_connection(exchange->connection);
    return MHD_YES;
}

enum MHD_Result
exchange_on_access(void *self, struct MHD_Connection *connection,
        const char *url, const char *method, const char *version,
        const char *data, size_t *len, void **context)
{
    struct exchange *exchange = *context;

    (void)self;
    (void)connection;
    if (exchange->state == READING_HEAD)
        return begin(exchange, method, url, version);
    if (*len > 0)
        return take_body(exchange, data, len);
    if (exchange->state == READING_BODY)
        return handle(exchange);
    if (exchange->state == ANSWERED)
        return queue_response(exchange);
    return exchange->state == LEFT ? MHD_NO : MHD_YES;
}

void
exchange_on_completed(void *self, struct MHD_Connection *connection,
        void **context, enum MHD_RequestTerminationCode code)
{
    struct exchange *exchange = *context;
    struct http *http = self;

    (void)connection;
    (void)code;
    *context = NULL;
    exchange->entry->reading = NULL;
    if (exchange->has_begun) {
        http->handler.on_end(http->handler.self, &exchange->request);
        exchange->entry->due = clock_monotonic() + http->settings.header_ms;
        unlink_exchange(exchange);
    }
    if (exchange->response)
        MHD_destroy_response(exchange->response);
    free(exchange->backlog);
    arena_release(&exchange->request.arena);
    free(exchange);
}

/* -- an answer goes out -------------------------------------------------- */

static struct exchange *
exchange_of(const struct http_request *request)
{
    return (struct exchange *)request;
}

struct str
http_header(const struct http_request *request, const char *name)
{
    const char *value = MHD_lookup_connection_value(
            exchange_of(request)->connection, MHD_HEADER_KIND, name);
    return value ? str_from(value) : (struct str){ 0 };
}

void
http_set_header(struct http_request *request, const char *name,
        struct str value)
{
    struct exchange *exchange = exchange_of(request);
    struct header *header = arena_alloc(&request->arena, sizeof *header);

    *header = (struct header){
        .name = name,
        .value = arena_copy(&request->arena, value.data, value.len).data,
        .next = exchange->headers,
    };
    exchange->headers = header;
}

/* A value with control characters is left out rather than sent. */
static void
add_headers(struct exchange *exchange)
{
    for (const struct header *at = exchange->headers; at; at = at->next)
        if (MHD_add_response_header(exchange->response, at->name, at->value) !=
                MHD_YES)
            log_error("http response header refused name=%s", at->name);
}

static void
answer(struct exchange *exchange, int status, struct MHD_Response *response)
{
    if (!response)
        abort();
    exchange->status = status;
    exchange->response = response;
    add_headers(exchange);
    if (exchange->state != WAITING)
        return;
    exchange->state = ANSWERED;
    MHD_resume_connection(exchange->connection);
}

void
http_reply(struct http_request *request, int status, struct str body)
{
    struct exchange *exchange = exchange_of(request);

    if (exchange->state == REFUSED)
        refusal_send(exchange, status, body);
    else
        answer(exchange, status,
                MHD_create_response_from_buffer(body.len, (void *)body.data,
                        MHD_RESPMEM_MUST_COPY));
}

static ssize_t
read_stream(void *self, uint64_t position, char *out, size_t max)
{
    struct exchange *exchange = self;

    (void)position;
    if (exchange->state == LEFT)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (exchange->backlog_len == 0 && exchange->is_over)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (exchange->backlog_len == 0) {
        exchange->state = IDLE_STREAM;
        MHD_suspend_connection(exchange->connection);
        return 0;
    }
    const size_t len =
            exchange->backlog_len < max ? exchange->backlog_len : max;
    memcpy(out, exchange->backlog, len);
    exchange->backlog_len -= len;
    memmove(exchange->backlog, exchange->backlog + len, exchange->backlog_len);
    return (ssize_t)len;
}

/* Or the kernel would keep megabytes for each client that does not read. */
static void
bound_send_buffer(int descriptor)
{
    const int size = STREAM_BACKLOG;

    if (setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size))
        log_warn("http event=send_buffer reason=\"%m\"");
}

void
http_stream(struct http_request *request, int status)
{
    struct exchange *exchange = exchange_of(request);

    bound_send_buffer(exchange->entry->descriptor);
    exchange->is_stream = true;
    exchange->backlog = allocate(STREAM_BACKLOG);
    answer(exchange, status,
            MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK,
                    read_stream, exchange, NULL));
}

static void
wake(struct exchange *exchange, enum state state)
{
    if (exchange->state != IDLE_STREAM && exchange->state != WAITING)
        return;
    exchange->state = state;
    MHD_resume_connection(exchange->connection);
}

bool
http_write(struct http_request *request, struct str text)
{
    struct exchange *exchange = exchange_of(request);

    if (exchange->backlog_len + text.len > STREAM_BACKLOG)
        return false;
    memcpy(exchange->backlog + exchange->backlog_len, text.data, text.len);
    exchange->backlog_len += text.len;
    if (exchange->state == IDLE_STREAM)
        wake(exchange, SENDING);
    return true;
}

void
http_stream_end(struct http_request *request)
{
    struct exchange *exchange = exchange_of(request);

    exchange->is_over = true;
    exchange->entry->due = clock_monotonic() + exchange->http->settings.send_ms;
    if (exchange->state == IDLE_STREAM)
        wake(exchange, SENDING);
}

void
http_cut(struct http_request *request)
{
    exchange_of(request)->entry->due = 0;
}

/* -- the client leaves --------------------------------------------------- */

static bool
has_left(int descriptor)
{
    struct pollfd poller = { .fd = descriptor, .events = POLLRDHUP };

    return poll(&poller, 1, 0) > 0 &&
           (poller.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

/* The library does not look at suspended connections. */
void
exchanges_drop_left(struct http *http)
{
    for (struct exchange *at = http->first; at; at = at->next)
        if ((at->state == WAITING || at->state == IDLE_STREAM) &&
                has_left(at->entry->descriptor))
            wake(at, LEFT);
}

void
exchanges_drop_all(struct http *http)
{
    for (struct exchange *at = http->first; at; at = at->next)
        wake(at, LEFT);
}
