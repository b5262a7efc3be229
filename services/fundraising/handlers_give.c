/* Taking a gift: the hot path. */
#include "gift_entry.h"
#include "giving.h"

enum status
handle_give(struct fundraising *self, struct call *call,
        const struct give_request *request, struct give_reply *reply)
{
    const struct str taken_at =
            request->has_channel_hub ? request->channel_hub : call->hub;
    struct giving giving = {
        .donor =
                giving_donor(call, request->channel, taken_at, &request->donor),
    };
    enum status status = gift_entry_check(self, call, taken_at);

    giving.donor.handler = request->handler;
    if (!status)
        status = giving_find_places(self, call, request, &giving);
    if (!status)
        status = giving_take(self, call, request, &giving);
    if (status)
        return status;
    *reply = (struct give_reply){
        .gift_id = giving.gift.id,
        .number = giving.number,
        .receipt = giving_receipt(call, &giving),
        .state = giving.gift.state,
        .has_seq = true,
        .seq = giving.gift.entry,
    };
    return STATUS_OK;
}
