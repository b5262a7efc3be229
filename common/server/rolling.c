#include "server/rolling.h"

#include "base/clock.h"
#include "base/hub.h"
#include "base/log.h"
#include "server/lane.h"

enum {
    PERIOD_MS = 1000,
    SOON_MS = 20, /* while there is a lot to count */
    PAGE = 500,
    PAGE_BYTES = 1024 * 1024,
    CHANGES_MAX = 256,
    SILENT_MS = 30 * 1000,
    NOTE_MS = 30 * 1000, /* as_of of one that is not silent */
};

static const struct event_type rollup_set = { "log.rollup_set",
    &types_rollup_set_schema, 0 };
static const struct event_type hub_heard = { "log.hub_heard",
    &types_hub_heard_schema, 0 };

/* A hub is the subject of what is said of it. */
static struct uuid
subject_of(struct call *call, struct str hub)
{
    const char *name = arena_printf(call->arena, STR_FMT, STR_ARG(hub)).data;

    return uuid_derive((struct uuid){ { 0 } }, name, 0);
}

/* The uppermost hub has nobody to tell. */
static bool
has_parent(const struct shard *shard)
{
    return hub_parent(shard->hub).len > 0;
}

/* -- our own log ---------------------------------------------------------- */

struct tally {
    struct call *call;
    struct arena *arena;
    struct rollup_set changes[CHANGES_MAX]; /* values are differences */
    size_t count;
    bool is_full;
};

bool
tally_reads(struct tally *tally, const struct event *event,
        const struct schema *schema, void *body)
{
    struct decode_error error;

    return !event->is_erased &&
           !codec_decode(schema, event->body, tally->arena, body, NULL, &error);
}

static struct rollup_set *
change_of(struct tally *tally, struct str metric, struct str field,
        int64_t year)
{
    for (size_t i = 0; i < tally->count; i++)
        if (tally->changes[i].year == year &&
                str_equal(tally->changes[i].metric, metric) &&
                str_equal(tally->changes[i].field, field))
            return &tally->changes[i];
    tally->changes[tally->count] = (struct rollup_set){
        .hub = tally->call->hub,
        .metric = metric,
        .field = field,
        .year = year,
    };
    return &tally->changes[tally->count++];
}

void
tally_add(struct tally *tally, const char *metric, struct str field, int64_t at,
        int64_t delta)
{
    change_of(tally, str_from(metric), field, date_year(date_of(at)))->value +=
            delta;
    tally->is_full = tally->count >= CHANGES_MAX - 8;
}

bool
tally_finds(struct tally *tally, const struct event *event, const char *type,
        struct event *out)
{
    return !event->is_erased &&
           !event_log_find_last(tally->call->shard->log, event, str_from(type),
                   tally->arena, out);
}

static enum status
tell(struct call *call, const struct rollup_set *set)
{
    return has_parent(call->shard)
                   ? call_emit(call, &rollup_set, subject_of(call, set->hub),
                             set, NULL)
                   : STATUS_OK;
}

/*
 * What came and went between two turns, too: the hub above may have another
 * value from when our log was counted otherwise.
 */
static enum status
write_change(struct call *call, struct rollup_set *change)
{
    const struct rollup_key key = { change->hub, change->metric, change->field,
        change->year };
    enum status status;

    status = rollup_add(call->shard->rollup, &key, change->value,
            &change->value);
    return status ? status : tell(call, change);
}

/* At most a page; what is left is the next turn's. */
static enum status
count_log(struct call *call)
{
    struct shard *shard = call->shard;
    struct tally *tally = arena_alloc(call->arena, sizeof(*tally));
    struct event *events;
    size_t count, done = 0;
    enum status status = event_log_list(shard->log, shard->rolled, PAGE,
            PAGE_BYTES, call->arena, &events, &count);

    tally->call = call;
    tally->arena = call->arena;
    if (!status && shard->rolled == 0)
        status = rollup_forget(shard->rollup, shard->hub);
    for (; !status && done < count && !tally->is_full; done++)
        shard->service->roll_up(tally, &events[done]);
    for (size_t i = 0; i < tally->count && !status; i++)
        status = write_change(call, &tally->changes[i]);
    if (status || done == 0)
        return status;
    shard->rolled = events[done - 1].seq;
    return rollup_put_seq(shard->rollup, shard->rolled);
}

/* -- how fresh the branches are ------------------------------------------- */

static bool
is_silent(const struct follower *follower)
{
    return clock_monotonic() - follower->heard_at > SILENT_MS;
}

static bool
has_news(const struct follower *follower)
{
    if (!follower->is_branch)
        return false;
    return !follower->is_noted || is_silent(follower) != follower->was_silent ||
           follower->as_of - follower->noted > NOTE_MS;
}

static enum status
note(struct call *call, struct follower *follower)
{
    const bool turned =
            !follower->is_noted || is_silent(follower) != follower->was_silent;
    const struct hub_heard heard = {
        .hub = follower->hub,
        .as_of = follower->as_of,
        .is_silent = is_silent(follower),
    };
    const struct rollup_hub hub = { follower->hub, follower->hub,
        follower->as_of, heard.is_silent };
    enum status status = rollup_put_hub(call->shard->rollup, &hub);

    if (status)
        return status;
    follower->is_noted = true;
    follower->was_silent = heard.is_silent;
    follower->noted = follower->as_of;
    return turned && has_parent(call->shard)
                   ? call_emit(call, &hub_heard, subject_of(call, heard.hub),
                             &heard, NULL)
                   : STATUS_OK;
}

/* -- the turn ------------------------------------------------------------- */

bool
rolling_is_due(struct lane *lane)
{
    const int64_t now = clock_monotonic();

    if (!lane->shard->service->roll_up || !lane_is_at_work(lane) ||
            now < lane->roll_at)
        return false;
    if (lane->shard->rolled < event_log_head(lane->shard->log))
        return true;
    if (now < lane->listen_at)
        return false;
    for (size_t i = 0; i < lane->followers.count; i++)
        if (has_news(lane->followers.items[i]))
            return true;
    lane->listen_at = now + PERIOD_MS;
    return false;
}

static enum status
run(struct lane *lane, struct call *call)
{
    enum status status = count_log(call);

    for (size_t i = 0; i < lane->followers.count && !status; i++)
        if (has_news(lane->followers.items[i]))
            status = note(call, lane->followers.items[i]);
    return status;
}

void
rolling_run(struct lane *lane)
{
    struct shard *shard = lane->shard;
    const struct uuid id = uuid_new(shard_now(shard));
    struct exchange *exchange;

    if (db_savepoint(shard->writer))
        return;
    exchange = exchange_begin(shard, ORIGIN_TIMER, id, id);
    if (exchange_end(exchange, run(lane, &exchange->call)))
        log_error("hub=" STR_FMT " what=rolling", STR_ARG(shard->hub));
    lane->roll_at = clock_monotonic() +
                    (event_log_head(shard->log) - shard->rolled > CHANGES_MAX
                                    ? SOON_MS
                                    : PERIOD_MS);
}

/* -- what branches say ---------------------------------------------------- */

bool
rolling_applies(struct str type)
{
    return str_equal(type, str_from(rollup_set.name)) ||
           str_equal(type, str_from(hub_heard.name));
}

/* A hub speaks for its own subtree alone. */
static enum status
check(struct call *call, struct str hub, struct str branch, enum status status)
{
    if (status)
        return call_refuse(call, &problem_malformed, NULL,
                "the body is unreadable");
    if (!hub_is_within(hub, branch))
        return call_refuse(call, &problem_forbidden, "hub",
                STR_FMT " does not speak for it", STR_ARG(branch));
    return STATUS_OK;
}

static enum status
apply_set(struct call *call, struct str branch, struct str body)
{
    struct rollup_set set = { 0 };
    struct rollup_key key;
    struct decode_error error;
    enum status status = codec_decode(&types_rollup_set_schema, body,
            call->arena, &set, NULL, &error);

    status = check(call, set.hub, branch, status);
    if (status)
        return status;
    key = (struct rollup_key){ set.hub, set.metric, set.field, set.year };
    status = rollup_put(call->shard->rollup, &key, set.value);
    return status ? status : tell(call, &set);
}

/* A branch of a branch, as that one hears it. */
static enum status
apply_heard(struct call *call, struct str branch, struct str body)
{
    struct hub_heard heard = { 0 };
    struct rollup_hub hub;
    struct decode_error error;
    enum status status = codec_decode(&types_hub_heard_schema, body,
            call->arena, &heard, NULL, &error);

    status = check(call, heard.hub, branch, status);
    if (status)
        return status;
    hub = (struct rollup_hub){ heard.hub, branch, heard.as_of,
        heard.is_silent };
    status = rollup_put_hub(call->shard->rollup, &hub);
    return status || !has_parent(call->shard)
                   ? status
                   : call_emit(call, &hub_heard, subject_of(call, heard.hub),
                             &heard, NULL);
}

enum status
rolling_apply(struct call *call, struct str source,
        const struct event_record *event)
{
    const char *at = memchr(source.data, '@', source.len);
    const struct str service = { source.data, (size_t)(at - source.data) };
    const struct str branch = { at + 1, source.len - service.len - 1 };

    if (!str_equal(service, str_from(call->shard->service->schema->name)) ||
            !hub_is_branch_of(branch, call->hub))
        return STATUS_OK;
    return str_equal(event->type, str_from(rollup_set.name))
                   ? apply_set(call, branch, event->body)
                   : apply_heard(call, branch, event->body);
}
