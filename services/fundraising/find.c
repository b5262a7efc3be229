#include "find.h"

enum status
find_fund(struct fundraising *self, struct call *call, struct uuid id,
        const char *field, struct fund *out)
{
    enum status status = store_find_fund(self, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_fund, field,
                "there is no such fund at " STR_FMT, STR_ARG(call->hub));
    return status;
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
