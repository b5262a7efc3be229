#include "server/remake.h"

#include "server/builtin.h"
#include "server/rows.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { PAGE = 500, PAGE_BYTES = 1024 * 1024 };

/* What the log carries of all that every store has, and nothing else moves:
 * cursors do, and keys are forgotten, without an event. */
static const struct mirrored common[] = {
    { "numbers", { NULL } },
    { "rollup", { NULL } },
    { NULL, { NULL } },
};

static bool
is_among(const struct mirrored *list, struct str table)
{
    while (list->table && !str_equal(str_from(list->table), table))
        list++;
    return list->table != NULL;
}

static bool
is_compared(const struct shard *made, struct str table)
{
    return is_among(made->service->mirrored, table) || is_among(common, table);
}

static atomic_flag is_busy = ATOMIC_FLAG_INIT;

/* What was withheld is not compared. */
static enum status
pass_gap(struct shard *made, const struct gap *gap)
{
    (void)made, (void)gap;
    return STATUS_OK;
}

struct remake {
    struct shard *made;
    struct event_log *log; /* of the store that is compared */
    struct rows_taking taking;
    int64_t bad_seq; /* the event that cannot be taken, or zero */
};

static enum status
take_events(struct remake *remake, const struct event *events, size_t count,
        struct arena *arena)
{
    enum status status = db_begin(remake->made->writer);

    for (size_t i = 0; i < count && !status; i++) {
        const struct event_record record = builtin_record_of(&events[i], arena);

        status = rows_take(remake->made, &record, &remake->taking);
        if (status == STATUS_CONFLICT)
            remake->bad_seq = events[i].seq;
    }
    if (!status)
        return db_commit(remake->made->writer);
    db_rollback(remake->made->writer);
    return status;
}

/* STATUS_NOT_FOUND: there are no more. */
static enum status
take_page(struct remake *remake)
{
    struct arena arena = { 0 };
    struct event *events;
    size_t count;
    enum status status =
            event_log_list(remake->log, event_log_head(remake->made->log), PAGE,
                    PAGE_BYTES, &arena, &events, &count);

    if (!status)
        status = count > 0 ? take_events(remake, events, count, &arena)
                           : STATUS_NOT_FOUND;
    arena_release(&arena);
    db_checkpoint_if_due(remake->made->writer);
    return status;
}

static enum status
take_log(struct shard *made, struct db *db, int64_t *bad_seq)
{
    struct remake *remake = calloc(1, sizeof(*remake));
    enum status status;

    if (!remake)
        abort();
    remake->made = made;
    remake->taking.on_gap = pass_gap;
    remake->taking.is_wanted = is_compared;
    status = event_log_open(&remake->log, db);
    if (!status)
        status = db_make_scratch(made->writer);
    while (!status)
        status = take_page(remake);
    *bad_seq = remake->bad_seq;
    rows_forget(&remake->taking);
    event_log_close(remake->log);
    free(remake);
    return status == STATUS_NOT_FOUND || *bad_seq ? STATUS_OK : status;
}

static enum status
compare(struct call *call, struct shard *made, struct row_differences *found)
{
    struct db *db = call->exchange->db;
    enum status status = mirror_differences(db, made->writer,
            made->service->mirrored, call->arena, found);

    return status ? status
                  : mirror_differences(db, made->writer, common, call->arena,
                            found);
}

static void
show(struct call *call, const struct row_differences *found,
        struct compare_rows_reply *out)
{
    out->compared = found->compared;
    out->rows =
            arena_alloc(call->arena, (found->count + 1) * sizeof(*out->rows));
    out->rows_count = found->count;
    for (size_t i = 0; i < found->count; i++)
        out->rows[i] = (struct wrong_row){
            .table = str_from(found->items[i].table),
            .row = found->items[i].key,
            .what = (enum row_finding)found->items[i].fault,
            .columns = found->items[i].columns,
        };
}

/* One moment of the store, from the first event to the last row. */
static enum status
compare_with(struct shard *made, struct call *call,
        struct compare_rows_reply *out)
{
    struct row_differences *found = arena_alloc(call->arena, sizeof(*found));
    enum status status = db_begin(call->exchange->db);

    *found = (struct row_differences){ 0 };
    if (status)
        return status;
    status = take_log(made, call->exchange->db, &out->bad_seq);
    if (!status && !out->bad_seq)
        status = compare(call, made, found);
    db_rollback(call->exchange->db);
    show(call, found, out);
    return status;
}

static enum status
compare_in(const char *scratch, const struct shard *shard, struct call *call,
        struct compare_rows_reply *out)
{
    const struct service *service = shard->service;
    struct shard *made = NULL;
    enum status status =
            folder_create(scratch, service->schema->name, shard->hub.data,
                    folder_identity(shard->folder)->kind, service->migrations);

    if (!status)
        status = shard_open(&made, service, scratch, shard->hub);
    if (!status)
        status = compare_with(made, call, out);
    shard_close(made);
    return status;
}

enum status
remake_compare(void *self, struct call *call, const void *request, void *reply)
{
    const struct shard *shard = self;
    struct compare_rows_reply *out = reply;
    char scratch[PATH_MAX];
    enum status status;

    (void)request;
    out->is_carried = shard->mirror != NULL;
    if (!out->is_carried)
        return STATUS_OK;
    if (atomic_flag_test_and_set(&is_busy))
        return STATUS_UNAVAILABLE;
    status = folder_scratch(shard->data, shard->service->schema->name,
            shard->hub.data, scratch);
    if (!status)
        status = compare_in(scratch, shard, call, out);
    folder_scratch_remove(scratch);
    atomic_flag_clear(&is_busy);
    return status;
}
