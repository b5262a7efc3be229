/* Channels: where gifts are taken. */
#include "channel.h"
#include "find.h"
#include "store_campaign.h"
#include "store_fund.h"
#include "store_project.h"

enum status
channel_check_hub(struct fundraising *self, struct call *call, struct str hub)
{
    enum status status;

    if (str_equal(hub, call->hub))
        return STATUS_OK;
    status = store_find_hub(self, hub);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_unknown_channel_hub, "channel_hub",
                "neither " STR_FMT " nor a hub below it", STR_ARG(call->hub));
    return status;
}

static enum status
tell(struct call *call, const struct channel_item *channel, struct str reason)
{
    struct fundraising_channel_changed body = {
        .channel = channel->channel,
        .channel_hub = channel->channel_hub,
        .title = channel->title,
        .has_fund = channel->has_fund,
        .fund = channel->fund,
        .is_open = channel->is_open,
        .has_reason = reason.len > 0,
        .reason = reason,
        .has_page = channel->has_page,
        .page = channel->page,
    };

    return emit_channel_changed(call, channel->channel_id, &body, NULL);
}

enum status
handle_open_channel(struct fundraising *self, struct call *call,
        const struct open_channel_request *request,
        struct open_channel_reply *reply)
{
    struct channel_item channel = {
        .channel_id = call_new_id(call),
        .channel = request->channel,
        .channel_hub = request->channel_hub,
        .title = request->title,
        .place = request->place,
        .has_fund = request->has_fund,
        .fund = request->fund,
        .is_open = true,
        .has_page = request->has_page,
        .page = request->page,
    };
    struct fund fund;
    enum status status = channel_check_hub(self, call, request->channel_hub);

    if (!status && request->has_fund)
        status = find_fund(self, call, request->fund, "fund", &fund);
    if (!status)
        status = store_insert_channel(self, &channel);
    reply->channel_id = channel.channel_id;
    return status ? status : tell(call, &channel, STR(""));
}

static enum status
find_channel(struct fundraising *self, struct call *call, struct uuid id,
        struct channel_item *out)
{
    enum status status = store_find_channel(self, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "channel",
                "there is no such channel at " STR_FMT, STR_ARG(call->hub));
    return status;
}

static enum status
change_channel(struct fundraising *self, struct call *call,
        const struct channel_item *channel, struct str reason)
{
    enum status status = store_update_channel(self, channel);

    return status ? status : tell(call, channel, reason);
}

enum status
handle_close_channel(struct fundraising *self, struct call *call,
        const struct close_channel_request *request,
        struct close_channel_reply *reply)
{
    struct channel_item channel;
    enum status status = find_channel(self, call, request->channel, &channel);

    (void)reply;
    if (!status && !channel.is_open)
        return call_refuse(call, &problem_channel_closed, "channel",
                STR_FMT " was closed before", STR_ARG(channel.title));
    channel.is_open = false;
    return status ? status
                  : change_channel(self, call, &channel, request->reason);
}

enum status
handle_reopen_channel(struct fundraising *self, struct call *call,
        const struct reopen_channel_request *request,
        struct reopen_channel_reply *reply)
{
    struct channel_item channel;
    enum status status = find_channel(self, call, request->channel, &channel);

    (void)reply;
    if (!status && channel.is_open)
        return call_refuse(call, &problem_channel_is_open, "channel",
                STR_FMT " is open", STR_ARG(channel.title));
    channel.is_open = true;
    return status ? status
                  : change_channel(self, call, &channel, request->reason);
}

static void
clear_field(struct channel_item *channel, enum channel_field field)
{
    switch (field) {
    case CHANNEL_FIELD_PLACE:
        channel->has_place = false;
        channel->place = STR("");
        break;
    case CHANNEL_FIELD_PAGE:
        channel->has_page = false;
        channel->page = STR("");
        break;
    }
}

enum status
handle_correct_channel(struct fundraising *self, struct call *call,
        const struct correct_channel_request *request,
        struct correct_channel_reply *reply)
{
    struct channel_item channel;
    enum status status = find_channel(self, call, request->channel, &channel);

    (void)reply;
    if (status)
        return status;
    if (request->has_title)
        channel.title = request->title;
    if (request->has_place) {
        channel.has_place = true;
        channel.place = request->place;
    }
    if (request->has_page) {
        channel.has_page = true;
        channel.page = request->page;
    }
    for (size_t i = 0; i < request->clear_count; i++)
        clear_field(&channel, request->clear[i]);
    return change_channel(self, call, &channel, request->reason);
}

enum status
handle_list_channels(struct fundraising *self, struct call *call,
        const struct list_channels_request *request,
        struct list_channels_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_channels(self, call->arena,
                request->has_channel_hub ? request->channel_hub : STR(""),
                &page, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}
