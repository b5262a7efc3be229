#include "db/backup.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/backup_check.h"
#include "db/disk.h"
#include "db/lease.h"
#include "db/place.h"

static enum status
write_new_epoch(const char *database, struct uuid epoch)
{
    struct db *db = NULL;
    enum status status = db_open_writer(&db, database);

    if (!status)
        status = db_begin(db);
    if (!status)
        status = identity_renew(db, epoch, clock_now());
    if (!status)
        status = db_commit(db);
    db_close(db);
    return status ? status : disk_sync(database);
}

static enum status
restore_database(const char *source, const struct manifest *manifest,
        const char *database, struct uuid epoch)
{
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
    return status ? status : write_new_epoch(database, epoch);
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

/* Into a new folder, so that no WAL of another store can lie beside it. */
static enum status
restore_into(const struct place *place, const char *source,
        const struct manifest *manifest)
{
    const struct uuid epoch = uuid_new(clock_now());
    char database[PATH_MAX];
    enum status status = place_make_epoch(place, epoch, database);

    if (!status)
        status = restore_database(source, manifest, database, epoch);
    if (!status)
        status = restore_files(source, manifest, place->files);
    if (!status)
        status = place_set_current(place, epoch);
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

enum status
backup_restore(const char *source, const char *data, const char *service,
        const char *hub)
{
    struct manifest manifest = { 0 };
    struct arena arena = { 0 };
    struct place place;
    int lease = -1;
    enum status status = place_init(&place, data, service, hub);

    if (!status)
        status = backup_check(source, &arena, &manifest);
    if (!status)
        status = check_place(&manifest, &place);
    if (!status)
        status = place_make(&place);
    if (!status)
        status = disk_refuse_network(place.folder);
    if (!status)
        status = lease_create(place.folder, &lease);
    if (!status)
        status = restore_into(&place, source, &manifest);
    lease_give_up(lease);
    arena_release(&arena);
    return status;
}
