#include "server/taking.h"

#include "base/log.h"

#include <inttypes.h>

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
keep(struct taking *taking)
{
    taking->is_open = false;
    taking->is_whole = taking->taken;
    return db_commit(taking->shard->writer);
}

enum status
taking_add(struct taking *taking, const struct event_record *event)
{
    enum status status = STATUS_OK;

    if (!taking->is_open) {
        status = db_begin(taking->shard->writer);
        taking->is_open = taking->stands = !status;
    }
    if (!status)
        status = rows_take(taking->shard, event, &taking->rows);
    if (status)
        return status;
    taking->taken++;
    taking->stands = taking->stands && stands_alone(event);
    return ends_batch(event, &taking->rows) ? keep(taking) : STATUS_OK;
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
taking_end(struct taking *taking)
{
    struct shard *shard = taking->shard;
    enum status status = STATUS_OK;

    if (taking->is_open && taking->stands) {
        status = keep(taking);
    } else if (taking->is_open) { /* events without the rows they changed */
        db_rollback(shard->writer);
        log_warn("hub=" STR_FMT " what=last_events_not_whole count=%" PRId64,
                STR_ARG(shard->hub), taking->taken - taking->is_whole);
    }
    taking->is_open = false;
    taking->taken = taking->is_whole;
    rows_forget(&taking->rows);
    if (!status && taking->is_whole > 0)
        status = count_again(shard);
    shard_reload(shard);
    return status;
}
