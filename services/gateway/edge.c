#include "edge.h"

#include "ask.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway_messages.h"
#include "identify.h"
#include "operation_page.h"
#include "operations.h"
#include "pages.h"
#include "portal.h"
#include "reference.h"
#include "respond_problem.h"
#include "table.h"

#include <inttypes.h>
#include <stdlib.h>

enum { BODY_DEFAULT = 64 * 1024, HUB_MAX = 127 };

#define NO_TEXT ((struct str){ 0 })

static struct ask *
begin_ask(struct edge *edge, struct http_request *request)
{
    struct ask *ask = arena_alloc(&request->arena, sizeof *ask);

    ask->edge = edge;
    ask->http = request;
    ask->arena = &request->arena;
    ask->id = uuid_new(clock_now());
    ask->language = language_of(http_header(request, "Accept-Language"));
    ask->began_us = clock_monotonic_us();
    request->context = ask;
    return ask;
}

static void
on_head(void *self, struct http_request *request)
{
    struct edge *edge = self;
    struct ask *ask = begin_ask(edge, request);

    request->body_max = BODY_DEFAULT;
    ask->uri_status = uri_parse(request->target, ask->arena, &ask->uri);
    if (ask->uri_status)
        return;
    ask->route =
            routes_find(&edge->routes, str_from(request->method), &ask->uri);
    if (ask->route && ask->route->body_max)
        request->body_max = ask->route->body_max;
}

/* -- what a request must be ---------------------------------------------- */

static void
refuse_path(struct ask *ask)
{
    struct str allowed = { 0 };

    if (ask->uri_status) {
        respond_problem(ask, &problem_malformed, NO_TEXT,
                STR("the target cannot be decoded"), STR("escaped UTF-8"));
        return;
    }
    allowed = routes_allowed(&ask->edge->routes, &ask->uri, ask->arena);
    if (allowed.len == 0) {
        if (!portal_serves(ask))
            respond_bare_problem(ask, &problem_no_such_path);
        return;
    }
    http_set_header(ask->http, "Allow", allowed);
    respond_problem(ask, &problem_method_not_allowed, NO_TEXT, NO_TEXT,
            allowed);
}

static bool
has_credentials(struct ask *ask)
{
    if (!credentials_read(http_header(ask->http, "Authorization"),
                http_header(ask->http, "Cookie"), &ask->credentials))
        return true;
    respond_problem(ask, &problem_unauthenticated, STR("Authorization"),
            STR("is no bearer token"), STR("Bearer cw_<hub>.<id>.<secret>"));
    return false;
}

static bool
is_reading(const struct ask *ask)
{
    return strcmp(ask->route->method, "GET") == 0;
}

/* A cookie goes along with whatever any page sends: the page must prove itself.
 */
static bool
is_own_page(struct ask *ask)
{
    if (ask->credentials.kind != CREDENTIAL_COOKIE || is_reading(ask) ||
            ask->route->page == serve_log_in)
        return true;
    if (!is_same_origin(http_header(ask->http, "Sec-Fetch-Site"),
                http_header(ask->http, "Origin"),
                http_header(ask->http, "Host"))) {
        respond_bare_problem(ask, &problem_foreign_origin);
        return false;
    }
    if (csrf_token_fits(http_header(ask->http, "X-CSRF-Token"),
                ask->credentials.token, ask->arena))
        return true;
    respond_problem(ask, &problem_csrf_token_required, STR("X-CSRF-Token"),
            NO_TEXT, STR("csrf_token of GET /v1/session"));
    return false;
}

static bool
is_in_rate(struct ask *ask)
{
    struct edge *edge = ask->edge;
    const bool is_command = ask->route->operation->kind == OPERATION_COMMAND;
    const struct str kind = is_command ? STR("command") : STR("read");
    const struct rate rate =
            is_command ? edge->settings.commands : edge->settings.reads;
    const struct address site = address_site(ask->http->client);
    const int64_t now_us = clock_monotonic_us();
    int64_t wait_ms = rates_take(&edge->rates, kind,
            (struct str){ (const char *)site.bytes, sizeof site.bytes }, rate,
            now_us);

    if (wait_ms == 0 && ask->credentials.token.len > 0)
        wait_ms = rates_take(&edge->rates, kind, ask->credentials.token, rate,
                now_us);
    if (wait_ms > 0)
        respond_too_many(ask, &problem_too_many, wait_ms);
    return wait_ms == 0;
}

static bool
may_pass_rate(struct ask *ask)
{
    return !ask->edge->settings.has_rate_limits || !ask->route->operation ||
           is_in_rate(ask);
}

static bool
is_hub(struct str name)
{
    return name.len <= HUB_MAX && pattern_matches(&types_hub_pattern, name);
}

/* In the path, or in the query when that is where it stands. */
static bool
is_bad_hub(const struct ask *ask)
{
    const struct parameter *parameter = uri_find(&ask->uri, STR("hub"));

    for (size_t i = 0; i < ask->route->segment_count; i++)
        if (ask->route->segments[i].is_name &&
                str_equal(ask->route->segments[i].text, STR("hub")) &&
                !is_hub(ask->uri.segments[i]))
            return true;
    return parameter && mapping_takes_hub(ask->route) &&
           !is_hub(parameter->value);
}

/* Only what could be a hub's name is asked for. */
static bool
names_a_hub(struct ask *ask)
{
    if (!is_bad_hub(ask))
        return true;
    respond_problem(ask, &problem_no_such_hub, STR("hub"),
            STR("no hub can have this name"), STR(""));
    return false;
}

static void
on_request(void *self, struct http_request *request)
{
    struct ask *ask = request->context;

    (void)self;
    if (!ask->route)
        refuse_path(ask);
    else if (has_credentials(ask) && may_pass_rate(ask) && is_own_page(ask) &&
             names_a_hub(ask))
        (ask->route->page ? ask->route->page : serve_operation)(ask);
}

static const struct problem *
problem_of(int status)
{
    switch (status) {
    case STATUS_TOO_LARGE:
        return &problem_too_large;
    case HTTP_TARGET_TOO_LONG:
        return &problem_target_too_long;
    case HTTP_HEADER_TOO_LARGE:
        return &problem_header_too_large;
    default:
        return &problem_malformed;
    }
}

/* "at most 65536 bytes" */
static struct str
most_of(const struct ask *ask, int status)
{
    size_t most = 0;

    if (status == STATUS_TOO_LARGE)
        most = ask->http->body_max;
    else if (status == HTTP_TARGET_TOO_LONG)
        most = HTTP_TARGET_MAX;
    else if (status == HTTP_HEADER_TOO_LARGE)
        most = HTTP_HEADER_MAX;
    return most > 0 ? arena_printf(ask->arena, "at most %zu bytes", most)
                    : NO_TEXT;
}

static void
on_refused(void *self, struct http_request *request, int status,
        const char *reason)
{
    struct ask *ask = request->context;

    if (!ask)
        ask = begin_ask(self, request);
    respond_problem(ask, problem_of(status), NO_TEXT, str_from(reason),
            most_of(ask, status));
}

/* -- the end ------------------------------------------------------------- */

static void
log_request(const struct ask *ask, int64_t us)
{
    const struct operation *operation =
            ask->route ? ask->route->operation : NULL;
    char id[UUID_TEXT_SIZE];

    if (!operation)
        return; /* probes and pages */
    uuid_format(ask->id, id);
    log_info("event=http method=%s route=%s.%s status=%d us=%" PRId64 " id=%s",
            ask->http->method, operation->service, operation->name, ask->status,
            us, id);
}

static void
on_end(void *self, struct http_request *request)
{
    struct edge *edge = self;
    struct ask *ask = request->context;

    if (!ask)
        return;
    const int64_t us = (ask->status ? ask->answered_us : clock_monotonic_us()) -
                       ask->began_us;
    if (ask->is_waiting)
        router_cancel(edge->router, ask->handle);
    identify_forget(ask);
    table_forget(ask);
    if (ask->stream)
        streams_remove(edge->streams, ask->stream);
    edge_metrics_count(edge->metrics, ask->route, ask->status, us);
    log_request(ask, us);
}

/* -- the whole ----------------------------------------------------------- */

static void
on_doubt(void *self, const struct uuid *account)
{
    struct edge *edge = self;

    streams_doubt(edge->streams, account);
}

static struct edge *
create(const struct edge_settings *settings, struct router *router)
{
    struct edge *edge = calloc(1, sizeof *edge);
    const struct streams_settings limits = {
        settings->streams,
        settings->streams_per_site,
    };

    if (!edge)
        abort();
    edge->settings = *settings;
    edge->router = router;
    rates_init(&edge->rates);
    routes_init(&edge->routes, operation_tables, edge_pages);
    edge->metrics = edge_metrics_create(&edge->routes);
    edge->reference = calloc(1, sizeof *edge->reference);
    if (!edge->reference)
        abort();
    reference_init(edge->reference);
    edge->portal = calloc(1, sizeof *edge->portal);
    if (!edge->portal)
        abort();
    portal_init(edge->portal, settings->portal);
    edge->streams = streams_create(router, &limits);
    router_set_doubter(router, on_doubt, edge);
    return edge;
}

enum status
edge_open(struct edge **out, const struct edge_settings *settings,
        struct router *router)
{
    struct edge *edge = create(settings, router);
    const struct http_handler handler = {
        .self = edge,
        .on_head = on_head,
        .on_request = on_request,
        .on_refused = on_refused,
        .on_end = on_end,
    };
    const enum status status =
            http_open(&edge->http, &settings->http, &handler);

    if (status) {
        edge_close(edge);
        edge = NULL;
    }
    *out = edge;
    return status;
}

void
edge_close(struct edge *edge)
{
    if (!edge)
        return;
    http_close(edge->http);
    router_set_doubter(edge->router, NULL, NULL);
    streams_destroy(edge->streams);
    edge_metrics_destroy(edge->metrics);
    reference_release(edge->reference);
    free(edge->reference);
    portal_release(edge->portal);
    free(edge->portal);
    routes_release(&edge->routes);
    free(edge);
}

int
edge_port(const struct edge *edge)
{
    return http_port(edge->http);
}

int
edge_descriptor(const struct edge *edge)
{
    return http_descriptor(edge->http);
}

int64_t
edge_turn(struct edge *edge)
{
    streams_turn(edge->streams, clock_monotonic());
    return http_turn(edge->http);
}

void
edge_drain(struct edge *edge)
{
    http_quiesce(edge->http);
    streams_end_all(edge->streams);
}

bool
edge_is_busy(const struct edge *edge)
{
    return http_is_busy(edge->http);
}
