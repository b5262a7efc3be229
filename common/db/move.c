#include "db/move.h"

#include "base/log.h"
#include "db/away.h"
#include "db/backup_check.h"
#include "db/disk.h"
#include "db/keyring.h"
#include "db/lease.h"
#include "db/place.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* Whoever had it may have died with a WAL. */
static enum status
bring_home(const char *database)
{
    struct db *db = NULL;
    enum status status = db_open_writer(&db, database);

    db_close(db);
    return status;
}

/* Its lease is ours, so that nobody opens it who did not see that it is away.
 */
static enum status
refuse_served(const struct place *place, const char *data)
{
    char unfinished[PATH_MAX];
    enum status status = place_unfinished(place, unfinished);

    if (status)
        return status;
    if (away_is(data, place->service, place->hub) && !disk_has(unfinished))
        return STATUS_OK;
    log_error("event=not_to_be_moved service=%s hub=%s", place->service,
            place->hub);
    return STATUS_CONFLICT;
}

enum status
move_write(const char *data, const char *service, const char *hub,
        const char *target)
{
    char database[PATH_MAX];
    struct place place;
    int lease = -1;
    enum status status = place_init(&place, data, service, hub);

    if (!status)
        status = lease_take(place.folder, &lease);
    if (!status)
        status = refuse_served(&place, data);
    if (!status)
        status = place_find_database(&place, database);
    if (!status)
        status = bring_home(database);
    if (!status)
        status = backup_write(database, place.files, target, 0);
    lease_give_up(lease);
    return status;
}

/* -- keys for contacts ---------------------------------------------------- */

enum { HASH_TEXT_SIZE = 2 * sizeof(struct hash) + 1 };

static enum status
hash_text_of(const char *path, char out[HASH_TEXT_SIZE])
{
    struct hash hash;
    int64_t size;
    enum status status = disk_hash(path, &hash, &size);

    if (!status)
        sodium_bin2hex(out, HASH_TEXT_SIZE, hash.bytes, sizeof(hash.bytes));
    return status;
}

static enum status
write_hash(const char *path)
{
    char to[PATH_MAX], text[HASH_TEXT_SIZE];
    enum status status = disk_path(to, "%s.hash", path);
    FILE *file;

    if (!status)
        status = hash_text_of(path, text);
    if (status)
        return status;
    file = fopen(to, "we");
    if (!file)
        return disk_failed("open", to);
    fputs(text, file);
    return fclose(file) ? disk_failed("write", to) : disk_sync(to);
}

static enum status
check_hash(const char *path)
{
    char from[PATH_MAX], text[HASH_TEXT_SIZE], found[HASH_TEXT_SIZE] = "";
    enum status status = disk_path(from, "%s.hash", path);
    FILE *file;

    if (!status)
        status = hash_text_of(path, text);
    if (status)
        return status;
    file = fopen(from, "re");
    if (file && !fgets(found, sizeof(found), file))
        found[0] = '\0';
    if (file)
        fclose(file);
    return strcmp(text, found) == 0 ? STATUS_OK : backup_differs("keys", path);
}

static enum status
make_folder_of(const char *path)
{
    char folder[PATH_MAX];
    enum status status =
            disk_path(folder, "%.*s", (int)(strrchr(path, '/') - path), path);

    return status ? status : disk_make_folders(folder);
}

enum status
move_write_keys(const char *data, const char *hub, const char *target)
{
    char keys[PATH_MAX];
    enum status status = keyring_path(data, hub, keys);

    if (status || !disk_has(keys))
        return status;
    status = make_folder_of(target);
    if (!status)
        status = disk_copy(keys, target);
    return status ? status : write_hash(target);
}

/* Backups of this machine may be sealed by them. */
static enum status
keep_former(const char *keys, const char *source)
{
    char before[PATH_MAX], own[HASH_TEXT_SIZE], new[HASH_TEXT_SIZE];
    enum status status = STATUS_OK;

    if (!disk_has(keys))
        return STATUS_OK;
    status = hash_text_of(keys, own);
    if (!status)
        status = hash_text_of(source, new);
    if (!status)
        status = disk_path(before, "%s.before", keys);
    if (status || strcmp(own, new) == 0)
        return status;
    return disk_rename(keys, before);
}

enum status
move_place_keys(const char *source, const char *data, const char *hub)
{
    char keys[PATH_MAX], part[PATH_MAX];
    enum status status = keyring_path(data, hub, keys);

    if (status || !disk_has(source))
        return status;
    status = check_hash(source);
    if (!status)
        status = make_folder_of(keys);
    if (!status)
        status = disk_path(part, "%s.part", keys);
    if (!status)
        status = disk_remove(part);
    if (!status)
        status = disk_copy(source, part);
    if (!status)
        status = keep_former(keys, source);
    return status ? status : disk_rename(part, keys);
}
