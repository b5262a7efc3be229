#include "server/taking.h"

#include "base/log.h"

#include <inttypes.h>

enum { TAKEN_TOGETHER = 1000 }; /* events: a commit waits for the disk */

/* A batch ends with the last event that carries its rows. */
static bool
ends_batch(const struct event_record *event, const struct rows_taking *rows)
{
    return rows_is_event(event) && rows->count == 0;
}

/* What is said of the log itself changes no row, or one that is made again. */
static bool
stands_alone(const struct event_record *event)
{
    static const char *const types[] = { "log.rollup_set", "log.hub_heard",
        "log.store_recovered", "log.losses_settled" };

    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        if (str_equal(event->type, str_from(types[i])))
            return true;
    return false;
}

static enum status
commit(struct taking *taking)
{
    struct db *db = taking->shard->writer;
    enum status status = db_commit(db);

    taking->is_open = false;
    if (status)
        return status;
    taking->kept = taking->is_whole;
    db_checkpoint_if_due(db);
    return STATUS_OK;
}

static enum status
begin_batch(struct taking *taking)
{
    struct db *db = taking->shard->writer;
    enum status status = STATUS_OK;

    if (!taking->is_open) {
        status = db_begin(db);
        taking->is_open = !status;
    }
    if (!status)
        status = db_savepoint(db);
    taking->is_begun = taking->stands = !status;
    return status;
}

static enum status
end_batch(struct taking *taking)
{
    taking->is_begun = false;
    taking->is_whole = taking->taken;
    return db_release(taking->shard->writer);
}

enum status
taking_add(struct taking *taking, const struct event_record *event)
{
    enum status status = STATUS_OK;

    if (!taking->is_begun)
        status = begin_batch(taking);
    if (!status)
        status = rows_take(taking->shard, event, &taking->rows);
    if (status)
        return status;
    taking->taken++;
    taking->stands = taking->stands && stands_alone(event);
    if (!ends_batch(event, &taking->rows))
        return STATUS_OK;
    status = end_batch(taking);
    return status || taking->is_whole < taking->kept + TAKEN_TOGETHER
                   ? status
                   : commit(taking);
}

static enum status
count_again(struct shard *shard)
{
    enum status status = db_begin(shard->writer);

    if (!status)
        status = rollup_put_seq(shard->rollup, 0);
    return status ? status : db_commit(shard->writer);
}

enum status
taking_keep(struct taking *taking)
{
    return taking->is_open && !taking->is_begun ? commit(taking) : STATUS_OK;
}

/* Events without the rows they changed. */
static void
drop_batch(struct taking *taking)
{
    const struct shard *shard = taking->shard;

    taking->is_begun = false;
    db_undo(shard->writer);
    log_warn("hub=" STR_FMT " what=last_events_not_whole count=%" PRId64,
            STR_ARG(shard->hub), taking->taken - taking->is_whole);
}

enum status
taking_end(struct taking *taking)
{
    struct shard *shard = taking->shard;
    enum status status = STATUS_OK;

    if (taking->is_begun && taking->stands)
        status = end_batch(taking);
    else if (taking->is_begun)
        drop_batch(taking);
    if (!status && taking->is_open)
        status = commit(taking);
    else if (taking->is_open)
        db_rollback(shard->writer);
    taking->is_open = false;
    taking->taken = taking->is_whole = taking->kept;
    rows_forget(&taking->rows);
    if (!status && taking->is_whole > 0)
        status = count_again(shard);
    shard_reload(shard);
    return status;
}
