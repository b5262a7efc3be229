/* What the agenda says is due. */
#include "server/shard.h"

#include "base/clock.h"
#include "base/log.h"

static const struct timer *
find_timer(const struct service *service, struct str name)
{
    const struct timer *timer = service->schema->timers;

    for (; timer->name; timer++)
        if (str_equal(str_from(timer->name), name))
            return timer;
    return NULL;
}

/* The identifier of this run: the due time and a hash of what is due. */
static struct uuid
run_id(const struct agenda_entry *entry)
{
    struct uuid at = uuid_at(entry->due_at, entry->subject);

    return uuid_derive(at, "timer", 0);
}

static int64_t
back_off(const struct agenda_entry *entry, int64_t now)
{
    int doublings = entry->tries < 10 ? entry->tries : 10;

    return now + (SECOND_MS << doublings);
}

static enum status
run_entry(struct shard *shard, const struct agenda_entry *entry,
        const struct timer *timer)
{
    struct uuid id = run_id(entry);
    struct exchange *exchange = exchange_begin(shard, ORIGIN_TIMER, id, id);
    enum status status = db_savepoint(shard->writer);

    if (status) {
        exchange_destroy(exchange);
        return status;
    }
    exchange->call.now = entry->due_at;
    status = agenda_remove(shard->agenda, entry->rowid);
    if (!status)
        status = timer->run(shard->writing, &exchange->call, entry->subject);
    return exchange_end(exchange, status);
}

enum status
shard_run_due(struct shard *shard, int64_t now)
{
    struct arena arena = { 0 };
    struct agenda_entry entry;
    const struct timer *timer;
    enum status status;

    status = agenda_find_due(shard->agenda, now, &arena, &entry);
    if (!status) {
        timer = find_timer(shard->service, entry.timer);
        status = timer ? run_entry(shard, &entry, timer) : STATUS_INTERNAL;
        if (status) {
            log_error("timer=" STR_FMT " hub=" STR_FMT " status=%d tries=%d",
                    STR_ARG(entry.timer), STR_ARG(shard->hub), status,
                    entry.tries);
            last_error_note(&shard->last_error, "timer " STR_FMT ": %d",
                    STR_ARG(entry.timer), status);
            status = agenda_back_off(shard->agenda, entry.rowid,
                    back_off(&entry, now));
        }
    }
    arena_release(&arena);
    return status;
}
