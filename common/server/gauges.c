#include "server/gauges.h"

#include "server/alarms.h"

#include <inttypes.h>

struct gauge {
    const char *name;
    const char *help;
    int64_t (*value)(const struct lane *lane);
};

static int64_t
waiting_commands(const struct lane *lane)
{
    return (int64_t)lane->commands.count;
}

static int64_t
parked_requests(const struct lane *lane)
{
    return (int64_t)lane->parked.count;
}

static int64_t
waiting_events(const struct lane *lane)
{
    return lane->shard->waiting;
}

static int64_t
dead_letters(const struct lane *lane)
{
    return lane->shard->dead;
}

static const struct gauge gauges[] = {
    { "queued_commands", "Commands that wait for the next batch.",
            waiting_commands },
    { "parked_requests", "Requests that wait for an event.", parked_requests },
    { "waiting_events", "Events put aside until what they need has come.",
            waiting_events },
    { "dead_letters", "Events that somebody must decide about.", dead_letters },
};

static void
write_head(const char *name, const char *help, struct buffer *out)
{
    buffer_printf(out, "# HELP commonweal_%s %s\n# TYPE commonweal_%s gauge\n",
            name, help, name);
}

static void
write_gauge(const struct gauge *gauge, const char *service,
        const struct lane *lanes, size_t count, struct buffer *out)
{
    write_head(gauge->name, gauge->help, out);
    for (size_t i = 0; i < count; i++)
        buffer_printf(out,
                "commonweal_%s{service=\"%s\",hub=\"" STR_FMT "\"} %" PRId64
                "\n",
                gauge->name, service, STR_ARG(lanes[i].shard->hub),
                gauge->value(&lanes[i]));
}

static void
write_lag(const struct follower *follower, const char *service,
        struct buffer *out)
{
    buffer_printf(out,
            "commonweal_follower_lag_events{service=\"%s\",hub=\"" STR_FMT
            "\",source=\"" STR_FMT "\"} %" PRId64 "\n",
            service, STR_ARG(follower->shard->hub), STR_ARG(follower->source),
            follower_lag(follower));
}

/* One row per kind, so that "none" is a row, too. */
static void
write_alarms(const struct lane *lane, const char *service, struct buffer *out)
{
    struct arena arena = { 0 };
    struct alarm *alarms;
    const size_t count = alarms_list(lane, &arena, &alarms);

    for (int kind = ALARM_KIND_DEAD_LETTER; kind <= ALARM_KIND_NO_CONTACT_KEY;
            kind++) {
        int64_t sum = 0;

        for (size_t i = 0; i < count; i++)
            if ((int)alarms[i].kind == kind)
                sum += alarms[i].count;
        buffer_printf(out,
                "commonweal_alarms{service=\"%s\",hub=\"" STR_FMT
                "\",alarm=\"%s\"} %" PRId64 "\n",
                service, STR_ARG(lane->shard->hub),
                enum_name(&types_alarm_kind_enumeration, kind), sum);
    }
    arena_release(&arena);
}

void
gauges_write(const char *service, const struct lane *lanes, size_t count,
        struct buffer *out)
{
    for (size_t i = 0; i < sizeof(gauges) / sizeof(*gauges); i++)
        write_gauge(&gauges[i], service, lanes, count, out);
    write_head("follower_lag_events",
            "Events of a followed log that were not applied yet.", out);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lanes[i].followers.count; j++)
            write_lag(lanes[i].followers.items[j], service, out);
    write_head("alarms", "What needs a person, by kind.", out);
    for (size_t i = 0; i < count; i++)
        write_alarms(&lanes[i], service, out);
}
