#include "db/migrate.h"

#include "base/log.h"
#include "db/internal.h"

#include <stdio.h>

enum { COMMON = 1000 }; /* what one of the common ones counts */

extern const struct migration common_migrations[];

static int
count(const struct migration *migrations)
{
    int n = 0;

    while (migrations[n].name)
        n++;
    return n;
}

int
migrate_version(const struct migration *service)
{
    return count(common_migrations) * COMMON + count(service);
}

static enum status
read_version(struct db *db, int *common, int *service)
{
    int64_t version;
    enum status status = db_read_int(db, "PRAGMA user_version", &version);

    *common = (int)version / COMMON;
    *service = (int)version % COMMON;
    return status;
}

enum status
migrate_check(struct db *db, const struct migration *service, bool *is_behind)
{
    const int known_common = count(common_migrations);
    const int known_service = count(service);
    int has_common, has_service;
    enum status status = read_version(db, &has_common, &has_service);

    if (status)
        return status;
    if (has_common > known_common || has_service > known_service) {
        log_error("event=newer_store user_version=%d known=%d",
                has_common * COMMON + has_service,
                known_common * COMMON + known_service);
        return STATUS_CONFLICT;
    }
    *is_behind = has_common < known_common || has_service < known_service;
    return STATUS_OK;
}

static enum status
apply_from(struct db *db, const struct migration *migrations, int first)
{
    enum status status = STATUS_OK;

    for (int i = first; migrations[i].name && !status; i++) {
        int rc = sqlite3_exec(db->sqlite, migrations[i].sql, NULL, NULL, NULL);

        status = db_status(db->sqlite, rc, migrations[i].name);
    }
    return status;
}

static enum status
write_version(struct db *db, const struct migration *service)
{
    char sql[64];

    snprintf(sql, sizeof(sql), "PRAGMA user_version = %d",
            migrate_version(service));
    return db_exec(db, sql);
}

static enum status
apply_all(struct db *db, const struct migration *service)
{
    int has_common, has_service;
    int64_t dangling = 0;
    enum status status = read_version(db, &has_common, &has_service);

    if (!status)
        status = apply_from(db, common_migrations, has_common);
    if (!status)
        status = apply_from(db, service, has_service);
    if (!status)
        status = db_read_int(db,
                "SELECT count(*) FROM pragma_foreign_key_check", &dangling);
    if (!status && dangling > 0) {
        log_error("event=migration_breaks_references count=%lld",
                (long long)dangling);
        status = STATUS_INTERNAL;
    }
    return status ? status : write_version(db, service);
}

/* A table can be rebuilt only while references to it are not enforced. */
enum status
migrate(struct db *db, const struct migration *service)
{
    enum status status = db_exec(db, "PRAGMA foreign_keys = OFF");

    if (!status)
        status = db_begin(db);
    if (!status)
        status = apply_all(db, service);
    if (!status)
        status = db_commit(db);
    else
        db_rollback(db);
    if (!status)
        status = db_exec(db, "PRAGMA foreign_keys = ON");
    return status;
}

bool
migrate_lacks_rows(const struct migration *service, int64_t done)
{
    for (int i = 0; service[i].name; i++)
        if (i >= done && service[i].rows)
            return true;
    return false;
}

enum status
migrate_rows(struct db *db, const struct migration *service, int64_t *done)
{
    enum status status = STATUS_OK;

    for (int i = 0; service[i].name && !status; i++)
        if (i >= *done && service[i].rows)
            status = db_exec(db, service[i].rows);
    *done = count(service);
    return status;
}
