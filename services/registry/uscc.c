#include "uscc.h"

bool
uscc_suits(struct str code, enum organisation_kind kind)
{
    static const char prefixes[][3] = {
        [ORGANISATION_KIND_SOCIAL_GROUP] = "51",
        [ORGANISATION_KIND_SOCIAL_SERVICE_AGENCY] = "52",
        [ORGANISATION_KIND_FOUNDATION] = "53",
    };

    if (kind > ORGANISATION_KIND_FOUNDATION)
        return true;
    return memcmp(code.data, prefixes[kind], 2) == 0;
}

bool
uscc_may_be_absent(enum organisation_kind kind)
{
    return kind == ORGANISATION_KIND_FILED_GROUP ||
           kind == ORGANISATION_KIND_SELF_ORGANISED_GROUP ||
           kind == ORGANISATION_KIND_RESIDENTS_COMMITTEE;
}
