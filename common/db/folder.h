/*
 * Where a shard's store lives: <data>/<service>/<hub>/ holds `lock`,
 * `current` (which names the live store folder), <store_epoch>/store.db and
 * `files/`. A store is created only by folder_create(), never because a
 * folder is missing. Network file systems are refused.
 */
#ifndef DB_FOLDER_H
#define DB_FOLDER_H

#include "db/db.h"

enum store_kind { STORE_LIVE = 1, STORE_SAMPLE, STORE_TEST };

struct migration {
    const char *name; /* "001_init" */
    const char *sql;
};

/* What identifies a store: written at its creation and at a restore. */
struct store_identity {
    struct uuid store;       /* never changes */
    struct uuid store_epoch; /* new at creation and at every restore */
    int64_t term;            /* raised whenever the lease is taken */
    enum store_kind kind;
};

/* `migrations` ends with a row of NULLs. STATUS_CONFLICT if there is one. */
enum status folder_create(const char *data, const char *service,
        const char *hub, enum store_kind kind,
        const struct migration *migrations);

struct folder;

/*
 * Take the lease (flock), open the current store, migrate it and raise its
 * term. STATUS_NOT_FOUND: there is no such store. STATUS_UNAVAILABLE:
 * another process holds it. STATUS_CONFLICT: it must not be opened (newer
 * user_version, foreign application_id, network file system, a clock that
 * is moved on a live store); the reason is logged.
 */
enum status folder_open(struct folder **out, const char *data,
        const char *service, const char *hub,
        const struct migration *migrations);
void folder_close(struct folder *folder); /* checkpoints; gives the lease up */

struct db *folder_writer(struct folder *folder);
const struct store_identity *folder_identity(const struct folder *folder);
const char *folder_database(const struct folder *folder); /* path of the file */
const char *folder_files(const struct folder *folder);    /* path of files/ */

/* In a batch: STATUS_CONFLICT if another owner has raised the term. */
enum status folder_assert_term(struct folder *folder);

/* False while the disk is more than 95 % full; looked up once a second. */
bool folder_has_room(struct folder *folder);

/* The hubs that have a store of this service under data, sorted. */
enum status folder_list(const char *data, const char *service,
        struct arena *arena, struct str **hubs, size_t *count);

#endif
