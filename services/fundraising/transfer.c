#include "transfer.h"

static enum status
open_side(struct fundraising *self, struct call *call, const struct fund *fund,
        enum account_kind kind, struct str hub, struct transfer_side *out)
{
    enum status status =
            book_account(self, call, fund, ACCOUNT_KIND_FREE, &out->free);

    if (status)
        return status;
    return book_hub_account(self, call, fund, kind, hub, &out->due);
}

enum status
transfer_open_sender(struct fundraising *self, struct call *call,
        const struct fund *fund, const struct transfer_item *transfer,
        struct transfer_side *out)
{
    return open_side(self, call, fund, ACCOUNT_KIND_DUE_TO, transfer->to_hub,
            out);
}

enum status
transfer_open_receiver(struct fundraising *self, struct call *call,
        const struct fund *fund, const struct transfer_item *transfer,
        struct transfer_side *out)
{
    return open_side(self, call, fund, ACCOUNT_KIND_DUE_FROM,
            transfer->from_hub, out);
}
