/* Stores as they are seen by who does not hold their lease. */
#include "db/folder.h"

#include "db/disk.h"
#include "db/history.h"
#include "db/place.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum status
folder_find(const char *data, const char *service, const char *hub,
        struct arena *arena, const char **database)
{
    struct place place;
    char path[PATH_MAX];
    enum status status = place_init(&place, data, service, hub);

    if (!status)
        status = place_find_database(&place, path);
    if (!status)
        *database = arena_copy(arena, path, strlen(path)).data;
    return status;
}

enum status
folder_read_identity(const char *data, const char *service, const char *hub,
        struct store_identity *out)
{
    struct arena arena = { 0 };
    struct db *db = NULL;
    const char *path;
    enum status status = folder_find(data, service, hub, &arena, &path);

    if (!status)
        status = db_open_reader(&db, path);
    if (!status)
        status = identity_find(db, out);
    db_close(db);
    arena_release(&arena);
    return status;
}

enum status
folder_find_fork(struct db *db, struct uuid epoch, int64_t *head)
{
    return history_find_fork(db, epoch, head);
}

enum status
folder_identity_of(struct db *db, struct store_identity *out)
{
    return identity_find(db, out);
}

static bool
has_store(const char *data, const char *service, const char *hub)
{
    struct place place;
    char database[PATH_MAX];

    return hub_name_is_valid(hub) && !place_init(&place, data, service, hub) &&
           !place_find_database(&place, database);
}

enum status
folder_list(const char *data, const char *service, struct arena *arena,
        struct str **hubs, size_t *count)
{
    char path[PATH_MAX];
    struct dirent **entries;
    enum status status = disk_path(path, "%s/%s", data, service);
    int found = status ? 0 : scandir(path, &entries, NULL, alphasort);

    *count = 0;
    if (status || found < 0)
        return status; /* no folder: no stores */
    *hubs = arena_alloc(arena, (size_t)found * sizeof(**hubs));
    for (int i = 0; i < found; i++) {
        const char *name = entries[i]->d_name;

        if (has_store(data, service, name))
            (*hubs)[(*count)++] = arena_copy(arena, name, strlen(name));
        free(entries[i]);
    }
    free(entries);
    return STATUS_OK;
}
