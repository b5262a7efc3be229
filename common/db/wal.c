#include "db/wal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * GATHERED_SIZE stays below 128 KiB: of a longer piece SQLite's unix layer
 * writes only what is above a multiple of it.
 */
enum {
    FRAME_SIZE = 24 + 4096,
    GATHERED_SIZE = 28 * FRAME_SIZE,
    FIRST_PAGES = 64, /* what hardly writes keeps a small file */
    STEP = 1024 * 1024,
    ZEROS_SIZE = 64 * 1024,
};

/* A file's methods are what it points at: these are of one file. */
struct wal {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *plain;
    sqlite3_int64 size; /* of the file */
    sqlite3_int64 at;   /* where what is gathered belongs */
    int len;            /* how much that is */
    char bytes[GATHERED_SIZE];
};

static int close_file(sqlite3_file *file);

static struct wal *
wal_of(sqlite3_file *file)
{
    return file->pMethods && file->pMethods->xClose == close_file
                   ? (struct wal *)file->pMethods
                   : NULL;
}

static sqlite3_file *
file_of(sqlite3 *sqlite)
{
    sqlite3_file *file = NULL;

    sqlite3_file_control(sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    return file && file->pMethods ? file : NULL;
}

static int
write_plainly(sqlite3_file *file, const void *data, int len, sqlite3_int64 at)
{
    struct wal *wal = wal_of(file);
    const int rc = wal->plain->xWrite(file, data, len, at);

    if (rc == SQLITE_OK && at + len > wal->size)
        wal->size = at + len;
    return rc;
}

/*
 * What could not be written is kept: after a read that failed for it a batch
 * may go on, and its commit must not be behind a gap.
 */
static int
write_gathered(sqlite3_file *file)
{
    struct wal *wal = wal_of(file);
    int rc = SQLITE_OK;

    if (wal->len > 0)
        rc = write_plainly(file, wal->bytes, wal->len, wal->at);
    if (rc == SQLITE_OK)
        wal->len = 0;
    return rc;
}

/*
 * A batch whose write or sync failed is given up by SQLite. It must not be
 * written by what comes next, its commit with it; undoing it reads already.
 */
static int
give_up_if_failed(sqlite3_file *file, int rc)
{
    if (rc != SQLITE_OK)
        wal_of(file)->len = 0;
    return rc;
}

/* Over what is gathered, or right behind it. */
static bool
fits(const struct wal *wal, int len, sqlite3_int64 at)
{
    return at >= wal->at && at <= wal->at + wal->len &&
           at + len <= wal->at + GATHERED_SIZE;
}

static int
write_file(sqlite3_file *file, const void *data, int len, sqlite3_int64 at)
{
    struct wal *wal = wal_of(file);

    if (wal->len == 0)
        wal->at = at;
    if (!fits(wal, len, at)) {
        const int rc = write_gathered(file);

        if (rc != SQLITE_OK || len > GATHERED_SIZE)
            return rc ? give_up_if_failed(file, rc)
                      : write_plainly(file, data, len, at);
        wal->at = at;
    }
    memcpy(wal->bytes + (at - wal->at), data, (size_t)len);
    if (at + len > wal->at + wal->len)
        wal->len = (int)(at + len - wal->at);
    return SQLITE_OK;
}

static int
read_file(sqlite3_file *file, void *data, int len, sqlite3_int64 at)
{
    const int rc = write_gathered(file);

    return rc ? rc : wal_of(file)->plain->xRead(file, data, len, at);
}

static int
truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    struct wal *wal = wal_of(file);
    int rc = write_gathered(file);

    if (rc == SQLITE_OK)
        rc = wal->plain->xTruncate(file, size);
    if (rc == SQLITE_OK)
        wal->size = size;
    return rc;
}

static int
sync_file(sqlite3_file *file, int flags)
{
    const int rc = give_up_if_failed(file, write_gathered(file));

    return rc ? rc : wal_of(file)->plain->xSync(file, flags);
}

static int
size_file(sqlite3_file *file, sqlite3_int64 *out)
{
    const int rc = write_gathered(file);

    return rc ? rc : wal_of(file)->plain->xFileSize(file, out);
}

/* What is gathered still was never committed. */
static void
detach(sqlite3_file *file)
{
    struct wal *wal = wal_of(file);

    file->pMethods = wal->plain;
    munmap(wal, sizeof(*wal));
}

static int
close_file(sqlite3_file *file)
{
    detach(file);
    return file->pMethods->xClose(file);
}

static bool
is_wanted(void)
{
    const char *setting = getenv("CW_WRITES_GATHERED");

    return !setting || strcmp(setting, "off") != 0;
}

void
wal_gather(sqlite3 *sqlite)
{
    sqlite3_file *file = file_of(sqlite);
    struct wal *wal;

    if (!file || wal_of(file) || !is_wanted())
        return;
    /* Pages of its own: of an idle hub's most are never touched. */
    wal = mmap(NULL, sizeof(*wal), PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (wal == MAP_FAILED)
        abort();
    wal->plain = file->pMethods;
    wal->methods = *wal->plain;
    wal->methods.iVersion = 1; /* a WAL is neither mapped nor shared */
    wal->methods.xClose = close_file;
    wal->methods.xRead = read_file;
    wal->methods.xWrite = write_file;
    wal->methods.xTruncate = truncate_file;
    wal->methods.xSync = sync_file;
    wal->methods.xFileSize = size_file;
    if (wal->plain->xFileSize(file, &wal->size) != SQLITE_OK)
        wal->size = 0;
    file->pMethods = &wal->methods;
}

void
wal_forget(sqlite3 *sqlite)
{
    sqlite3_file *file = file_of(sqlite);

    if (file && wal_of(file))
        wal_of(file)->len = 0;
}

void
wal_write_through(sqlite3 *sqlite)
{
    sqlite3_file *file = file_of(sqlite);

    if (file && wal_of(file))
        detach(file);
}

/* Zeros are no page. A disk that is full is for the next commit to tell. */
void
wal_grow(sqlite3 *sqlite, int pages, int due)
{
    static const char zeros[ZEROS_SIZE];
    const sqlite3_int64 used = (sqlite3_int64)pages * FRAME_SIZE;
    sqlite3_file *file = file_of(sqlite);
    struct wal *wal = file ? wal_of(file) : NULL;

    if (!wal || pages < FIRST_PAGES || pages > due ||
            used + STEP / 4 < wal->size)
        return;
    for (int i = 0; i < STEP / ZEROS_SIZE; i++)
        if (write_plainly(file, zeros, sizeof(zeros), wal->size) != SQLITE_OK)
            return;
}
