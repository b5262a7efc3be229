#include "server/alarms.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/config.h"
#include "db/loss.h"
#include "db/seal.h"
#include "server/recovery.h"

#include <stdlib.h>

/* A source may be down this long, for a restart or an upgrade. */
static const int64_t stuck_ms = 5 * MINUTE_MS;

enum { ALARMS_MAX = 64 };

struct alarms {
    struct alarm *items;
    size_t count;
};

/* Those that do not fit are seen when the first are settled. */
static void
raise_alarm(struct alarms *alarms, struct alarm alarm)
{
    if (alarms->count < ALARMS_MAX)
        alarms->items[alarms->count++] = alarm;
}

static void
look_for_dead_letters(const struct shard *shard, struct alarms *alarms)
{
    if (shard->dead > 0)
        raise_alarm(alarms, (struct alarm){ .kind = ALARM_KIND_DEAD_LETTER,
                                    .count = shard->dead });
}

static void
look_at_disk(const struct shard *shard, struct alarms *alarms)
{
    if (!folder_has_room(shard->folder))
        raise_alarm(alarms,
                (struct alarm){ .kind = ALARM_KIND_DISK_LOW, .count = 1 });
}

/* What was written by it cannot be read, and nothing can be written. */
static void
look_for_key(const struct shard *shard, struct alarms *alarms)
{
    if (shard->service->sealed &&
            (db_lacks_key(shard->writer) || db_lacks_key(shard->reader)))
        raise_alarm(alarms, (struct alarm){ .kind = ALARM_KIND_NO_CONTACT_KEY,
                                    .count = 1 });
}

static void
look_at_recovery(const struct shard *shard, struct alarms *alarms)
{
    int64_t losses = 0;

    if (shard->recovery)
        raise_alarm(alarms,
                (struct alarm){ .kind = ALARM_KIND_RECOVERING,
                        .what = str_from(recovery_state(shard->recovery)),
                        .count = 1 });
    if (loss_count(shard->writer, &losses))
        log_warn("hub=" STR_FMT " what=losses cannot=count",
                STR_ARG(shard->hub));
    if (losses > 0)
        raise_alarm(alarms,
                (struct alarm){ .kind = ALARM_KIND_LOSS, .count = losses });
}

static bool
is_stuck(const struct follower *follower)
{
    return follower->failing_since > 0 &&
           clock_monotonic() - follower->failing_since >= stuck_ms;
}

static void
look_at_follower(const struct follower *follower, struct alarms *alarms)
{
    struct alarm alarm = { .what = follower->source, .count = 1 };

    if (follower->has_diverged)
        alarm.kind = ALARM_KIND_DIVERGED;
    else if (is_stuck(follower))
        alarm.kind = ALARM_KIND_STUCK_FOLLOWER;
    if (alarm.kind)
        raise_alarm(alarms, alarm);
}

/* How long a saga may take: its people have holidays, too. */
static int64_t
saga_limit_ms(void)
{
    const long days = strtol(config_text("CW_SAGA_ALARM_DAYS"), NULL, 10);

    return (days > 0 ? days : 1) * DAY_MS;
}

static void
look_for_open_sagas(const struct shard *shard, struct alarms *alarms)
{
    const struct service *service = shard->service;
    struct open_sagas open[SAGA_KINDS_MAX];
    size_t count = 0;

    if (!service->count_open_sagas)
        return;
    if (service->count_open_sagas(shard->writing, clock_now() - saga_limit_ms(),
                open, &count))
        log_warn("hub=" STR_FMT " what=open_sagas cannot=count",
                STR_ARG(shard->hub));
    for (size_t i = 0; i < count; i++)
        if (open[i].count > 0)
            raise_alarm(alarms, (struct alarm){ .kind = ALARM_KIND_OPEN_SAGA,
                                        .what = str_from(open[i].saga),
                                        .count = open[i].count,
                                        .has_since = true,
                                        .since = open[i].oldest });
}

/* By the writer: who looks at each hub need not open a reader for each. */
size_t
alarms_list(const struct lane *lane, struct arena *arena, struct alarm **out)
{
    struct alarms alarms = {
        .items = arena_alloc(arena, ALARMS_MAX * sizeof(*alarms.items)),
    };

    look_for_dead_letters(lane->shard, &alarms);
    look_at_disk(lane->shard, &alarms);
    look_at_recovery(lane->shard, &alarms);
    look_for_key(lane->shard, &alarms);
    look_for_open_sagas(lane->shard, &alarms);
    for (size_t i = 0; i < lane->followers.count; i++)
        look_at_follower(lane->followers.items[i], &alarms);
    *out = alarms.items;
    return alarms.count;
}
