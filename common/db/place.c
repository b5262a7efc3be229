#include "db/place.h"

#include "base/log.h"
#include "db/disk.h"
#include "db/history.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LABEL = 31, MAX_LABELS = 4, MAX_SERVICE = 32 };

static size_t
label_len(const char *text)
{
    size_t len = 0;

    if (!islower((unsigned char)text[0]))
        return 0;
    while (islower((unsigned char)text[len]) ||
            isdigit((unsigned char)text[len]) || text[len] == '-')
        len++;
    return len;
}

/* The same as pattern `hub` of schemas/types.yaml. */
bool
hub_name_is_valid(const char *hub)
{
    for (int labels = 0; labels < MAX_LABELS; labels++) {
        size_t len = label_len(hub);

        if (len == 0 || len > MAX_LABEL)
            return false;
        hub += len;
        if (*hub == '\0')
            return true;
        if (*hub++ != '.')
            return false;
    }
    return false;
}

enum status
place_init(struct place *place, const char *data, const char *service,
        const char *hub)
{
    enum status status;

    if (!hub_name_is_valid(hub) || strchr(service, '/') || service[0] == '.' ||
            service[0] == '\0') {
        log_error("event=no_such_name service=%s hub=%s", service, hub);
        return STATUS_MALFORMED;
    }
    place->service = service;
    place->hub = hub;
    status = disk_path(place->service_folder, "%s/%s", data, service);
    if (!status)
        status = disk_path(place->folder, "%s/%s/%s", data, service, hub);
    if (!status)
        status = disk_path(place->current, "%s/%s/%s/current", data, service,
                hub);
    if (!status)
        status = disk_path(place->files, "%s/%s/%s/files", data, service, hub);
    return status;
}

enum status
place_make(const struct place *place)
{
    char data[PATH_MAX];
    enum status status;

    status = disk_path(data, "%.*s",
            (int)(strlen(place->service_folder) - strlen(place->service) - 1),
            place->service_folder);
    if (!status)
        status = disk_make_folders(place->files);
    if (!status)
        status = disk_sync(data);
    if (!status)
        status = disk_sync(place->service_folder);
    return status;
}

enum status
place_epoch_folder(const struct place *place, struct uuid epoch,
        char folder[PATH_MAX])
{
    char name[UUID_TEXT_SIZE];

    uuid_format(epoch, name);
    return disk_path(folder, "%s/%s", place->folder, name);
}

enum status
place_unfinished(const struct place *place, char path[PATH_MAX])
{
    return disk_path(path, "%s/unfinished", place->folder);
}

enum status
place_away(const struct place *place, char path[PATH_MAX])
{
    return disk_path(path, "%s/away", place->folder);
}

enum status
place_tidy(const struct place *place)
{
    char backups[PATH_MAX];
    enum status status = disk_path(backups, "%s/backups", place->folder);

    if (!status)
        status = disk_remove_parts(place->folder);
    return status ? status : disk_remove_parts(backups);
}

enum status
place_make_epoch(const struct place *place, struct uuid epoch,
        char database[PATH_MAX])
{
    char path[PATH_MAX];
    enum status status = place_epoch_folder(place, epoch, path);

    if (!status && mkdir(path, 0700) != 0)
        status = disk_failed("mkdir", path);
    return status ? status : disk_path(database, "%s/store.db", path);
}

/* The folder's own names are on disk before anything points to it. */
enum status
place_set_current(const struct place *place, struct uuid epoch)
{
    char name[UUID_TEXT_SIZE], path[PATH_MAX];
    enum status status;

    uuid_format(epoch, name);
    status = disk_path(path, "%s/%s", place->folder, name);
    if (!status)
        status = disk_sync(path);
    if (!status)
        status = disk_path(path, "%s/current.new", place->folder);
    if (status)
        return status;
    unlink(path);
    if (symlink(name, path) != 0)
        return disk_failed("symlink", path);
    return disk_rename(path, place->current);
}

enum status
place_find_database(const struct place *place, char database[PATH_MAX])
{
    char name[UUID_TEXT_SIZE];
    struct uuid epoch;
    ssize_t len = readlink(place->current, name, sizeof(name));
    enum status status;

    if (len < 0)
        return STATUS_NOT_FOUND;
    if (!uuid_parse((struct str){ name, (size_t)len }, &epoch)) {
        log_error("event=current_names_no_store path=%s", place->current);
        return STATUS_INTERNAL;
    }
    uuid_format(epoch, name);
    status = disk_path(database, "%s/%s/store.db", place->folder, name);
    if (!status && !disk_has(database))
        return STATUS_NOT_FOUND;
    return status;
}

enum {
    INSERT_META,
    UPDATE_META,
    RAISE_TERM,
    FIND_META,
    DELETE_META,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [INSERT_META] = "INSERT INTO meta (key, value) VALUES (?1, ?2)",
    [UPDATE_META] = "INSERT INTO meta (key, value) VALUES (?1, ?2)"
                    " ON CONFLICT DO UPDATE SET value = ?2",
    [RAISE_TERM] = "UPDATE meta SET value = value + 1 WHERE key = 'term'",
    [FIND_META] = "SELECT value FROM meta WHERE key = ?1",
    [DELETE_META] = "DELETE FROM meta WHERE key = ?1",
};

static struct queries *
meta(struct db *db)
{
    return db_queries(db, sql, QUERY_COUNT);
}

enum status
identity_insert(struct db *db, const struct place *place,
        const struct store_identity *identity, int64_t now)
{
    const struct {
        const char *key;
        struct value value;
    } rows[] = {
        { "service", V(place->service) },
        { "hub", V(place->hub) },
        { "kind", V(identity->kind) },
        { "store", V(identity->store) },
        { "store_epoch", V(identity->store_epoch) },
        { "term", V(identity->term) },
        { "created_at", V(now) },
    };
    enum status status = STATUS_OK;

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && !status; i++)
        status = db_run(meta(db), INSERT_META, V(rows[i].key), rows[i].value);
    return status;
}

static enum status
find_int(struct db *db, const char *key, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(meta(db), FIND_META, &row, V(key));

    if (!status)
        *out = column_int(row, 0);
    db_done(row);
    return status;
}

static enum status
find_uuid(struct db *db, const char *key, struct uuid *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(meta(db), FIND_META, &row, V(key));

    if (!status)
        *out = column_uuid(row, 0);
    db_done(row);
    return status;
}

enum status
identity_find_term(struct db *db, int64_t *out)
{
    return find_int(db, "term", out);
}

/* One that was never restored says nothing of it. */
static enum status
find_restored(struct db *db, struct store_identity *out)
{
    int64_t recovering = 0;
    enum status status = find_int(db, "recovering", &recovering);

    out->is_recovering = !status && recovering;
    if (!status || status == STATUS_NOT_FOUND)
        status = find_int(db, "restored_at", &out->restored_at);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
identity_find(struct db *db, struct store_identity *out)
{
    int64_t kind = 0;
    enum status status = find_uuid(db, "store", &out->store);

    if (!status)
        status = find_uuid(db, "store_epoch", &out->store_epoch);
    if (!status)
        status = find_int(db, "term", &out->term);
    if (!status)
        status = find_int(db, "kind", &kind);
    out->kind = (enum store_kind)kind;
    return status ? status : find_restored(db, out);
}

enum status
identity_find_key(struct db *db, struct sealed_key *out)
{
    const struct str bytes = { (const char *)out, sizeof(*out) };
    sqlite3_stmt *row;
    enum status status = db_first(meta(db), FIND_META, &row, V("seal_key"));

    if (!status && sqlite3_column_bytes(row, 0) == sizeof(*out))
        memcpy(out, sqlite3_column_blob(row, 0), sizeof(*out));
    db_done(row);
    if (status != STATUS_NOT_FOUND)
        return status;
    *out = sealed_key_new();
    return db_run(meta(db), INSERT_META, V("seal_key"), value_blob(bytes));
}

enum status
identity_find_rows(struct db *db, int64_t *out)
{
    enum status status = find_int(db, "rows_migrated", out);

    if (status == STATUS_NOT_FOUND)
        *out = 0;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
identity_set_rows(struct db *db, int64_t count)
{
    return db_run(meta(db), UPDATE_META, V("rows_migrated"), V(count));
}

enum status
identity_raise_term(struct db *db)
{
    return db_change(meta(db), RAISE_TERM);
}

static enum status
check_text(struct db *db, const char *key, const char *expected)
{
    struct arena arena = { 0 };
    struct str found = { 0 };
    sqlite3_stmt *row;
    enum status status = db_first(meta(db), FIND_META, &row, V(key));

    if (!status)
        found = column_text(row, 0, &arena);
    db_done(row);
    if (!status && !str_equal(found, str_from(expected))) {
        log_error("event=store_of_another_place %s=" STR_FMT " expected=%s",
                key, STR_ARG(found), expected);
        status = STATUS_CONFLICT;
    }
    arena_release(&arena);
    return status;
}

enum status
identity_check_place(struct db *db, const struct place *place)
{
    enum status status = check_text(db, "service", place->service);

    return status ? status : check_text(db, "hub", place->hub);
}

static enum status
change_epoch(struct db *db, struct uuid epoch)
{
    struct uuid before;
    enum status status = find_uuid(db, "store_epoch", &before);

    if (!status)
        status = history_begin(db, before);
    return status ? status
                  : db_run(meta(db), UPDATE_META, V("store_epoch"), V(epoch));
}

enum status
identity_renew(struct db *db, struct uuid epoch, int64_t now)
{
    enum status status = change_epoch(db, epoch);

    if (!status)
        status = db_run(meta(db), UPDATE_META, V("restored_at"), V(now));
    return status ? status
                  : db_run(meta(db), UPDATE_META, V("recovering"), V(1));
}

enum status
identity_name_replaced(struct db *db, const struct uuid *epoch)
{
    return epoch ? db_run(meta(db), UPDATE_META, V("replaced"), V(*epoch))
                 : db_run(meta(db), DELETE_META, V("replaced"));
}

enum status
identity_find_replaced(struct db *db, struct uuid *out)
{
    return find_uuid(db, "replaced", out);
}

enum status
identity_end_recovery(struct db *db, int64_t head)
{
    struct uuid epoch;
    enum status status = find_uuid(db, "store_epoch", &epoch);

    if (!status)
        status = history_extend(db, epoch, head);
    return status ? status : db_change(meta(db), DELETE_META, V("recovering"));
}

enum status
identity_move(struct db *db, struct uuid epoch)
{
    int64_t head = 0;
    enum status status = history_find_head(db, &head);

    if (!status)
        status = change_epoch(db, epoch);
    return status ? status : history_extend(db, epoch, head);
}
