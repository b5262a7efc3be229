#include "server/resealing.h"

#include "server/shard.h"

enum { PAGE = 500 };

/* What the key is changes no row's meaning: the log has nothing of it. */
enum status
resealing_page(void *self, struct call *call, const void *request, void *reply)
{
    const struct shard *shard = self;
    const struct sealed_column *columns = shard->service->sealed;
    struct reseal_contacts_reply *out = reply;
    enum status status;

    (void)call, (void)request;
    if (!columns)
        return STATUS_OK;
    status = seal_again(shard->writer, columns, PAGE, &out->resealed);
    if (!status && out->resealed == 0)
        status = seal_count(shard->writer, columns, &out->contacts,
                &out->unreadable);
    return status;
}
