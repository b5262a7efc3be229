#include "service.h"

#include "figures.h"
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

static enum status
count_open_sagas(void *self, int64_t before,
        struct open_sagas out[SAGA_KINDS_MAX], size_t *count)
{
    struct grants *grants = self;
    enum status status;

    out[0] = (struct open_sagas){ .saga = "reservation" };
    out[1] = (struct open_sagas){ .saga = "payment" };
    *count = 2;
    status = store_count_unanswered(grants->store, before, &out[0]);
    return status ? status : store_count_unpaid(grants->store, before, &out[1]);
}

static const char *const series[] = { "GP", "GR", "GA", "GW", "GO", NULL };

const struct service grants_service = {
    .schema = &grants_schema,
    .migrations = grants_migrations,
    .series = series,
    .mirrored = grants_mirrored,
    .sealed = grants_sealed,
    .personal = grants_personal,
    .open = open_grants,
    .close = close_grants,
    .roll_up = figures_roll_up,
    .count_open_sagas = count_open_sagas,
};
