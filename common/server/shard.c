#include "server/shard.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/numbers.h"
#include "db/seal.h"
#include "server/recovery.h"
#include "server/rows.h"

#include <stdio.h>
#include <stdlib.h>

static enum status
open_writing(struct shard *shard)
{
    enum status status = event_log_open(&shard->log, shard->writer);

    shard->idempotency = idempotency_open(shard->writer);
    shard->inbox = inbox_open(shard->writer);
    shard->agenda = agenda_open(shard->writer);
    shard->rollup = rollup_open(shard->writer);
    shard->kept = kept_open(shard->writer);
    if (!status)
        status = rollup_find_seq(shard->rollup, &shard->rolled);
    if (!status)
        status = inbox_count(shard->inbox, &shard->waiting, &shard->dead);
    if (!status)
        status = shard->service->open(&shard->writing, shard->writer);
    return status;
}

static enum status
open_reading(struct shard *shard)
{
    shard->reader = folder_create_reader(shard->folder);
    shard->reader_log = event_log_create(shard->reader);
    shard->reader_idempotency = idempotency_open(shard->reader);
    shard->reader_inbox = inbox_open(shard->reader);
    shard->reader_rollup = rollup_open(shard->reader);
    shard->reader_kept = kept_open(shard->reader);
    return shard->service->open(&shard->reading, shard->reader);
}

static struct shard *
shard_make(const struct service *service, const char *data, struct str hub)
{
    struct shard *shard = calloc(1, sizeof(*shard));
    char *name = strndup(hub.data, hub.len);

    if (!shard || !name)
        abort();
    shard->service = service;
    shard->data = data;
    shard->hub = str_from(name);
    return shard;
}

/* In a batch that the log carries; while it recovers, that is not due yet. */
static enum status
migrate_rows(struct shard *shard)
{
    enum status status;

    if (folder_identity(shard->folder)->is_recovering ||
            !folder_lacks_rows(shard->folder))
        return STATUS_OK;
    status = shard_begin(shard);
    if (status)
        return status;
    status = folder_migrate_rows(shard->folder);
    if (!status)
        return shard_commit(shard);
    db_rollback(shard->writer);
    return status;
}

/* Once its folder is open; `status` is that of the opening. */
static enum status
open_rest(struct shard **out, struct shard *shard, enum status status)
{
    const struct service *service = shard->service;

    if (!status) {
        shard->writer = folder_writer(shard->folder);
        if (service->mirrored)
            status = mirror_open(&shard->mirror, shard->writer,
                    service->mirrored);
    }
    if (!status)
        status = open_writing(shard);
    if (!status)
        status = migrate_rows(shard);
    if (!status)
        status = open_reading(shard);
    if (status) {
        shard_close(shard);
        return status;
    }
    *out = shard;
    return STATUS_OK;
}

/*
 * The writer misses them from now on: an alarm, until they are there. Who
 * changes keys seals all rows anew, and so the oldest tell; a store that is
 * large is taken over as fast as a small one.
 */
enum { ROWS_LOOKED_AT = 1000 };

static void
look_for_keys(const struct shard *shard)
{
    const struct sealed_column *sealed = shard->service->sealed;
    struct missing_keys missing = { 0 };

    if (sealed &&
            seal_find_missing(shard->writer, sealed, ROWS_LOOKED_AT, &missing))
        log_warn("hub=" STR_FMT " what=contact_keys cannot=look",
                STR_ARG(shard->hub));
    for (size_t i = 0; i < missing.count; i++)
        log_error("event=contact_key_is_missing hub=" STR_FMT " key=%s",
                STR_ARG(shard->hub), missing.items[i].number);
}

enum status
shard_open(struct shard **out, const struct service *service, const char *data,
        struct str hub)
{
    struct shard *shard = shard_make(service, data, hub);
    enum status status = open_rest(out, shard,
            folder_open(&shard->folder, data, service->schema->name,
                    shard->hub.data, service->migrations));

    if (!status)
        look_for_keys(*out);
    return status;
}

enum status
shard_open_new(struct shard **out, const struct service *service,
        const char *data, struct str hub)
{
    struct shard *shard = shard_make(service, data, hub);

    return open_rest(out, shard,
            folder_open_new(&shard->folder, data, service->schema->name,
                    shard->hub.data, service->migrations));
}

enum status
shard_open_restored(struct shard **out, const struct service *service,
        const char *data, struct str hub, const char *database)
{
    struct shard *shard = shard_make(service, data, hub);

    return open_rest(out, shard,
            folder_open_restored(&shard->folder, data, service->schema->name,
                    shard->hub.data, database, service->migrations));
}

static void
close_reading(struct shard *shard)
{
    if (shard->reading)
        shard->service->close(shard->reading);
    kept_close(shard->reader_kept);
    rollup_close(shard->reader_rollup);
    inbox_close(shard->reader_inbox);
    idempotency_close(shard->reader_idempotency);
    event_log_close(shard->reader_log);
    db_close(shard->reader);
}

static void
close_writing(struct shard *shard)
{
    if (shard->writing)
        shard->service->close(shard->writing);
    kept_close(shard->kept);
    rollup_close(shard->rollup);
    agenda_close(shard->agenda);
    inbox_close(shard->inbox);
    idempotency_close(shard->idempotency);
    event_log_close(shard->log);
}

void
shard_close(struct shard *shard)
{
    if (!shard)
        return;
    while (shard->pending) {
        struct exchange *exchange = shard->pending;

        shard->pending = exchange->next;
        exchange_destroy(exchange);
    }
    recovery_close(shard->recovery);
    close_reading(shard);
    close_writing(shard);
    folder_close(shard->folder);
    buffer_release(&shard->scratch);
    free((char *)shard->hub.data);
    free(shard);
}

enum status
shard_begin(struct shard *shard)
{
    enum status status;

    if (!folder_has_room(shard->folder))
        return STATUS_UNAVAILABLE;
    status = db_begin(shard->writer);
    if (status)
        return status;
    status = folder_assert_term(shard->folder);
    if (status)
        db_rollback(shard->writer);
    return status;
}

void
shard_reload(struct shard *shard)
{
    event_log_reload(shard->log);
    inbox_count(shard->inbox, &shard->waiting, &shard->dead);
    rollup_find_seq(shard->rollup, &shard->rolled);
}

enum status
shard_commit(struct shard *shard)
{
    enum status status = numbers_write(shard->writer);

    if (!status)
        status = rows_log(shard);
    if (status)
        db_rollback(shard->writer);
    else
        status = db_commit(shard->writer);
    if (status)
        shard_reload(shard);
    return status;
}

int64_t
shard_now(const struct shard *shard)
{
    int64_t now = clock_now();
    int64_t last = event_log_last_at(shard->log);

    return now > last ? now : last;
}

enum status
shard_found(struct shard *shard, int argc, char *const *argv)
{
    struct exchange *exchange = exchange_create();
    enum status status = shard_begin(shard);

    exchange->call = (struct call){
        .arena = &exchange->arena,
        .shard = shard,
        .hub = shard->hub,
        .actor = &exchange->header.actor,
        .id = uuid_new(shard_now(shard)),
        .now = shard_now(shard),
        .clock = shard_now(shard),
        .exchange = exchange,
    };
    if (!status) {
        status = shard->service->found(shard->writing, &exchange->call, argc,
                argv);
        if (status)
            db_rollback(shard->writer);
        else
            status = shard_commit(shard);
    }
    if (status && exchange->call.refusal.problem)
        fprintf(stderr, "%s: " STR_FMT "\n", shard->service->schema->name,
                STR_ARG(exchange->call.refusal.detail));
    exchange_destroy(exchange);
    return status;
}
