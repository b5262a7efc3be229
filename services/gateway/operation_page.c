#include "operation_page.h"

#include "accept.h"
#include "base/log.h"
#include "respond_problem.h"
#include "respond_record.h"
#include "table.h"

#include <ctype.h>
#include <strings.h>

enum { KEY_MAX = 255, TRACE_LEN = 55 };

#define NO_TEXT ((struct str){ 0 })

/* -- the idempotency key ------------------------------------------------- */

/* "abc" as the draft writes it, or plainly abc. */
static struct str
unquote(struct str text)
{
    if (text.len >= 2 && text.data[0] == '"' && text.data[text.len - 1] == '"')
        return (struct str){ text.data + 1, text.len - 2 };
    return text;
}

static bool
is_key(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isgraph((unsigned char)text.data[i]) ||
                memchr("\"\\", text.data[i], 2))
            return false;
    return text.len > 0 && text.len <= KEY_MAX;
}

static bool
read_key(struct ask *ask)
{
    struct str header = http_header(ask->http, "Idempotency-Key");
    const struct operation *operation = ask->route->operation;

    if (operation->kind != OPERATION_COMMAND)
        return true;
    if (header.len == 0 && !operation->is_key_required)
        return true;
    if (header.len == 0) {
        respond_problem(ask, &problem_key_required, STR("Idempotency-Key"),
                NO_TEXT,
                STR("a text of your choice that names this command: the same "
                    "for every attempt, another for another command"));
        return false;
    }
    ask->key = unquote(accept_next(&header, '\0'));
    if (is_key(ask->key))
        return true;
    respond_problem(ask, &problem_malformed, STR("Idempotency-Key"),
            STR("is not a key"), STR("1 to 255 visible ASCII characters"));
    return false;
}

/* -- the body ------------------------------------------------------------ */

static bool
is_json(struct str content_type)
{
    const struct str type = accept_next(&content_type, ';');

    return type.len == 16 &&
           strncasecmp(type.data, "application/json", 16) == 0;
}

static bool
refuse_body(struct ask *ask, const char *header, const char *expected)
{
    respond_problem(ask, &problem_unsupported_media_type, str_from(header),
            NO_TEXT, str_from(expected));
    return false;
}

static bool
has_fit_body(struct ask *ask)
{
    const struct str encoding = http_header(ask->http, "Content-Encoding");

    if (ask->http->body.len == 0)
        return true;
    if (!is_json(http_header(ask->http, "Content-Type")))
        return refuse_body(ask, "Content-Type", "application/json");
    if (encoding.len > 0 && !str_equal(encoding, STR("identity")))
        return refuse_body(ask, "Content-Encoding", "identity");
    return true;
}

bool
operation_read(struct ask *ask)
{
    struct decode_error error = { 0 };

    if (!has_fit_body(ask) || !read_key(ask))
        return false;
    if (!mapping_read(ask->route, &ask->uri, ask->http->body, ask->arena,
                &ask->mapped, &error))
        return true;
    respond_decode_error(ask, &error);
    return false;
}

/* -- through the router -------------------------------------------------- */

/* A traceparent (W3C) is passed on; what is none is dropped. */
static struct str
read_trace(const struct ask *ask)
{
    const struct str trace = http_header(ask->http, "traceparent");
    static const char form[] =
            "xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";

    if (trace.len != TRACE_LEN)
        return NO_TEXT;
    for (size_t i = 0; i < TRACE_LEN; i++) {
        const unsigned char byte = (unsigned char)trace.data[i];
        if (form[i] == '-' ? byte != '-' : !isxdigit(byte) || isupper(byte))
            return NO_TEXT;
    }
    return trace;
}

void
operation_send(struct ask *ask, struct str op, struct str payload,
        router_answer *answer)
{
    const struct str trace = read_trace(ask);
    const struct request_header header = {
        .id = ask->id,
        .op = op,
        .has_hub = ask->mapped.hub.len > 0,
        .hub = ask->mapped.hub,
        .has_key = ask->key.len > 0,
        .key = ask->key,
        .has_token = ask->credentials.token.len > 0,
        .token = ask->credentials.token,
        .has_trace = trace.len > 0,
        .trace = trace,
    };

    /* The answer may come before the handle does. */
    ask->is_waiting = true;
    const uint64_t handle =
            router_ask(ask->edge->router, &header, payload, answer, ask);
    if (ask->is_waiting)
        ask->handle = handle;
}

void
operation_ask(struct ask *ask, router_answer *answer)
{
    const struct operation *operation = ask->route->operation;
    const struct str op = arena_printf(ask->arena, "%s.%s", operation->service,
            operation->name);

    operation_send(ask, op,
            codec_encode_in(ask->arena, operation->request, ask->mapped.record),
            answer);
}

void *
operation_reply(struct ask *ask, const struct schema *schema,
        struct str payload, struct arena *arena)
{
    void *record = arena_alloc(arena, schema->size);
    struct decode_error error = { 0 };

    if (!codec_decode(schema, payload, arena, record, NULL, &error))
        return record;
    log_error("http event=reply_unreadable schema=%s field=" STR_FMT
              " detail=\"" STR_FMT "\"",
            schema->name, STR_ARG(error.field), STR_ARG(error.detail));
    respond_bare_problem(ask, &problem_internal);
    return NULL;
}

void
operation_answer(void *asker, const struct reply_header *header,
        struct str payload, bool is_final)
{
    struct ask *ask = asker;

    if (!is_final)
        return;
    ask->is_waiting = false;
    if (header->status != 200) {
        respond_refused(ask, header, payload);
        return;
    }
    if (table_take(ask, payload))
        return;
    const void *record = operation_reply(ask, ask->route->operation->reply,
            payload, ask->arena);
    if (record)
        respond_record(ask, record);
}

void
serve_operation(struct ask *ask)
{
    if (!operation_read(ask))
        return;
    table_prepare(ask);
    operation_ask(ask, operation_answer);
}
