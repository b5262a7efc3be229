#include "server/contact_keys.h"

#include "db/seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

struct look {
    const char *service;
    const char *hub;
    const char *path; /* of the file */
};

/* What to do differs by whether the line is at hand. */
static void
tell_missing(const struct look *look, const struct missing_key *key)
{
    printf("%-24s %-13s %" PRId64 " contacts CANNOT BE READ: key %s is not in "
           "%s\n",
            look->hub, look->service, key->contacts, key->number, look->path);
    if (keyring_has_retired(look->path, key->id))
        printf("    its line is in %s.retired: cw keys rotate --hub %s takes "
               "it from there\n",
                look->path, look->hub);
    else
        printf("    put its line below the first, from the copy that is kept "
               "apart from the backups;\n    if there is none, cw keys rotate "
               "--hub %s --lost\n",
                look->hub);
}

static bool
give_up(const struct look *look, const struct missing_key *key)
{
    if (keyring_give_up(look->path, key->id)) {
        fprintf(stderr, "%s: %s cannot be written, or has too many lines\n",
                look->service, look->path);
        return false;
    }
    printf("%-24s %-13s %" PRId64 " contacts are given up, with key %s\n",
            look->hub, look->service, key->contacts, key->number);
    return true;
}

static enum status
find_missing(const struct service *service, const char *database,
        const char *path, struct missing_keys *out)
{
    struct db *db = NULL;
    enum status status = db_open_reader(&db, database);

    if (status)
        return status;
    db_seal_by(db, path);
    status = seal_find_missing(db, service->sealed, SEALED_ROWS_ALL, out);
    db_close(db);
    return status;
}

int
contact_keys_main(const struct service *service, const char *data,
        const char *hub, const char *database, bool are_lost)
{
    struct missing_keys missing = { 0 };
    char path[PATH_MAX];
    const struct look look = { service->schema->name, hub, path };

    if (keyring_path(data, hub, path))
        return EXIT_FAILURE;
    if (service->sealed && find_missing(service, database, path, &missing))
        return EXIT_FAILURE;
    for (size_t i = 0; i < missing.count; i++)
        if (!are_lost)
            tell_missing(&look, &missing.items[i]);
        else if (!give_up(&look, &missing.items[i]))
            return EXIT_FAILURE;
    return missing.count > 0 ? EX_DATAERR : EXIT_SUCCESS;
}
