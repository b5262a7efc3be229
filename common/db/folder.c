#include "db/folder.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/away.h"
#include "db/backup.h"
#include "db/disk.h"
#include "db/history.h"
#include "db/internal.h"
#include "db/keyring.h"
#include "db/lease.h"
#include "db/migrate.h"
#include "db/place.h"
#include "db/seal.h"

#include <stdlib.h>

enum { SEALED_SINCE = 5000 }; /* by 005_sealed.sql */

struct folder {
    struct place place;
    char database[PATH_MAX];
    char keys[PATH_MAX]; /* of contacts */
    int lease;
    struct db *db;
    struct store_identity identity;
    struct sealed_key key;
    const struct migration *migrations;
    int64_t rows_migrated; /* by so many of them */
    int64_t room_seen_at;
    bool has_room;
};

/* A clock that can be moved is for samples and tests. */
static enum status
refuse_moved_clock(enum store_kind kind)
{
    if (kind != STORE_LIVE || !clock_is_movable())
        return STATUS_OK;
    log_error("event=clock_moved_on_live_store");
    return STATUS_CONFLICT;
}

static enum status
fill_new_store(struct db *db, const struct place *place,
        struct store_identity identity, const struct migration *migrations)
{
    enum status status = migrate(db, migrations);

    if (!status)
        status = db_begin(db);
    if (!status)
        status = identity_insert(db, place, &identity, clock_now());
    if (!status)
        status = db_commit(db);
    return status;
}

static enum status
create_store(const struct place *place, const char *keys, enum store_kind kind,
        const struct migration *migrations)
{
    const int64_t now = clock_now();
    const struct store_identity identity = { .store = uuid_new(now),
        .store_epoch = uuid_new(now),
        .kind = kind };
    char database[PATH_MAX];
    struct db *db = NULL;
    enum status status;

    status = place_make_epoch(place, identity.store_epoch, database);
    if (!status)
        status = db_open_writer(&db, database);
    if (!status)
        status = keyring_make(keys);
    if (!status) {
        db_seal_by(db, keys);
        status = fill_new_store(db, place, identity, migrations);
    }
    db_close(db);
    if (!status)
        status = place_set_current(place, identity.store_epoch);
    return status;
}

enum status
folder_create(const char *data, const char *service, const char *hub,
        enum store_kind kind, const struct migration *migrations)
{
    struct place place;
    char keys[PATH_MAX];
    enum status status = place_init(&place, data, service, hub);
    int lease = -1;

    if (!status)
        status = keyring_path(data, hub, keys);
    if (!status)
        status = refuse_moved_clock(kind);
    if (!status)
        status = place_make(&place);
    if (!status)
        status = disk_refuse_network(place.folder);
    if (!status)
        status = lease_create(place.folder, &lease);
    if (!status && disk_has(place.current))
        status = STATUS_CONFLICT;
    if (!status)
        status = create_store(&place, keys, kind, migrations);
    lease_give_up(lease);
    return status;
}

static enum status
raise_term(struct folder *folder)
{
    enum status status = db_begin(folder->db);

    if (!status)
        status = identity_raise_term(folder->db);
    if (!status)
        status = identity_find(folder->db, &folder->identity);
    if (!status)
        status = identity_find_key(folder->db, &folder->key);
    if (!status)
        status = identity_find_rows(folder->db, &folder->rows_migrated);
    if (status)
        db_rollback(folder->db);
    else
        status = db_commit(folder->db);
    return status;
}

/*
 * files/ needs no copy: no migration touches it. A store of before contacts
 * were sealed has a key from now on.
 */
static enum status
back_up_and_migrate(struct folder *folder, const struct migration *migrations)
{
    int64_t user_version;
    char target[PATH_MAX];
    enum status status =
            db_read_int(folder->db, "PRAGMA user_version", &user_version);

    if (!status)
        status = disk_path(target, "%s/backups/%lld-version-%lld",
                folder->place.folder, (long long)clock_now(),
                (long long)user_version);
    if (!status)
        status = backup_write(folder->database, NULL, target, 0);
    if (!status && user_version < SEALED_SINCE)
        status = keyring_make(folder->keys);
    if (status)
        return status;
    db_seal_by(folder->db, folder->keys);
    return migrate(folder->db, migrations);
}

static enum status
take_into_service(struct folder *folder, const struct migration *migrations)
{
    bool is_behind = false;
    enum status status = migrate_check(folder->db, migrations, &is_behind);

    if (!status)
        status = identity_check_place(folder->db, &folder->place);
    if (!status)
        status = identity_find(folder->db, &folder->identity);
    if (!status)
        status = refuse_moved_clock(folder->identity.kind);
    if (!status && is_behind)
        status = back_up_and_migrate(folder, migrations);
    if (!status)
        status = raise_term(folder);
    return status;
}

/* The stores of a hub belong together: one that was cut short is not served. */
static enum status
refuse_unfinished(const struct place *place)
{
    char path[PATH_MAX];
    enum status status = place_unfinished(place, path);

    if (status || !disk_has(path))
        return status;
    log_error("event=restore_was_cut_short service=%s hub=%s: run cw restore"
              " again",
            place->service, place->hub);
    return STATUS_CONFLICT;
}

/* Looked at under the lease: who put it away waits for that. */
static enum status
refuse_away(const struct place *place, const char *data)
{
    if (!away_is(data, place->service, place->hub))
        return STATUS_OK;
    log_warn("event=store_is_away service=%s hub=%s", place->service,
            place->hub);
    return STATUS_CONFLICT;
}

static enum status
open_database(struct folder *folder, const struct migration *migrations)
{
    enum status status = db_open_writer(&folder->db, folder->database);

    if (status)
        return status;
    db_seal_by(folder->db, folder->keys);
    folder->migrations = migrations;
    return take_into_service(folder, migrations);
}

static enum status
open_current(struct folder *folder, const struct migration *migrations)
{
    enum status status;

    status = place_find_database(&folder->place, folder->database);
    if (!status)
        status = refuse_unfinished(&folder->place);
    if (!status)
        status = place_tidy(&folder->place);
    if (!status)
        status = disk_refuse_network(folder->place.folder);
    return status ? status : open_database(folder, migrations);
}

/* A container may have no other place to write. One per process. */
static void
keep_temporary_files_in(const char *folder)
{
    db_configure();
    if (!sqlite3_temp_directory)
        sqlite3_temp_directory = sqlite3_mprintf("%s", folder);
}

static struct folder *
folder_make(void)
{
    struct folder *folder = calloc(1, sizeof(*folder));

    if (!folder)
        abort();
    folder->lease = -1;
    folder->room_seen_at = INT64_MIN;
    return folder;
}

static enum status
prepare_folder(struct folder **out, const char *data, const char *service,
        const char *hub)
{
    struct folder *folder = folder_make();
    enum status status = place_init(&folder->place, data, service, hub);

    *out = folder;
    if (!status)
        status = keyring_path(data, hub, folder->keys);
    if (!status)
        keep_temporary_files_in(folder->place.service_folder);
    return status;
}

static enum status
close_if_failed(struct folder **folder, enum status status)
{
    if (status) {
        folder_close(*folder);
        *folder = NULL;
    }
    return status;
}

enum purpose { TO_SERVE, TO_MAKE };

static enum status
open_folder(struct folder **out, const char *data, const char *service,
        const char *hub, const struct migration *migrations,
        enum purpose purpose)
{
    enum status status = prepare_folder(out, data, service, hub);

    if (!status)
        status = lease_take((*out)->place.folder, &(*out)->lease);
    if (!status && purpose == TO_SERVE)
        status = refuse_away(&(*out)->place, data);
    if (!status)
        status = open_current(*out, migrations);
    if (!status)
        lease_sign((*out)->lease, (*out)->identity.term);
    return close_if_failed(out, status);
}

enum status
folder_open(struct folder **out, const char *data, const char *service,
        const char *hub, const struct migration *migrations)
{
    return open_folder(out, data, service, hub, migrations, TO_SERVE);
}

enum status
folder_open_new(struct folder **out, const char *data, const char *service,
        const char *hub, const struct migration *migrations)
{
    return open_folder(out, data, service, hub, migrations, TO_MAKE);
}

enum status
folder_open_restored(struct folder **out, const char *data, const char *service,
        const char *hub, const char *database,
        const struct migration *migrations)
{
    enum status status = prepare_folder(out, data, service, hub);

    if (!status)
        status = disk_path((*out)->database, "%s", database);
    if (!status)
        status = open_database(*out, migrations);
    return close_if_failed(out, status);
}

void
folder_close(struct folder *folder)
{
    if (!folder)
        return;
    db_close(folder->db);
    lease_give_up(folder->lease);
    free(folder);
}

struct db *
folder_writer(struct folder *folder)
{
    return folder->db;
}

enum status
folder_open_reader(const struct folder *folder, struct db **out)
{
    enum status status = db_open_reader(out, folder->database);

    if (!status)
        db_seal_by(*out, folder->keys);
    return status;
}

struct db *
folder_create_reader(const struct folder *folder)
{
    struct db *db = db_create_reader(folder->database);

    db_seal_by(db, folder->keys);
    return db;
}

const struct store_identity *
folder_identity(const struct folder *folder)
{
    return &folder->identity;
}

const struct sealed_key *
folder_key(const struct folder *folder)
{
    return &folder->key;
}

bool
folder_lacks_rows(const struct folder *folder)
{
    return migrate_lacks_rows(folder->migrations, folder->rows_migrated);
}

enum status
folder_migrate_rows(struct folder *folder)
{
    int64_t done = folder->rows_migrated;
    enum status status = migrate_rows(folder->db, folder->migrations, &done);

    return status ? status : identity_set_rows(folder->db, done);
}

/* Who followed it is told where the two part. */
static enum status
compare_replaced(struct folder *folder)
{
    char path[PATH_MAX], database[PATH_MAX];
    struct uuid epoch;
    enum status status = identity_find_replaced(folder->db, &epoch);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    status = place_epoch_folder(&folder->place, epoch, path);
    if (!status)
        status = disk_path(database, "%s/store.db", path);
    if (!status && disk_has(database))
        status = history_compare(folder->db, database);
    return status ? status : identity_name_replaced(folder->db, NULL);
}

enum status
folder_end_recovery(struct folder *folder, int64_t head)
{
    enum status status = compare_replaced(folder);

    return status ? status : identity_end_recovery(folder->db, head);
}

const char *
folder_database(const struct folder *folder)
{
    return folder->database;
}

const char *
folder_files(const struct folder *folder)
{
    return folder->place.files;
}

enum status
folder_assert_term(struct folder *folder)
{
    int64_t term = 0;
    enum status status = identity_find_term(folder->db, &term);

    if (status || term == folder->identity.term)
        return status;
    log_error("event=lease_lost term=%lld ours=%lld folder=%s", (long long)term,
            (long long)folder->identity.term, folder->place.folder);
    return STATUS_CONFLICT;
}

enum status
folder_scratch(const char *data, const char *service, const char *hub,
        char out[PATH_MAX])
{
    enum status status =
            disk_path(out, "%s/%s/.scratch/%s", data, service, hub);

    if (!status)
        status = disk_remove(out); /* of one that was killed */
    if (!status && !disk_has_room(data))
        status = STATUS_UNAVAILABLE;
    return status;
}

void
folder_scratch_remove(const char *path)
{
    disk_remove(path);
}

bool
folder_has_room(struct folder *folder)
{
    const int64_t now = clock_monotonic();

    if (folder->room_seen_at == INT64_MIN ||
            now - folder->room_seen_at >= SECOND_MS) {
        folder->has_room = disk_has_room(folder->place.folder);
        folder->room_seen_at = now;
    }
    return folder->has_room;
}
