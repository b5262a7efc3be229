#include "server/forward.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "server/builtin.h"
#include "server/losses.h"
#include "server/taking.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

enum { PAGE = 500, PAGE_BYTES = 4 * 1024 * 1024, TELL_MS = 2000 };

static enum status
lose_value(struct shard *shard, const struct gap *gap)
{
    printf("%-24s %-13s withheld: %s " STR_FMT " of row " STR_FMT "\n",
            shard->hub.data, shard->service->schema->name, gap->table.data,
            STR_ARG(gap->column), STR_ARG(gap->key));
    return losses_add_gap(shard, gap);
}

static enum status
lose_event(struct shard *shard, const struct event *event,
        const struct event_record *record)
{
    char subject[UUID_TEXT_SIZE];

    uuid_format(event->subject, subject);
    printf("%-24s %-13s not taken back: %" PRId64 " " STR_FMT " %s\n",
            shard->hub.data, shard->service->schema->name, event->seq,
            STR_ARG(event->type), subject);
    return losses_add_events(shard, record, 1);
}

/* Old and new are the same store, of two epochs. */
static enum status
check_store(struct shard *shard, struct db *old)
{
    struct store_identity identity;
    enum status status = folder_identity_of(old, &identity);

    if (status)
        return status;
    if (uuid_equal(identity.store, folder_identity(shard->folder)->store))
        return STATUS_OK;
    log_error("hub=" STR_FMT " what=forward_along_another_store",
            STR_ARG(shard->hub));
    return STATUS_CONFLICT;
}

static bool
is_made_again(const struct service *service, struct str type)
{
    const char *const *types = service->made_again;

    while (types && *types && !str_equal(type, str_from(*types)))
        types++;
    return types && *types;
}

/* How many events come again by themselves: nobody enters those. */
static int64_t made_again;

static void
print_made_again(const struct shard *shard)
{
    if (made_again > 0)
        printf("%-24s %-13s %" PRId64 " events of messages: made again from "
               "the logs that it follows\n",
                shard->hub.data, shard->service->schema->name, made_again);
}

static enum status
take_event(struct taking *taking, const struct event *event,
        struct arena *arena)
{
    const struct event_record record = builtin_record_of(event, arena);

    if (taking->shard->mirror)
        return taking_add(taking, &record);
    if (!is_made_again(taking->shard->service, event->type))
        return lose_event(taking->shard, event, &record);
    made_again++;
    return STATUS_OK;
}

/* Losses are committed together; what is taken back begins its own batches. */
static enum status
take_events(struct taking *taking, const struct event *events, size_t count,
        struct arena *arena)
{
    struct db *db = taking->shard->mirror ? NULL : taking->shard->writer;
    enum status status = db ? db_begin(db) : STATUS_OK;

    if (status)
        return status;
    for (size_t i = 0; i < count && !status; i++)
        status = take_event(taking, &events[i], arena);
    if (db && status)
        db_rollback(db);
    else if (db)
        status = db_commit(db);
    return status;
}

/* That it lives, and how long it will take. */
static void
tell_progress(const struct shard *shard, int64_t after, int64_t head)
{
    static int64_t told_at;
    const int64_t now = clock_monotonic();

    if (told_at && now < told_at + TELL_MS)
        return;
    told_at = now;
    printf("%-24s %-13s event %" PRId64 " of %" PRId64 "\n", shard->hub.data,
            shard->service->schema->name, after, head);
    fflush(stdout);
}

static enum status
take_page(struct taking *taking, struct event_log *log, int64_t *after)
{
    struct arena arena = { 0 };
    struct event *events;
    size_t count = 0;
    enum status status = event_log_list(log, *after, PAGE, PAGE_BYTES, &arena,
            &events, &count);

    if (status)
        status = STATUS_CONFLICT; /* as if it ended there */
    else
        status = take_events(taking, events, count, &arena);
    failpoint("mid_forward");
    tell_progress(taking->shard, *after, event_log_head(log));
    if (!status && count == 0)
        status = STATUS_NOT_FOUND;
    else if (!status)
        *after = events[count - 1].seq;
    arena_release(&arena);
    return status;
}

enum status
forward_store(struct shard *shard, struct db *old, int64_t *taken)
{
    struct taking *taking = calloc(1, sizeof(*taking));
    int64_t after = event_log_head(shard->log);
    struct event_log *log = NULL;
    enum status status = check_store(shard, old), ended;

    if (!taking)
        abort();
    taking->shard = shard;
    taking->rows.on_gap = lose_value;
    if (!status)
        status = event_log_open(&log, old);
    while (!status)
        status = take_page(taking, log, &after);
    ended = taking_end(taking);
    event_log_close(log);
    *taken = taking->is_whole;
    free(taking);
    return status == STATUS_NOT_FOUND ? ended : status;
}

/* An old store that cannot be read has nothing to give. */
static enum status
forward_from(struct shard *shard, const char *database)
{
    struct db *old = NULL;
    int64_t taken = 0;
    enum status status = STATUS_CONFLICT;

    if (!db_open_reader(&old, database))
        status = forward_store(shard, old, &taken);
    db_close(old);
    print_made_again(shard);
    if (!status || status == STATUS_CONFLICT)
        printf("%-24s %-13s %" PRId64 " events taken back%s\n", shard->hub.data,
                shard->service->schema->name, taken,
                status ? ", then its log does not go on" : "");
    return status;
}

int
forward_main(const struct service *service, const char *data, const char *hub,
        const char *database, const char *old)
{
    struct shard *shard = NULL;
    enum status status;

    if (shard_open_restored(&shard, service, data, str_from(hub), database))
        return EXIT_FAILURE;
    status = forward_from(shard, old);
    shard_close(shard);
    if (status == STATUS_CONFLICT)
        return EX_DATAERR;
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
