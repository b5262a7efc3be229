#include "server/lane.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/hub.h"
#include "base/log.h"
#include "server/disclosure.h"
#include "server/dispatch.h"
#include "server/keeping.h"
#include "server/recovery.h"
#include "server/rolling.h"
#include "server/together.h"

#include <stdlib.h>

enum { TIMERS_PER_BATCH = 64, PRUNE_MAX = 100, TOGETHER_MAX = 256 };

/* Where the next one will be. */
static struct exchange **
queue_end(struct queue *queue)
{
    if (!queue->first)
        queue->end = &queue->first;
    return queue->end;
}

void
queue_add(struct queue *queue, struct exchange *exchange)
{
    exchange->next = NULL;
    *queue_end(queue) = exchange;
    queue->end = &exchange->next;
    queue->count++;
}

struct exchange *
queue_take(struct queue *queue)
{
    struct exchange *exchange = queue->first;

    if (!exchange)
        return NULL;
    queue->first = exchange->next;
    queue->count--;
    exchange->next = NULL;
    return exchange;
}

void
queue_move(struct queue *from, struct queue *to)
{
    struct exchange *exchange;

    *to = (struct queue){ 0 };
    while ((exchange = queue_take(from)))
        queue_add(to, exchange);
}

static bool
is_followed(enum follow_scope scope, struct str own, struct str other)
{
    switch (scope) {
    case FOLLOW_OWN:
        return str_equal(own, other);
    case FOLLOW_SUBTREE:
        return hub_is_within(other, own);
    case FOLLOW_ANCESTORS:
        return hub_is_within(own, other);
    case FOLLOW_LINE:
        return hub_is_related(own, other);
    }
    return false;
}

static enum status
follow(struct lane *lane, const char *service, struct str hub)
{
    return followers_find(&lane->followers, service, hub)
                   ? STATUS_OK
                   : followers_add(&lane->followers, lane->shard, service, hub);
}

/* The same service of each branch, for its figures. */
static enum status
follow_branches(struct lane *lane, const struct str *hubs, size_t hub_count)
{
    const struct service *service = lane->shard->service;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < hub_count && !status && service->roll_up; i++)
        if (hub_is_branch_of(hubs[i], lane->shard->hub))
            status = follow(lane, service->schema->name, hubs[i]);
    return status;
}

enum status
lane_follow(struct lane *lane, const struct str *hubs, size_t hub_count)
{
    const struct follow *source = lane->shard->service->schema->follows;
    enum status status = follow_branches(lane, hubs, hub_count);

    for (; source->service; source++)
        for (size_t i = 0; i < hub_count && !status; i++)
            if (is_followed(source->scope, lane->shard->hub, hubs[i]))
                status = follow(lane, source->service, hubs[i]);
    return status;
}

enum status
lane_open(struct lane *lane, const struct service *service, const char *data,
        struct str hub, const struct str *hubs, size_t hub_count)
{
    enum status status;

    *lane = (struct lane){ 0 };
    status = shard_open(&lane->shard, service, data, hub);
    if (!status)
        status = recovery_open(lane->shard);
    if (!status)
        status = lane_follow(lane, hubs, hub_count);
    if (!status)
        status = agenda_next(lane->shard->agenda, &lane->next_due);
    return status;
}

static void
destroy_all(struct queue *queue)
{
    struct exchange *exchange;

    while ((exchange = queue_take(queue)))
        exchange_destroy(exchange);
}

void
lane_close(struct lane *lane)
{
    destroy_all(&lane->commands);
    destroy_all(&lane->parked);
    destroy_all(&lane->disclosing);
    destroy_all(&lane->answers);
    followers_release(&lane->followers);
    shard_close(lane->shard);
}

bool
lane_is_at_work(const struct lane *lane)
{
    return !lane->is_leaving && !lane->shard->recovery;
}

static bool
is_due(const struct lane *lane, int64_t now)
{
    return lane_is_at_work(lane) && lane->next_due <= now;
}

bool
lane_has_own_work(const struct lane *lane)
{
    for (const struct exchange *e = lane->shard->pending; e; e = e->next)
        if (e->origin != ORIGIN_REQUEST)
            return true;
    return lane->long_reads > 0;
}

bool
lane_is_idle(const struct lane *lane)
{
    return !lane->commands.first && !lane->completed && !lane->parked.first &&
           !lane->answers.first && !lane->disclosing.first &&
           !lane->shard->pending && lane->long_reads == 0;
}

bool
lane_has_work(struct lane *lane, int64_t now)
{
    if (lane->commands.first || lane->disclosing.first || lane->completed ||
            is_due(lane, now))
        return true;
    if (lane->shard->recovery)
        return recovery_has_work(lane->shard->recovery);
    return lane->followers.with_page || rolling_is_due(lane);
}

/* If it cannot begin, each query takes its locks as it goes. */
void
lane_begin_reading(struct lane *lane)
{
    if (!lane->is_reading)
        lane->is_reading = !db_begin(lane->shard->reader);
}

void
lane_end_reading(struct lane *lane)
{
    if (lane->is_reading && db_commit(lane->shard->reader))
        log_error("hub=" STR_FMT " what=end_of_reading",
                STR_ARG(lane->shard->hub));
    lane->is_reading = false;
}

/* In a savepoint around the page: a storage error undoes all of it. */
static void
apply_page(struct follower *follower, int64_t now)
{
    struct shard *shard = follower->shard;
    enum status status;

    for (size_t i = 0; i < follower->page.events_count; i++)
        failpoint_carry(follower->page.events[i].type, shard->hub);
    failpoint("before_apply");
    status = db_savepoint(shard->writer);
    if (!status) {
        status = follower_apply(follower, now);
        if (!status)
            status = db_release(shard->writer);
        else
            db_undo(shard->writer);
    }
    if (status)
        shard_reload(shard);
    follower_settle(follower, status, now);
}

static void
apply_pages(struct lane *lane, int64_t now)
{
    struct follower *follower;

    while ((follower = followers_take_page(&lane->followers))) {
        apply_page(follower, now);
        followers_moved(&lane->followers, follower);
    }
}

static void
run_due(struct shard *shard, int64_t now)
{
    for (int i = 0; i < TIMERS_PER_BATCH; i++)
        if (shard_run_due(shard, now))
            break;
}

/* A call of our own that ended has nobody to answer. */
static void
add_answer(struct lane *lane, struct exchange *exchange)
{
    if (exchange->status == STATUS_PENDING)
        return;
    if (exchange->origin == ORIGIN_REQUEST)
        queue_add(&lane->answers, exchange);
    else
        exchange_destroy(exchange);
}

/* Nobody is told what is not noted. */
static void
note_disclosures(struct lane *lane)
{
    struct exchange *exchange;

    while ((exchange = queue_take(&lane->disclosing))) {
        if (disclosure_write(lane->shard, exchange))
            dispatch_refuse(exchange, &problem_unavailable);
        queue_add(&lane->answers, exchange);
    }
}

static enum status
run_commands(struct lane *lane)
{
    struct exchange *commands[TOGETHER_MAX];
    size_t count = 0;
    enum status status;

    while (count < TOGETHER_MAX && lane->commands.first)
        commands[count++] = queue_take(&lane->commands);
    status = together_run(lane->shard, commands, count);
    for (size_t i = 0; i < count; i++)
        if (status)
            queue_add(&lane->commands, commands[i]);
        else
            add_answer(lane, commands[i]);
    return status;
}

/* The commands come first: they may have to begin the batch again. */
static enum status
run_calls(struct lane *lane)
{
    enum status status = run_commands(lane);
    struct exchange *exchange;

    if (status)
        return status;
    note_disclosures(lane);
    while ((exchange = lane->completed)) {
        lane->completed = exchange->next_done;
        dispatch_complete(exchange);
        add_answer(lane, exchange);
    }
    while ((exchange = queue_take(&lane->commands))) {
        dispatch_run(exchange);
        add_answer(lane, exchange);
    }
    return STATUS_OK;
}

/* Nothing of this batch is true: who asked may ask again. */
static void
retract(struct exchange *exchange)
{
    for (; exchange; exchange = exchange->next)
        dispatch_refuse(exchange, &problem_unavailable);
}

/* Jobs that are done stay so: they are completed in a later batch. */
static void
refuse_all(struct lane *lane, struct queue *queue)
{
    struct exchange *exchange;

    while ((exchange = queue_take(queue))) {
        dispatch_refuse(exchange, &problem_unavailable);
        queue_add(&lane->answers, exchange);
    }
}

static void
forget_pages(struct lane *lane, enum status status)
{
    struct followers *followers = &lane->followers;

    followers->with_page = NULL;
    for (size_t i = 0; i < followers->count; i++) {
        follower_settle(followers->items[i], status, clock_monotonic());
        followers_moved(followers, followers->items[i]);
    }
}

static enum status
commit(struct lane *lane)
{
    enum status status;
    int64_t began;

    failpoint("before_commit");
    began = clock_monotonic_us();
    status = shard_commit(lane->shard);
    lane->commit_us = clock_monotonic_us() - began;
    failpoint("after_commit");
    return status;
}

static void
refuse_batch(struct lane *lane, enum status status)
{
    struct shard *shard = lane->shard;

    log_error("hub=" STR_FMT " what=begin status=%d", STR_ARG(shard->hub),
            status);
    last_error_note(&shard->last_error, "no batch could begin: %d", status);
    refuse_all(lane, &lane->commands);
    refuse_all(lane, &lane->disclosing);
    forget_pages(lane, status);
    lane->next_due = clock_now() + SECOND_MS;
}

static size_t
run_batch(struct lane *lane)
{
    struct shard *shard = lane->shard;
    struct exchange **first = queue_end(&lane->answers); /* of this batch */
    int64_t now = clock_monotonic();
    const size_t count = lane->commands.count;
    enum status status = shard_begin(shard);

    lane->commit_us = 0;
    if (!status)
        status = run_calls(lane);
    if (status) {
        refuse_batch(lane, status);
        return 0;
    }
    apply_pages(lane, now);
    if (lane_is_at_work(lane))
        run_due(shard, clock_now());
    if (rolling_is_due(lane))
        rolling_run(lane);
    status = commit(lane);
    if (status) {
        last_error_note(&shard->last_error, "a batch was not committed: %d",
                status);
        retract(*first);
        forget_pages(lane, status);
    }
    if (agenda_next(shard->agenda, &lane->next_due))
        lane->next_due = clock_now() + SECOND_MS;
    db_checkpoint_if_due(shard->writer);
    return count;
}

/* Its batches are its own; a command is that of a person who decided. */
static size_t
recover(struct lane *lane)
{
    if (!lane->commands.first && !lane->disclosing.first) {
        recovery_run(lane->shard->recovery, clock_monotonic());
        db_checkpoint_if_due(lane->shard->writer);
        return 0;
    }
    recovery_pause(lane->shard->recovery);
    return run_batch(lane);
}

size_t
lane_run(struct lane *lane)
{
    return lane->shard->recovery ? recover(lane) : run_batch(lane);
}

/* Keys that are too old go a few at a time. */
static void
prune_keys(struct lane *lane)
{
    struct shard *shard = lane->shard;
    bool left;

    if (shard_begin(shard))
        return;
    if (idempotency_prune(shard->idempotency, clock_now(), PRUNE_MAX, &left))
        db_rollback(shard->writer);
    else if (!shard_commit(shard) && !left)
        lane->prune_at = clock_monotonic() + HOUR_MS;
}

void
lane_tidy(struct lane *lane)
{
    if (lane->shard->recovery)
        return;
    if (clock_monotonic() >= lane->prune_at)
        prune_keys(lane);
    keeping_tidy(lane);
    db_checkpoint_if_idle(lane->shard->writer);
}

/* Parked operations */

static bool
is_over(const struct exchange *exchange, bool at_once)
{
    return at_once || exchange->park_until <= clock_monotonic();
}

void
lane_unpark(struct lane *lane, bool at_once)
{
    bool has_news = event_log_head(lane->shard->log) != lane->head;
    struct queue parked;
    struct exchange *exchange;

    queue_move(&lane->parked, &parked);
    lane->head = event_log_head(lane->shard->log);
    while ((exchange = queue_take(&parked))) {
        if (is_over(exchange, at_once))
            exchange->park_until = 0;
        else if (!has_news) {
            queue_add(&lane->parked, exchange);
            continue;
        }
        dispatch_run(exchange);
        if (exchange->status == STATUS_PENDING)
            queue_add(&lane->parked, exchange);
        else
            queue_add(&lane->answers, exchange);
    }
}

void
lane_park(struct lane *lane, struct exchange *exchange)
{
    if (lane->parked.count < PARKED_MAX) {
        queue_add(&lane->parked, exchange);
        return;
    }
    exchange->park_until = 0;
    dispatch_run(exchange);
    queue_add(&lane->answers, exchange);
}

void
lane_answer(struct lane *lane, struct exchange *exchange)
{
    queue_add(exchange->noted ? &lane->disclosing : &lane->answers, exchange);
}

void
lane_complete(struct lane *lane, struct exchange *exchange)
{
    struct exchange **end = &lane->completed;

    while (*end)
        end = &(*end)->next_done;
    exchange->next_done = NULL;
    *end = exchange;
}

int64_t
lane_due(const struct lane *lane)
{
    int64_t due = INT64_MAX;

    if (lane->shard->recovery && !lane->is_leaving)
        due = recovery_due(lane->shard->recovery);
    if (lane_is_at_work(lane) && followers_due_at(&lane->followers) < due)
        due = followers_due_at(&lane->followers);
    for (const struct exchange *e = lane->parked.first; e; e = e->next)
        if (e->park_until < due)
            due = e->park_until;
    if (lane->shard->rolled < event_log_head(lane->shard->log) &&
            lane->shard->service->roll_up && lane_is_at_work(lane) &&
            lane->roll_at < due)
        due = lane->roll_at;
    return due;
}
