#include "db/backup.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "db/backup_check.h"
#include "db/disk.h"
#include "db/lease.h"
#include "db/move.h"
#include "db/place.h"

#include <stdlib.h>
#include <string.h>

struct restoring {
    struct place place;
    struct uuid epoch;
    bool is_move;          /* the store as it was, not as of a backup */
    char folder[PATH_MAX]; /* of the new store, and its name before that */
    char part[PATH_MAX];
    char database[PATH_MAX]; /* in that */
    char unfinished[PATH_MAX];
    int lease;
};

/* The store that was live until now, if it can be read. */
static enum status
name_replaced(const struct restoring *restoring, struct db *db)
{
    struct store_identity identity;
    char database[PATH_MAX];
    struct db *old = NULL;
    bool is_there = !place_find_database(&restoring->place, database) &&
                    !db_open_reader(&old, database) &&
                    !identity_find(old, &identity);

    db_close(old);
    return identity_name_replaced(db, is_there ? &identity.store_epoch : NULL);
}

static enum status
write_new_epoch(const struct restoring *restoring, const char *database)
{
    const struct uuid epoch = restoring->epoch;
    struct db *db = NULL;
    enum status status = db_open_writer(&db, database);

    if (!status)
        status = db_begin(db);
    if (!status)
        status = restoring->is_move ? identity_move(db, epoch)
                                    : identity_renew(db, epoch, clock_now());
    if (!status && !restoring->is_move)
        status = name_replaced(restoring, db);
    if (!status)
        status = db_commit(db);
    db_close(db);
    return status ? status : disk_sync(database);
}

static enum status
restore_database(const struct restoring *restoring, const char *source,
        const struct manifest *manifest)
{
    const char *database = restoring->database;
    char from[PATH_MAX];
    struct hash hash;
    int64_t size;
    enum status status = disk_path(from, "%s/store.db", source);

    if (!status)
        status = disk_copy(from, database);
    if (!status)
        status = disk_hash(database, &hash, &size);
    if (!status && !hash_equal(hash, manifest->database.hash))
        status = backup_differs("bytes", database);
    return status ? status : write_new_epoch(restoring, database);
}

static enum status
restore_file(const char *source, const struct manifest_file *file,
        const char *files)
{
    char from[PATH_MAX], part[PATH_MAX], to[PATH_MAX];
    enum status status =
            disk_path(to, "%s/" STR_FMT, files, STR_ARG(file->name));

    if (status || disk_has(to)) /* files never change */
        return status;
    status = disk_path(from, "%s/files/" STR_FMT, source, STR_ARG(file->name));
    if (!status)
        status = disk_path(part, "%s/.restored", files);
    if (!status)
        status = disk_remove(part);
    if (!status)
        status = disk_copy(from, part);
    return status ? status : disk_rename(part, to);
}

static enum status
restore_files(const char *source, const struct manifest *manifest,
        const char *files)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < manifest->file_count && !status; i++)
        status = restore_file(source, &manifest->files[i], files);
    return status;
}

static enum status
check_place(const struct manifest *manifest, const struct place *place)
{
    if (str_equal(manifest->service, str_from(place->service)) &&
            str_equal(manifest->hub, str_from(place->hub)))
        return STATUS_OK;
    log_error("event=backup_of_another_place service=" STR_FMT " hub=" STR_FMT,
            STR_ARG(manifest->service), STR_ARG(manifest->hub));
    return STATUS_CONFLICT;
}

/*
 * Into a new folder, so that no WAL of another store can lie beside it. It
 * gets its name when it takes the live one's place.
 */
static enum status
write_store(const struct restoring *restoring, const char *source,
        const struct manifest *manifest)
{
    enum status status = disk_make_folder(restoring->part);

    if (!status)
        status = restore_database(restoring, source, manifest);
    failpoint("mid_restore");
    if (!status)
        status = restore_files(source, manifest, restoring->place.files);
    return status ? status : disk_sync(restoring->part);
}

static enum status
name_paths(struct restoring *restoring)
{
    const struct place *place = &restoring->place;
    enum status status =
            place_epoch_folder(place, restoring->epoch, restoring->folder);

    if (!status)
        status = disk_path(restoring->part, "%s.part", restoring->folder);
    if (!status)
        status = disk_path(restoring->database, "%s/store.db", restoring->part);
    return status ? status : place_unfinished(place, restoring->unfinished);
}

/* What a taking that was cut short had named, and nothing names as current. */
static enum status
remove_former(const struct restoring *restoring)
{
    return restoring->is_move ? disk_remove(restoring->folder) : STATUS_OK;
}

static enum status
prepare(struct restoring *restoring, const char *source,
        const struct manifest *manifest)
{
    const struct place *place = &restoring->place;
    enum status status = place_make(place);

    if (!status)
        status = disk_refuse_network(place->folder);
    if (!status)
        status = lease_create(place->folder, &restoring->lease);
    if (!status)
        status = place_tidy(place);
    if (!status)
        status = remove_former(restoring);
    return status ? status : write_store(restoring, source, manifest);
}

static enum status
begin(struct restoring *restoring, const char *source, const char *data,
        const char *service, const char *hub)
{
    struct manifest manifest = { 0 };
    struct arena arena = { 0 };
    enum status status = place_init(&restoring->place, data, service, hub);

    if (!status)
        status = backup_check(source, &arena, &manifest);
    if (!status)
        status = check_place(&manifest, &restoring->place);
    if (!status)
        status = name_paths(restoring);
    if (!status)
        status = prepare(restoring, source, &manifest);
    arena_release(&arena);
    return status;
}

static struct restoring *
restoring_create(struct uuid epoch, bool is_move)
{
    struct restoring *restoring = calloc(1, sizeof(*restoring));

    if (!restoring)
        abort();
    restoring->lease = -1;
    restoring->epoch = epoch;
    restoring->is_move = is_move;
    return restoring;
}

enum status
restore_begin(struct restoring **out, const char *source, const char *data,
        const char *service, const char *hub)
{
    *out = restoring_create(uuid_new(clock_now()), false);
    return begin(*out, source, data, service, hub);
}

static struct uuid
epoch_of(struct uuid taking, const char *service, const char *hub)
{
    return uuid_derive(uuid_derive(taking, service, 0), hub, 0);
}

enum status
move_begin(struct restoring **out, const char *source, const char *data,
        const char *service, const char *hub, struct uuid taking)
{
    *out = restoring_create(epoch_of(taking, service, hub), true);
    return begin(*out, source, data, service, hub);
}

bool
move_is_done(const char *data, const char *service, const char *hub,
        struct uuid taking)
{
    char expected[PATH_MAX], folder[PATH_MAX], found[PATH_MAX];
    struct place place;

    return !place_init(&place, data, service, hub) &&
           !place_epoch_folder(&place, epoch_of(taking, service, hub),
                   folder) &&
           !disk_path(expected, "%s/store.db", folder) &&
           !place_find_database(&place, found) && strcmp(found, expected) == 0;
}

const char *
restore_path(const struct restoring *restoring)
{
    return restoring->database;
}

enum status
restore_commit(struct restoring *restoring)
{
    return disk_mark(restoring->unfinished);
}

enum status
restore_finish(struct restoring *restoring)
{
    enum status status = disk_rename(restoring->part, restoring->folder);

    if (!status)
        status = place_set_current(&restoring->place, restoring->epoch);
    return status ? status : disk_unmark(restoring->unfinished);
}

void
restore_close(struct restoring *restoring)
{
    if (!restoring)
        return;
    if (restoring->lease >= 0)
        disk_remove(restoring->part);
    lease_give_up(restoring->lease);
    free(restoring);
}

enum status
backup_restore(const char *source, const char *data, const char *service,
        const char *hub)
{
    struct restoring *restoring;
    enum status status = restore_begin(&restoring, source, data, service, hub);

    if (!status)
        status = restore_finish(restoring);
    restore_close(restoring);
    return status;
}
