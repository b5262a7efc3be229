/* Who enters gifts at this hub. */
#include "gift_entry.h"

#include "base/hub.h"
#include "store_campaign.h"

bool
gift_entry_is_staff(const struct call *call, struct str channel_hub)
{
    for (size_t i = 0; i < call->actor->grants_count; i++) {
        const struct role_grant *grant = &call->actor->grants[i];

        if ((grant->role == ROLE_FINANCE || grant->role == ROLE_OPERATOR) &&
                (hub_is_within(call->hub, grant->scope) ||
                        hub_is_within(channel_hub, grant->scope)))
            return true;
    }
    return false;
}

enum status
gift_entry_check(struct fundraising *self, struct call *call,
        struct str channel_hub)
{
    enum gift_entry who;
    enum status status = store_find_who_enters(self, call->arena, &who);

    if (status || who == GIFT_ENTRY_ANYBODY ||
            gift_entry_is_staff(call, channel_hub))
        return status;
    return call_refuse(call, &problem_gifts_by_staff, NULL,
            "gifts at " STR_FMT " are entered by its staff, or by those of the "
            "hub whose channel took them",
            STR_ARG(call->hub));
}

enum status
handle_set_gift_entry(struct fundraising *self, struct call *call,
        const struct set_gift_entry_request *request,
        struct set_gift_entry_reply *reply)
{
    const struct gift_entry_rule rule = { request->who, call->now,
        request->reason };
    const struct fundraising_gift_entry_changed body = { request->who,
        request->reason };
    struct gift_entry_rule before;
    enum status status = store_find_gift_entry(self, call->arena, &before);

    (void)reply;
    if (!status && before.who == request->who)
        return call_refuse(call, &problem_gift_entry_same, "who",
                "gifts are entered by %s already",
                enum_name(&fundraising_gift_entry_enumeration, before.who));
    if (!status)
        status = store_put_gift_entry(self, &rule);
    return status ? status
                  : emit_gift_entry_changed(call, call_new_id(call), &body,
                            NULL);
}

enum status
handle_get_gift_entry(struct fundraising *self, struct call *call,
        const struct get_gift_entry_request *request,
        struct get_gift_entry_reply *reply)
{
    struct gift_entry_rule rule;
    enum status status = store_find_gift_entry(self, call->arena, &rule);

    (void)request;
    if (status)
        return status;
    *reply = (struct get_gift_entry_reply){
        .who = rule.who,
        .has_since = rule.since > 0,
        .since = rule.since,
        .has_reason = rule.reason.len > 0,
        .reason = rule.reason,
    };
    return STATUS_OK;
}
