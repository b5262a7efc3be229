#include "db/away.h"

#include "db/disk.h"
#include "db/place.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const reasons[] = {
    [AWAY_NEW] = "new",
    [AWAY_RELEASING] = "releasing",
    [AWAY_RELEASED] = "released",
    [AWAY_TAKING] = "taking",
};

enum { REASON_COUNT = sizeof(reasons) / sizeof(*reasons) };

static enum status
path_of(const char *data, const char *service, const char *hub,
        char out[PATH_MAX])
{
    struct place place;
    enum status status = place_init(&place, data, service, hub);

    return status ? status : place_away(&place, out);
}

bool
away_is(const char *data, const char *service, const char *hub)
{
    char path[PATH_MAX];

    return !path_of(data, service, hub, path) && disk_has(path);
}

/* "released /media/usb/bantian" */
static void
read_line(const char *line, struct away *out)
{
    const size_t len = strcspn(line, " \n");

    for (int i = AWAY_NEW; i < REASON_COUNT; i++)
        if (strlen(reasons[i]) == len && memcmp(line, reasons[i], len) == 0)
            out->reason = (enum away_reason)i;
    snprintf(out->what, sizeof(out->what), "%s",
            line[len] == ' ' ? line + len + 1 : "");
    out->what[strcspn(out->what, "\n")] = '\0';
}

void
away_read(const char *data, const char *service, const char *hub,
        struct away *out)
{
    char path[PATH_MAX], line[PATH_MAX + 32] = "";
    FILE *file;

    *out = (struct away){ .reason = AWAY_NOT };
    if (!away_is(data, service, hub) || path_of(data, service, hub, path))
        return;
    out->reason = AWAY_UNKNOWN;
    file = fopen(path, "re");
    if (!file)
        return;
    if (fgets(line, sizeof(line), file))
        read_line(line, out);
    fclose(file);
}

static enum status
write_line(const char *path, enum away_reason reason, const char *what)
{
    FILE *file = fopen(path, "we");
    bool is_written;

    if (!file)
        return disk_failed("open", path);
    is_written = fprintf(file, "%s %s\n", reasons[reason], what) > 0 &&
                 !fflush(file) && !fsync(fileno(file));
    if (fclose(file) || !is_written)
        return disk_failed("write", path);
    return STATUS_OK;
}

enum status
away_begin(const char *data, const char *service, const char *hub,
        enum away_reason reason, const char *what)
{
    char path[PATH_MAX], fresh[PATH_MAX];
    struct place place;
    enum status status = place_init(&place, data, service, hub);

    if (!status)
        status = place_make(&place);
    if (!status)
        status = place_away(&place, path);
    if (!status)
        status = disk_path(fresh, "%s.new", path);
    if (!status)
        status = write_line(fresh, reason, what);
    return status ? status : disk_rename(fresh, path);
}

enum status
away_end(const char *data, const char *service, const char *hub)
{
    char path[PATH_MAX];
    enum status status = path_of(data, service, hub, path);

    return status ? status : disk_unmark(path);
}
