/*
 * Where a shard's store lives: <data>/<service>/<hub>/ holds `lock`,
 * `current` (a symbolic link to the live store folder), <store_epoch>/
 * store.db, `files/`, and `backups/` made before migrations. A store is
 * created only by folder_create(), never because a folder is missing.
 * Network file systems are refused.
 */
#ifndef DB_FOLDER_H
#define DB_FOLDER_H

#include "base/sealed.h"
#include "db/db.h"

#include <limits.h>

enum store_kind { STORE_LIVE = 1, STORE_SAMPLE, STORE_TEST };

struct migration {
    const char *name; /* "001_init" */
    const char *sql;
    const char *rows; /* or NULL: see folder_migrate_rows() */
};

/*
 * user_version is 1000 times the number of migrations of every store (our
 * own) plus that of the service's: at most 999 of these.
 */

/* What identifies a store: written at its creation and at a restore. */
struct store_identity {
    struct uuid store;       /* never changes */
    struct uuid store_epoch; /* new at creation and at every restore */
    int64_t term;            /* raised whenever the lease is taken */
    enum store_kind kind;
    int64_t restored_at; /* the last time; zero: never */
    bool is_recovering;  /* since then; see server/recovery.h */
};

/*
 * `migrations` ends with a row of NULLs. STATUS_CONFLICT if there is one
 * already, and where folder_open() would refuse it; STATUS_MALFORMED if the
 * hub's name is none.
 */
enum status folder_create(const char *data, const char *service,
        const char *hub, enum store_kind kind,
        const struct migration *migrations);

struct folder;

/*
 * Take the lease (flock), open the current store, migrate it and raise its
 * term. STATUS_NOT_FOUND: there is no such store. STATUS_UNAVAILABLE:
 * another process holds it. STATUS_CONFLICT: it must not be opened (newer
 * user_version, foreign application_id, made for another service or hub,
 * network file system, a clock that is moved on a live store), or is away
 * (away.h); the reason is logged. A store that exists is backed up before it is
 * migrated.
 */
enum status folder_open(struct folder **out, const char *data,
        const char *service, const char *hub,
        const struct migration *migrations);

/* The same for who makes the store: though it is away (away.h). */
enum status folder_open_new(struct folder **out, const char *data,
        const char *service, const char *hub,
        const struct migration *migrations);

/*
 * The same for a store that a restore has written at `database` and that is
 * not the live one yet. Who restores it holds the lease.
 */
enum status folder_open_restored(struct folder **out, const char *data,
        const char *service, const char *hub, const char *database,
        const struct migration *migrations);
void folder_close(struct folder *folder); /* checkpoints; gives the lease up */

struct db *folder_writer(struct folder *folder);

/* One more connection; the caller closes it. */
enum status folder_open_reader(const struct folder *folder, struct db **out);

/* The same, opened when it is first used: db_create_reader(). */
struct db *folder_create_reader(const struct folder *folder);

const struct store_identity *folder_identity(const struct folder *folder);

/*
 * What others keep for this store is sealed with its key. It lies in the
 * store and so in each backup, and nowhere else.
 */
const struct sealed_key *folder_key(const struct folder *folder);

/*
 * What migrations do to rows, once each: in an open batch whose changes the log
 * carries, and of a restored store when it has back what there is. Such SQL
 * may find that it was done (its events came back), and meets the tables as
 * the last migration leaves them.
 */
bool folder_lacks_rows(const struct folder *folder);
enum status folder_migrate_rows(struct folder *folder);

/* In a batch: the store has back what there is, up to event `head`. */
enum status folder_end_recovery(struct folder *folder, int64_t head);

const char *folder_database(const struct folder *folder); /* path of the file */
const char *folder_files(const struct folder *folder);    /* path of files/ */

/*
 * In each batch: are we still the last who took the lease? STATUS_CONFLICT,
 * logged, if another owner has raised the term: nothing may be written.
 */
enum status folder_assert_term(struct folder *folder);

/* False below 5 % of the disk: then no commands. Looks once a second. */
bool folder_has_room(struct folder *folder);

/*
 * The path of the live store's file, for readers that do not hold the lease:
 * they ask again before each piece of work. STATUS_NOT_FOUND if there is none.
 */
enum status folder_find(const char *data, const char *service, const char *hub,
        struct arena *arena, const char **database);

/* What the live store says of itself, read without the lease. */
enum status folder_read_identity(const char *data, const char *service,
        const char *hub, struct store_identity *out);

/*
 * The last event that the store has in common with what it was in an epoch
 * before. STATUS_NOT_FOUND: it does not know that epoch, or still is in it.
 */
enum status folder_find_fork(struct db *db, struct uuid epoch, int64_t *head);

/* Of a store that is only read. */
enum status folder_identity_of(struct db *db, struct store_identity *out);

/*
 * The path under which stores may be made that are thrown away: nothing is
 * there. STATUS_UNAVAILABLE if the disk is too full for that.
 */
enum status folder_scratch(const char *data, const char *service,
        const char *hub, char out[PATH_MAX]);
void folder_scratch_remove(const char *path);

/* The hubs that have a store of this service under data, sorted. */
enum status folder_list(const char *data, const char *service,
        struct arena *arena, struct str **hubs, size_t *count);

#endif
