#include "db/db.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/cache.h"
#include "db/internal.h"
#include "db/keyring.h"
#include "db/numbers.h"
#include "db/seal.h"
#include "db/wal.h"
#include "db/watch.h"
#include "db/words.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    SPILL_BYTES = 120 * 1024,
    PROGRESS_STEPS = 10000, /* of SQLite's machine: a third of a ms */
    DUE_PAGES = 16000,      /* 64 MiB */
    IDLE_PAGES = 2000,
};

#define APPLICATION_ID 0x43574442 /* "CWDB" */
#define STRINGIFY(x)   #x
#define NUMBER(x)      STRINGIFY(x)

static const char *const control_sql[CONTROL_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [SAVEPOINT] = "SAVEPOINT call",
    [RELEASE] = "RELEASE call",
    [ROLLBACK_TO] = "ROLLBACK TO call",
};

/* Before the first table of a new file. */
static const char new_file_sql[] = "PRAGMA page_size = 4096;"
                                   "PRAGMA encoding = 'UTF-8';";

/*
 * wal_autocheckpoint is off because the loop says when. journal_size_limit
 * is well above DUE_PAGES: the WAL is not truncated in ordinary use.
 */
static const char writer_sql[] = "PRAGMA synchronous = FULL;"
                                 "PRAGMA wal_autocheckpoint = 0;"
                                 "PRAGMA journal_size_limit = 134217728;"
                                 "PRAGMA foreign_keys = ON;"
                                 "PRAGMA recursive_triggers = ON;"
                                 "PRAGMA cache_size = -65536;"
                                 "PRAGMA cell_size_check = ON;"
                                 "PRAGMA mmap_size = 0;";

static const char reader_sql[] = "PRAGMA query_only = ON;"
                                 "PRAGMA cache_size = -16384;"
                                 "PRAGMA temp_store = MEMORY;"
                                 "PRAGMA cell_size_check = ON;"
                                 "PRAGMA mmap_size = 0;";

static void (*open_hook)(sqlite3 *sqlite);

void
db_on_open(void (*hook)(sqlite3 *sqlite))
{
    open_hook = hook;
}

/*
 * After a failed fsync the kernel may have dropped the pages and will say
 * that all is well next time: only a restart reads what is really there.
 */
static void
end_if_sync_failed(int rc, const char *what)
{
    if (rc != SQLITE_IOERR_FSYNC && rc != SQLITE_IOERR_DIR_FSYNC)
        return;
    log_error("event=fsync_failed code=%d what=\"%s\"", rc, what);
    abort();
}

enum status
db_status(sqlite3 *sqlite, int rc, const char *what)
{
    switch (rc) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return STATUS_OK;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return STATUS_CONFLICT;
    case SQLITE_INTERRUPT:
        return STATUS_UNAVAILABLE;
    }
    end_if_sync_failed(rc, what);
    log_error("event=database_failed code=%d error=\"%s\" what=\"%s\"", rc,
            sqlite3_errmsg(sqlite), what);
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_AUTH: /* there is no key: see seal.h */
        return STATUS_UNAVAILABLE;
    default:
        return STATUS_INTERNAL;
    }
}

enum status
db_make_scratch(struct db *db)
{
    wal_write_through(db->sqlite);
    return db_exec(db, "PRAGMA synchronous = OFF");
}

enum status
db_exec(struct db *db, const char *sql)
{
    enum status status = db_connect(db);

    if (status)
        return status;
    return db_status(db->sqlite,
            sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL), sql);
}

enum status
db_read_int(struct db *db, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    enum status status = db_connect(db);
    int rc;

    *out = 0;
    if (status)
        return status;
    rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);
    if (!rc)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return db_status(db->sqlite, rc, sql);
}

static int
on_progress(void *context)
{
    struct db *db = context;

    if (db->deadline == 0 || clock_monotonic() < db->deadline)
        return 0;
    db->was_too_expensive = true;
    return 1;
}

static int
on_commit(void *context, sqlite3 *sqlite, const char *name, int pages)
{
    struct db *db = context;

    (void)name;
    db->wal_pages = pages;
    wal_grow(sqlite, pages, DUE_PAGES);
    if (pages < db->wal_pages_seen)
        db->wal_pages_seen = 0; /* it began again from its start */
    return SQLITE_OK;
}

static void
on_rollback(void *sqlite)
{
    wal_forget(sqlite);
}

/* Only files that we made; an empty one becomes ours if we may write. */
static enum status
identify(struct db *db)
{
    int64_t application = 0, pages = 0;
    enum status status;

    status = db_read_int(db, "PRAGMA application_id", &application);
    if (!status)
        status = db_read_int(db, "PRAGMA page_count", &pages);
    if (status || application == APPLICATION_ID)
        return status;
    if (application == 0 && pages == 0 && db->is_writer) {
        status = db_exec(db, new_file_sql);
        if (!status)
            status = db_exec(db,
                    "PRAGMA application_id = " NUMBER(APPLICATION_ID));
        return status;
    }
    log_error("event=not_our_file application_id=%lld path=%s",
            (long long)application, db->path);
    return STATUS_CONFLICT;
}

static void
harden(sqlite3 *sqlite)
{
    static const int off[] = { SQLITE_DBCONFIG_TRUSTED_SCHEMA,
        SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL,
        SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION };

    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    for (size_t i = 0; i < sizeof(off) / sizeof(*off); i++)
        sqlite3_db_config(sqlite, off[i], 0, NULL);
}

static enum status
use_wal(struct db *db)
{
    sqlite3_stmt *stmt = NULL;
    bool is_wal = false;
    int rc;

    rc = sqlite3_prepare_v2(db->sqlite, "PRAGMA journal_mode = WAL", -1, &stmt,
            NULL);
    if (!rc && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
        is_wal = strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
    sqlite3_finalize(stmt);
    if (rc == SQLITE_ROW && !is_wal) {
        log_error("event=no_wal");
        return STATUS_INTERNAL;
    }
    return db_status(db->sqlite, rc, "PRAGMA journal_mode");
}

static enum status
prepare_controls(struct db *db)
{
    for (int i = 0; i < CONTROL_COUNT; i++) {
        const char *sql = control_sql[i];
        enum status status;

        if (i == BEGIN && !db->is_writer)
            sql = "BEGIN";
        status = db_status(db->sqlite,
                sqlite3_prepare_v3(db->sqlite, sql, -1,
                        SQLITE_PREPARE_PERSISTENT, &db->control[i], NULL),
                sql);
        if (status)
            return status;
    }
    return STATUS_OK;
}

/* SQLite opens it when the file is read. */
static enum status
watch_wal(struct db *db)
{
    int64_t version;
    enum status status = db_read_int(db, "PRAGMA schema_version", &version);

    sqlite3_wal_hook(db->sqlite, on_commit, db);
    sqlite3_rollback_hook(db->sqlite, on_rollback, db->sqlite);
    if (!status)
        wal_gather(db->sqlite);
    return status;
}

static enum status
set_up(struct db *db)
{
    enum status status;

    harden(db->sqlite);
    sqlite3_busy_timeout(db->sqlite, db->is_writer ? 5000 : 1000);
    sqlite3_progress_handler(db->sqlite, PROGRESS_STEPS, on_progress, db);
    seal_add(db);
    words_add(db->sqlite);
    if (open_hook)
        open_hook(db->sqlite);
    status = identify(db);
    if (!status && db->is_writer)
        status = use_wal(db);
    if (!status)
        status = db_exec(db, db->is_writer ? writer_sql : reader_sql);
    if (!status)
        status = prepare_controls(db);
    if (!status && db->is_writer)
        status = watch_wal(db);
    return status;
}

/*
 * Before the first open of the process: a gift costs a third less so. SQLite
 * counts its allocations under a lock; and with temp_store in memory it keeps
 * the pages that a savepoint may have to put back in pieces of a KiB, else
 * in one piece up to SPILL_BYTES and in a temporary file beyond. (At 128 KiB
 * its file system layer fails to write the piece to that file.)
 */
static void
configure(void)
{
    if (sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0))
        log_error("event=sqlite_was_used_before_it_was_configured");
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SPILL_BYTES);
    cache_configure();
}

void
db_configure(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, configure);
}

static struct db *
create(const char *path, bool is_writer)
{
    struct db *db = calloc(1, sizeof(*db));
    char *copy = strdup(path);

    if (!db || !copy)
        abort();
    db_configure();
    db->path = copy;
    db->is_writer = is_writer;
    db->undone = is_writer;
    db->numbers = numbers_create();
    return db;
}

static void
disconnect(struct db *db)
{
    for (int i = 0; i < CONTROL_COUNT; i++) {
        sqlite3_finalize(db->control[i]);
        db->control[i] = NULL;
    }
    if (sqlite3_close(db->sqlite) != SQLITE_OK) {
        log_error("event=statements_left_open");
        sqlite3_close_v2(db->sqlite);
    }
    db->sqlite = NULL;
}

static enum status
run_control(struct db *db, enum control index)
{
    sqlite3_stmt *stmt = db->control[index];
    enum status status =
            db_status(db->sqlite, sqlite3_step(stmt), control_sql[index]);

    sqlite3_reset(stmt);
    return status;
}

enum status
db_connect(struct db *db)
{
    int flags = db->is_writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                              : SQLITE_OPEN_READONLY;
    enum status status;
    int rc;

    if (db->sqlite)
        return STATUS_OK;
    rc = sqlite3_open_v2(db->path, &db->sqlite,
            flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    status = db_status(db->sqlite, rc, db->path);
    if (!status)
        status = set_up(db);
    if (!status && db->in_batch)
        status = run_control(db, BEGIN);
    if (status)
        disconnect(db);
    return status;
}

static enum status
open_file(struct db **out, const char *path, bool is_writer)
{
    struct db *db = create(path, is_writer);
    enum status status = db_connect(db);

    if (status) {
        db_close(db);
        db = NULL;
    }
    *out = db;
    return status;
}

enum status
db_open_writer(struct db **out, const char *path)
{
    return open_file(out, path, true);
}

enum status
db_open_reader(struct db **out, const char *path)
{
    return open_file(out, path, false);
}

struct db *
db_create_reader(const char *path)
{
    return create(path, false);
}

void
db_close(struct db *db)
{
    if (!db)
        return;
    queries_close(db->own);
    mirror_close(db->mirror);
    numbers_destroy(db->numbers);
    keyring_close(db->keyring);
    disconnect(db);
    free(db->path);
    free(db);
}

enum status
db_begin(struct db *db)
{
    enum status status = db->sqlite ? run_control(db, BEGIN) : STATUS_OK;

    db->in_batch = status == STATUS_OK;
    db->is_shared = false;
    db->depth = 0;
    numbers_forget(db->numbers);
    if (db->mirror)
        mirror_begin(db->mirror);
    return status;
}

/* What the log cannot carry must not be. */
static bool
is_unwatched(const struct db *db)
{
    if (!db->mirror || !mirror_has_failed(db->mirror))
        return false;
    log_error("event=change_not_caught");
    return true;
}

enum status
db_commit(struct db *db)
{
    enum status status = STATUS_UNAVAILABLE;

    if (!db_batch_is_lost(db) && !is_unwatched(db))
        status = numbers_write(db);
    if (!status && db->sqlite)
        status = run_control(db, COMMIT);
    if (status)
        db_rollback(db);
    db->in_batch = false;
    numbers_forget(db->numbers);
    return status;
}

void
db_rollback(struct db *db)
{
    if (db->sqlite && !sqlite3_get_autocommit(db->sqlite))
        run_control(db, ROLLBACK);
    db->undone += db->is_writer;
    db->in_batch = false;
    numbers_forget(db->numbers);
}

void
db_share_batch(struct db *db)
{
    db->is_shared = true;
}

enum status
db_end_sharing(struct db *db)
{
    db->is_shared = false;
    return db_batch_is_lost(db) ? STATUS_UNAVAILABLE : STATUS_OK;
}

static bool
is_spared(const struct db *db)
{
    return db->is_shared && db->depth == 0;
}

static enum status
begin_savepoint(struct db *db)
{
    if (!is_spared(db))
        return run_control(db, SAVEPOINT);
    db->changes_before = sqlite3_total_changes64(db->sqlite);
    return STATUS_OK;
}

enum status
db_savepoint(struct db *db)
{
    enum status status;

    /* Outside a transaction it would begin one of its own. */
    if (sqlite3_get_autocommit(db->sqlite) || db->depth == SAVEPOINTS_MAX)
        return STATUS_UNAVAILABLE;
    db->has_missed_key = false;
    numbers_savepoint(db->numbers, db->depth);
    if (db->mirror)
        mirror_savepoint(db->mirror, db->depth);
    status = begin_savepoint(db);
    db->depth += !status;
    return status;
}

enum status
db_release(struct db *db)
{
    if (sqlite3_get_autocommit(db->sqlite))
        return STATUS_UNAVAILABLE;
    db->depth--;
    return is_spared(db) ? STATUS_OK : run_control(db, RELEASE);
}

/* If it cannot be, the batch is lost: see db_commit(). */
static void
undo_rows(struct db *db)
{
    const bool is_alone = !is_spared(db);

    if (!is_alone && sqlite3_total_changes64(db->sqlite) == db->changes_before)
        return;
    db->undone += db->is_writer;
    if (!is_alone || run_control(db, ROLLBACK_TO) || run_control(db, RELEASE))
        run_control(db, ROLLBACK);
}

void
db_undo(struct db *db)
{
    if (sqlite3_get_autocommit(db->sqlite))
        return;
    db->depth--;
    numbers_undo(db->numbers, db->depth);
    if (db->mirror)
        mirror_undo(db->mirror, db->depth);
    undo_rows(db);
}

/* A reader may hold part of it back: the next try waits for as much again. */
static void
checkpoint(struct db *db, int threshold)
{
    if (db->wal_pages - db->wal_pages_seen < threshold)
        return;
    db_status(db->sqlite,
            sqlite3_wal_checkpoint_v2(db->sqlite, "main",
                    SQLITE_CHECKPOINT_PASSIVE, NULL, NULL),
            "checkpoint");
    db->wal_pages_seen = db->wal_pages;
}

void
db_checkpoint_if_due(struct db *db)
{
    checkpoint(db, DUE_PAGES);
}

void
db_checkpoint_if_idle(struct db *db)
{
    checkpoint(db, IDLE_PAGES);
}

int
db_wal_pages(const struct db *db)
{
    return db->wal_pages;
}

void
db_limit(struct db *db, int64_t limit_ms)
{
    db->deadline = limit_ms > 0 ? clock_monotonic() + limit_ms : 0;
    db->was_too_expensive = false;
    db->has_missed_key = false;
}

int64_t
db_deadline(const struct db *db)
{
    return db->deadline;
}

bool
db_was_too_expensive(const struct db *db)
{
    return db->was_too_expensive;
}

uint64_t
db_undone(const struct db *db)
{
    return db->undone;
}

int64_t
db_last_rowid(struct db *db)
{
    return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t
db_changes(struct db *db)
{
    return sqlite3_changes64(db->sqlite);
}

const char *
db_path(const struct db *db)
{
    return db->path;
}

sqlite3 *
db_handle(struct db *db)
{
    return db_connect(db) ? NULL : db->sqlite;
}
