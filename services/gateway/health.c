/*
 * Is it alive, is it ready, and how is it doing: for whoever runs it. What a
 * service counts it tells itself, to who names it.
 */
#include "gateway_messages.h"
#include "operation_page.h"
#include "pages.h"
#include "respond_problem.h"
#include "response.h"

#include <inttypes.h>

static const char *const services[] = { "registry", "grants", "fundraising",
    "notification" };

enum { SERVICES = sizeof services / sizeof *services, METRICS_MS = 1000 };

#define NO_TEXT ((struct str){ 0 })

void
serve_health(struct ask *ask)
{
    respond_text(ask, 200, STR("alive\n"));
}

static size_t
list_shards(struct ask *ask, struct shard_state **out)
{
    return router_list_shards(ask->edge->router, ask->arena, out);
}

static bool
has_shard(const struct shard_state *shards, size_t count, const char *service)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(shards[i].service, str_from(service)))
            return true;
    return false;
}

static bool
lacks_owner(const struct shard_state *shard)
{
    return !shard->has_owner && !shard->has_link && !shard->is_away;
}

/* Every shard that is known has its owner, and no service is missing. */
void
serve_readiness(struct ask *ask)
{
    struct buffer missing = { 0 };
    struct shard_state *shards;
    const size_t count = list_shards(ask, &shards);

    for (int i = 0; i < SERVICES; i++)
        if (!has_shard(shards, count, services[i]))
            buffer_printf(&missing, "no %s\n", services[i]);
    for (size_t i = 0; i < count; i++)
        if (lacks_owner(&shards[i]))
            buffer_printf(&missing, "no owner of " STR_FMT " " STR_FMT "\n",
                    STR_ARG(shards[i].service), STR_ARG(shards[i].hub));
        else if (shards[i].is_disputed)
            buffer_printf(&missing, "two owners of " STR_FMT " " STR_FMT "\n",
                    STR_ARG(shards[i].service), STR_ARG(shards[i].hub));
    if (missing.len > 0)
        respond_text(ask, STATUS_UNAVAILABLE, buffer_str(&missing));
    else
        respond_text(ask, 200, STR("ready\n"));
    buffer_release(&missing);
}

static void
write_gauge(struct buffer *out, const char *name, const char *help,
        int64_t value)
{
    buffer_printf(out,
            "# HELP commonweal_%s %s\n# TYPE commonweal_%s gauge\n"
            "commonweal_%s %" PRId64 "\n",
            name, help, name, name, value);
}

static void
write_counter(struct buffer *out, const char *name, const char *help,
        int64_t value)
{
    buffer_printf(out,
            "# HELP commonweal_%s %s\n# TYPE commonweal_%s counter\n"
            "commonweal_%s %" PRId64 "\n",
            name, help, name, name, value);
}

/* How a column of the shards is told. */
struct shard_gauge {
    const char *name;
    const char *help;
    int64_t (*value)(const struct shard_state *shard);
};

static int64_t
owned(const struct shard_state *shard)
{
    return shard->has_owner && !shard->is_disputed;
}

static int64_t
queued(const struct shard_state *shard)
{
    return shard->queued;
}

static int64_t
in_flight(const struct shard_state *shard)
{
    return shard->in_flight;
}

static int64_t
parked(const struct shard_state *shard)
{
    return shard->parked;
}

static const struct shard_gauge shard_gauges[] = {
    { "shard_owned", "1: the shard has exactly one owner.", owned },
    { "shard_queued_requests", "Requests that wait for the owner.", queued },
    { "shard_requests_in_flight", "Requests at the owner.", in_flight },
    { "shard_parked_requests", "Long polls at the owner.", parked },
};

static void
write_shards(struct ask *ask, struct buffer *out)
{
    struct shard_state *shards;
    const size_t count = list_shards(ask, &shards);

    for (size_t g = 0; g < sizeof shard_gauges / sizeof *shard_gauges; g++) {
        const struct shard_gauge *gauge = &shard_gauges[g];
        buffer_printf(out,
                "# HELP commonweal_%s %s\n# TYPE commonweal_%s gauge\n",
                gauge->name, gauge->help, gauge->name);
        for (size_t i = 0; i < count; i++)
            buffer_printf(out,
                    "commonweal_%s{service=\"" STR_FMT "\",hub=\"" STR_FMT
                    "\"} %" PRId64 "\n",
                    gauge->name, STR_ARG(shards[i].service),
                    STR_ARG(shards[i].hub), gauge->value(&shards[i]));
    }
}

/* The rest of the kinds are the services' to tell. */
static void
write_alarms(struct ask *ask, struct buffer *out)
{
    struct get_status_reply status = { 0 };
    struct shard_state *shards;
    const size_t count = list_shards(ask, &shards);

    buffer_printf(out,
            "# HELP commonweal_alarms What needs a person, by kind.\n"
            "# TYPE commonweal_alarms gauge\n");
    for (size_t i = 0; i < count; i++)
        buffer_printf(out,
                "commonweal_alarms{service=\"" STR_FMT "\",hub=\"" STR_FMT
                "\",alarm=\"two_stores\"} %d\n",
                STR_ARG(shards[i].service), STR_ARG(shards[i].hub),
                shards[i].is_disputed);
    router_status(ask->edge->router, &status);
    buffer_printf(out,
            "commonweal_alarms{service=\"gateway\",hub=\"" STR_FMT
            "\",alarm=\"too_many_hubs\"} %" PRId64 "\n",
            STR_ARG(status.home_hub), status.refused_hubs);
}

static void
write_router(struct ask *ask, struct buffer *out)
{
    struct get_status_reply status = { 0 };

    router_status(ask->edge->router, &status);
    write_gauge(out, "gateway_workers", "Services attached.", status.workers);
    write_gauge(out, "gateway_held_bytes", "Memory of requests under way.",
            status.held_bytes);
    write_counter(out, "gateway_requests_total", "Requests of any client.",
            status.requests);
    write_counter(out, "gateway_refused_total",
            "Requests that the gateway answered with a problem.",
            status.refused);
    write_counter(out, "gateway_redispatched_total",
            "Requests sent again after a service was lost.",
            status.redispatched);
    write_counter(out, "gateway_malformed_total",
            "Messages that could not be read.", status.malformed);
    write_counter(out, "gateway_late_replies_total",
            "Replies to requests that were over.", status.late_replies);
    write_counter(out, "gateway_lost_replies_total",
            "Replies whose client was gone.", status.lost_replies);
}

static void
serve_own_metrics(struct ask *ask)
{
    struct buffer out = { 0 };

    edge_metrics_write(ask->edge->metrics, &out);
    write_gauge(&out, "http_connections", "Open HTTP connections.",
            http_connections(ask->edge->http));
    write_gauge(&out, "http_streams", "Open event streams.",
            streams_count(ask->edge->streams));
    write_router(ask, &out);
    write_shards(ask, &out);
    write_alarms(ask, &out);
    respond_text(ask, 200, buffer_str(&out));
    buffer_release(&out);
}

static void
on_metrics(void *asker, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct ask *ask = asker;
    const struct read_metrics_reply *reply;

    if (!is_final)
        return;
    ask->is_waiting = false;
    if (header->status != 200) {
        respond_refused(ask, header, payload);
        return;
    }
    reply = operation_reply(ask, &types_read_metrics_reply_schema, payload,
            ask->arena);
    if (reply)
        respond_text(ask, 200, reply->text);
}

/* Whose process is asked: the one that owns the store of this hub. */
static void
ask_metrics(struct ask *ask, struct str service)
{
    const struct read_metrics_request request = { 0 };
    const struct parameter *hub = uri_find(&ask->uri, STR("hub"));
    const struct request_header header = {
        .id = ask->id,
        .op = arena_printf(ask->arena, STR_FMT ".read_metrics",
                STR_ARG(service)),
        .has_hub = hub != NULL,
        .hub = hub ? hub->value : NO_TEXT,
        .has_budget_ms = true,
        .budget_ms = METRICS_MS,
    };
    const struct str payload = codec_encode_in(ask->arena,
            &types_read_metrics_request_schema, &request);

    /* The answer may come before the handle does. */
    ask->is_waiting = true;
    const uint64_t handle = router_ask_as_service(ask->edge->router, &header,
            payload, on_metrics, ask);
    if (ask->is_waiting)
        ask->handle = handle;
}

static bool
is_service(struct str name)
{
    for (int i = 0; i < SERVICES; i++)
        if (str_equal(name, str_from(services[i])))
            return true;
    return false;
}

void
serve_metrics(struct ask *ask)
{
    const struct parameter *service = uri_find(&ask->uri, STR("service"));

    if (!service)
        serve_own_metrics(ask);
    else if (is_service(service->value))
        ask_metrics(ask, service->value);
    else
        respond_problem(ask, &problem_malformed, STR("service"),
                STR("is no service that counts"),
                STR("registry, grants, fundraising or notification"));
}
