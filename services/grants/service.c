#include "service.h"

#include "grants.h"

#include <stdlib.h>

extern const struct migration grants_migrations[];

static void
close_grants(void *self)
{
    struct grants *grants = self;

    store_close(grants->store);
    free(grants);
}

static enum status
open_grants(void **self, struct db *db)
{
    struct grants *grants = calloc(1, sizeof(*grants));
    enum status status;

    if (!grants)
        return STATUS_INTERNAL;
    status = store_open(&grants->store, db);
    if (status) {
        free(grants);
        return status;
    }
    *self = grants;
    return STATUS_OK;
}

const struct service grants_service = {
    .schema = &grants_schema,
    .migrations = grants_migrations,
    .open = open_grants,
    .close = close_grants,
};
