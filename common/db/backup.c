#include "db/backup.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "db/backup_check.h"
#include "db/disk.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static bool
is_over(int64_t until)
{
    return until && clock_monotonic() >= until;
}

/* Statements are cut short: that was for the time they took. */
static void
limit(struct db *db, int64_t until)
{
    const int64_t left = until - clock_monotonic();

    if (until)
        db_limit(db, left > 0 ? left : 1);
}

static enum status
copy_database(const char *database, const char *to, int64_t until)
{
    char *sql = sqlite3_mprintf("VACUUM INTO %Q", to);
    struct db *db = NULL;
    enum status status = db_open_reader(&db, database);

    if (!sql)
        abort();
    if (!status) /* it counts writing the new file too */
        status = db_exec(db, "PRAGMA query_only = OFF");
    if (!status)
        limit(db, until);
    if (!status)
        status = db_exec(db, sql);
    db_close(db);
    sqlite3_free(sql);
    return status ? status : disk_sync(to);
}

static enum status
describe_database(const char *path, int64_t until, struct arena *arena,
        struct manifest *manifest)
{
    struct db *db = NULL;
    enum status status = db_open_reader(&db, path);

    if (!status)
        limit(db, until);
    if (!status)
        status = backup_check_database(db, path);
    if (!status)
        status = manifest_describe(db, arena, manifest);
    db_close(db);
    manifest->database.name = STR("store.db");
    if (!status)
        status = disk_hash(path, &manifest->database.hash,
                &manifest->database.size);
    return status;
}

static enum status
back_up_database(const char *database, const char *part, int64_t until,
        struct arena *arena, struct manifest *manifest)
{
    char path[PATH_MAX];
    enum status status = disk_path(path, "%s/store.db", part);

    if (!status)
        status = copy_database(database, path, until);
    return status ? status : describe_database(path, until, arena, manifest);
}

static enum status
back_up_file(const char *files, const char *name, const char *part,
        struct arena *arena, struct manifest *manifest)
{
    struct manifest_file *file = &manifest->files[manifest->file_count++];
    char from[PATH_MAX], to[PATH_MAX];
    enum status status = disk_path(from, "%s/%s", files, name);

    file->name = arena_copy(arena, name, strlen(name));
    if (!status)
        status = disk_path(to, "%s/files/%s", part, name);
    if (!status)
        status = disk_copy(from, to);
    return status ? status : disk_hash(to, &file->hash, &file->size);
}

static int
is_complete(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static enum status
back_up_files(const char *files, const char *part, int64_t until,
        struct arena *arena, struct manifest *manifest)
{
    struct dirent **entries = NULL;
    char folder[PATH_MAX];
    int count = files ? scandir(files, &entries, is_complete, alphasort) : 0;
    enum status status = disk_path(folder, "%s/files", part);

    if (count < 0)
        return disk_failed("scandir", files);
    manifest->files =
            arena_alloc(arena, ((size_t)count + 1) * sizeof(*manifest->files));
    if (!status)
        status = disk_make_folder(folder);
    for (int i = 0; i < count; i++) {
        if (!status && is_over(until))
            status = STATUS_TOO_LATE;
        if (!status)
            status = back_up_file(files, entries[i]->d_name, part, arena,
                    manifest);
        free(entries[i]);
    }
    free(entries);
    return status ? status : disk_sync(folder);
}

/* The database first: a file that one of its rows names is there by then. */
static enum status
fill_part(const char *database, const char *files, const char *part,
        int64_t until, struct arena *arena, struct manifest *manifest)
{
    char path[PATH_MAX];
    enum status status =
            back_up_database(database, part, until, arena, manifest);

    failpoint("mid_backup");
    if (!status)
        status = back_up_files(files, part, until, arena, manifest);
    if (!status)
        status = disk_path(path, "%s/manifest.json", part);
    if (!status)
        status = manifest_write(manifest, path);
    return status ? status : disk_sync(part);
}

static enum status
write_target(const char *database, const char *files, const char *target,
        int64_t until, struct arena *arena, struct manifest *manifest)
{
    char part[PATH_MAX];
    enum status status = disk_path(part, "%s.part", target);

    if (!status)
        status = disk_remove(part);
    if (!status)
        status = disk_make_folders(part);
    if (!status)
        status = fill_part(database, files, part, until, arena, manifest);
    if (!is_over(until))
        return status ? status : disk_rename(part, target);
    disk_remove(part);
    return STATUS_TOO_LATE;
}

enum status
backup_write(const char *database, const char *files, const char *target,
        int64_t until)
{
    struct manifest manifest = { .made_at = clock_now() };
    struct arena arena = { 0 };
    enum status status;

    if (disk_has(target))
        return STATUS_CONFLICT;
    status = write_target(database, files, target, until, &arena, &manifest);
    arena_release(&arena);
    return status;
}

/* -- for a request that may come twice ------------------------------------ */

static enum status
find_written(const char *target, struct arena *arena, struct manifest *manifest)
{
    const struct uuid request = manifest->request;
    char path[PATH_MAX];
    enum status status = disk_path(path, "%s/manifest.json", target);

    if (!status)
        status = manifest_read(path, arena, manifest);
    if (!status && !uuid_equal(manifest->request, request))
        status = STATUS_CONFLICT;
    return status;
}

enum status
backup_write_once(const char *database, const char *files, const char *target,
        int64_t until, struct uuid request, int64_t *head)
{
    struct manifest manifest = { .made_at = clock_now(), .request = request };
    struct arena arena = { 0 };
    int lock = -1;
    enum status status = disk_lock_parent(target, &lock);

    if (!status && disk_has(target))
        status = find_written(target, &arena, &manifest);
    else if (!status)
        status =
                write_target(database, files, target, until, &arena, &manifest);
    *head = manifest.head_seq;
    disk_unlock(lock);
    arena_release(&arena);
    return status;
}
