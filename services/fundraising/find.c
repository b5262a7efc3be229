#include "find.h"

static enum status
refuse_unknown(struct call *call, const char *field, enum status status)
{
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_fund, field,
                "there is no such fund at " STR_FMT, STR_ARG(call->hub));
    return status;
}

enum status
find_fund(struct fundraising *self, struct call *call, struct uuid id,
        const char *field, struct fund *out)
{
    return refuse_unknown(call, field,
            store_find_fund(self, id, call->arena, out));
}

enum status
check_fund_open(struct call *call, const char *field, const struct fund *fund)
{
    if (fund_is_open(fund))
        return STATUS_OK;
    return call_refuse(call, &problem_fund_closed, field, STR_FMT " is closed",
            STR_ARG(fund->name));
}

enum status
find_open_fund(struct fundraising *self, struct call *call, struct uuid id,
        const char *field, struct fund *out)
{
    enum status status = find_fund(self, call, id, field, out);

    return status ? status : check_fund_open(call, field, out);
}

enum status
find_open_fund_briefly(struct fundraising *self, struct call *call,
        struct uuid id, const char *field, struct fund *out)
{
    enum status status = refuse_unknown(call, field,
            store_find_fund_briefly(self, id, call->arena, out));

    return status ? status : check_fund_open(call, field, out);
}
