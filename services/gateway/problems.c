#include "problems.h"

/* The services' headers do not meet in one file: their structs may clash. */
extern const struct problem *const types_problems[];
extern const struct problem *const registry_problems[];
extern const struct problem *const grants_problems[];
extern const struct problem *const fundraising_problems[];
extern const struct problem *const notification_problems[];
extern const struct problem *const gateway_problems[];

static const struct problem *const *const tables[] = {
    types_problems,
    registry_problems,
    grants_problems,
    fundraising_problems,
    notification_problems,
    gateway_problems,
};

const struct problem *
problem_find(struct str code)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const struct problem *const *at = tables[i]; *at; at++)
            if (str_equal(str_from((*at)->code), code))
                return *at;
    return NULL;
}
