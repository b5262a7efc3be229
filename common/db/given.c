#include "db/given.h"

#include "db/disk.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GIVEN_MAX = 256, LINE_SIZE = 100 };

enum { LIST, FIND_RECOVERING, QUERY_COUNT };

static const char *const sql[QUERY_COUNT] = {
    [LIST] = "SELECT series, year, last FROM numbers ORDER BY year, series",
    [FIND_RECOVERING] = "SELECT 1 FROM meta WHERE key = 'recovering'",
};

static const char all[] = "all\n"; /* the last line, where it is so */

static enum status
path_beside(const char *database, char out[PATH_MAX])
{
    const char *slash = strrchr(database, '/');

    return disk_path(out, "%.*s/given", (int)(slash - database), database);
}

static struct queries *
queries_of(struct db *db)
{
    return db_queries(db, sql, QUERY_COUNT);
}

static enum status
print_rows(struct db *old, FILE *file)
{
    struct arena arena = { 0 };
    sqlite3_stmt *row;
    enum status status = db_first(queries_of(old), LIST, &row);

    for (; !status; status = db_next(row))
        fprintf(file, "%s %" PRId64 " %" PRId64 "\n",
                column_text(row, 0, &arena).data, column_int(row, 1),
                column_int(row, 2));
    arena_release(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
print_whether_all(struct db *old, FILE *file)
{
    sqlite3_stmt *row;
    enum status status = db_first(queries_of(old), FIND_RECOVERING, &row);

    db_done(row);
    if (status == STATUS_NOT_FOUND)
        fputs(all, file);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
given_write(struct db *old, const char *database)
{
    char path[PATH_MAX];
    enum status status = path_beside(database, path);
    FILE *file = status ? NULL : fopen(path, "we");

    if (!file)
        return status ? status : disk_failed("open", path);
    status = print_rows(old, file);
    if (!status)
        status = print_whether_all(old, file);
    if (fclose(file) && !status)
        status = disk_failed("write", path);
    return status ? status : disk_sync(path);
}

/* "GF 2026 7" */
static bool
read_line(const char *line, struct given *out)
{
    const size_t len = strcspn(line, " ");
    char *end;

    if (len >= sizeof(out->series))
        return false;
    memcpy(out->series, line, len);
    out->series[len] = '\0';
    out->year = (int)strtol(line + len, &end, 10);
    out->last = strtoll(end, &end, 10);
    return out->year > 0 && out->last > 0 && *end == '\n';
}

enum status
given_list(const char *database, struct arena *arena, struct given **out,
        size_t *count)
{
    char path[PATH_MAX], line[LINE_SIZE];
    enum status status = path_beside(database, path);
    FILE *file = status ? NULL : fopen(path, "re");

    *count = 0;
    if (!file)
        return status || errno == ENOENT ? status : disk_failed("open", path);
    *out = arena_alloc(arena, GIVEN_MAX * sizeof(**out));
    while (*count < GIVEN_MAX && fgets(line, sizeof(line), file))
        if (read_line(line, &(*out)[*count]))
            (*count)++;
    fclose(file);
    return STATUS_OK;
}

bool
given_is_all(const char *database)
{
    char path[PATH_MAX], line[LINE_SIZE] = "";
    FILE *file = path_beside(database, path) ? NULL : fopen(path, "re");

    while (file && fgets(line, sizeof(line), file))
        ;
    if (file)
        fclose(file);
    return strcmp(line, all) == 0;
}
