#include "db/backup_check.h"

#include "base/log.h"
#include "db/backup.h"
#include "db/disk.h"
#include "db/event_log.h"
#include "db/internal.h"

enum status
backup_check_database(struct db *db, const char *path)
{
    int64_t is_whole = 0, dangling = 0;
    enum status status;

    status = db_read_int(db,
            "SELECT group_concat(integrity_check) = 'ok'"
            " FROM pragma_integrity_check",
            &is_whole);
    if (!status)
        status = db_read_int(db,
                "SELECT count(*) FROM pragma_foreign_key_check", &dangling);
    if (!status && (!is_whole || dangling > 0)) {
        log_error("event=damaged_database path=%s", path);
        return STATUS_CONFLICT;
    }
    return status;
}

enum status
backup_differs(const char *what, const char *source)
{
    log_error("event=damaged_backup what=%s path=%s", what, source);
    return STATUS_CONFLICT;
}

static enum status
check_file(const char *folder, const struct manifest_file *file)
{
    char path[PATH_MAX];
    struct hash hash;
    int64_t size;
    enum status status =
            disk_path(path, "%s/" STR_FMT, folder, STR_ARG(file->name));

    if (status)
        return status;
    if (!disk_has(path))
        return backup_differs("missing", path);
    status = disk_hash(path, &hash, &size);
    if (!status && (size != file->size || !hash_equal(hash, file->hash)))
        return backup_differs("bytes", path);
    return status;
}

static enum status
check_files(const char *source, const struct manifest *manifest)
{
    char folder[PATH_MAX];
    enum status status = disk_path(folder, "%s/files", source);

    for (size_t i = 0; i < manifest->file_count && !status; i++)
        status = check_file(folder, &manifest->files[i]);
    return status;
}

/* Rows that SQLite would mix into the file when it opens it. */
static enum status
refuse_left_over_journals(const char *source)
{
    static const char *const names[] = { "store.db-wal", "store.db-shm",
        "store.db-journal" };
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        enum status status = disk_path(path, "%s/%s", source, names[i]);

        if (status)
            return status;
        if (disk_has(path))
            return backup_differs("left_over_journal", path);
    }
    return STATUS_OK;
}

static enum status
check_chain(struct db *db, const struct manifest *manifest, const char *source)
{
    struct event_log_check check;
    struct event_log *log;
    enum status status = event_log_open(&log, db);

    if (!status)
        status = event_log_verify(log, &check);
    event_log_close(log);
    if (status)
        return status;
    if (check.bad_seq)
        return backup_differs("chain", source);
    if (check.checked != manifest->head_seq ||
            !hash_equal(check.head, manifest->head_hash))
        return backup_differs("head", source);
    return STATUS_OK;
}

static bool
is_same_cursor(const struct manifest_cursor *a, const struct manifest_cursor *b)
{
    return str_equal(a->source, b->source) && a->seq == b->seq &&
           uuid_equal(a->store_epoch, b->store_epoch) &&
           hash_equal(a->hash, b->hash);
}

static bool
is_same_store(const struct manifest *a, const struct manifest *b)
{
    if (!str_equal(a->service, b->service) || !str_equal(a->hub, b->hub) ||
            !uuid_equal(a->identity.store, b->identity.store) ||
            !uuid_equal(a->identity.store_epoch, b->identity.store_epoch) ||
            a->identity.kind != b->identity.kind ||
            a->identity.term != b->identity.term ||
            a->user_version != b->user_version ||
            a->cursor_count != b->cursor_count)
        return false;
    for (size_t i = 0; i < a->cursor_count; i++)
        if (!is_same_cursor(&a->cursors[i], &b->cursors[i]))
            return false;
    return true;
}

static enum status
check_rows(struct db *db, const struct manifest *manifest, const char *source)
{
    struct manifest found = { 0 };
    struct arena arena = { 0 };
    enum status status = backup_check_database(db, source);

    if (!status)
        status = manifest_describe(db, &arena, &found);
    if (!status && !is_same_store(manifest, &found))
        status = backup_differs("identity", source);
    if (!status)
        status = check_chain(db, manifest, source);
    arena_release(&arena);
    return status;
}

/* Bytes before rows: SQLite opens only what the manifest vouches for. */
static enum status
check_backup(const char *source, const struct manifest *manifest)
{
    struct db *db = NULL;
    char path[PATH_MAX];
    enum status status = refuse_left_over_journals(source);

    if (!status && !str_equal(manifest->database.name, STR("store.db")))
        status = backup_differs("database_name", source);
    if (!status)
        status = check_file(source, &manifest->database);
    if (!status)
        status = check_files(source, manifest);
    if (!status)
        status = disk_path(path, "%s/store.db", source);
    if (!status)
        status = db_open_reader(&db, path);
    if (!status)
        status = check_rows(db, manifest, source);
    db_close(db);
    return status;
}

enum status
backup_check(const char *source, struct arena *arena, struct manifest *manifest)
{
    char path[PATH_MAX];
    enum status status = disk_path(path, "%s/manifest.json", source);

    if (!status)
        status = manifest_read(path, arena, manifest);
    return status ? status : check_backup(source, manifest);
}

enum status
backup_verify(const char *source)
{
    struct manifest manifest = { 0 };
    struct arena arena = { 0 };
    enum status status = backup_check(source, &arena, &manifest);

    arena_release(&arena);
    return status;
}
