#include "later.h"

#include "db/event_log.h"
#include "db/given.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static enum status
read_head(const char *database, int64_t *out)
{
    struct event_log *log = NULL;
    struct db *db = NULL;
    enum status status = db_open_reader(&db, database);

    if (!status)
        status = event_log_open(&log, db);
    if (!status)
        *out = event_log_head(log);
    event_log_close(log);
    db_close(db);
    return status;
}

int64_t
later_count(const struct cw_shard *shard, const char *replaced,
        const char *restored)
{
    int64_t had = 0, has = 0;

    if (read_head(replaced, &had) || read_head(restored, &has)) {
        printf("%-24s %-13s cannot be read: what it has that the backup lacks "
               "is lost\n",
                shard->hub, shard->service);
        return -1;
    }
    if (had > has)
        printf("%-24s %-13s has %" PRId64 " later events, %" PRId64
               " to %" PRId64 "\n",
                shard->hub, shard->service, had - has, has + 1, had);
    return had > has ? had - has : 0;
}

enum status
later_keep_numbers(const char *replaced, const char *restored)
{
    struct db *old = NULL;
    enum status status = db_open_reader(&old, replaced);

    if (!status)
        status = given_write(old, restored);
    db_close(old);
    return status;
}
