#include "powers.h"

#include "base/hub.h"

#define BIT(role) (1u << ROLE_##role)

/* What a role cannot be held together with. */
static const unsigned apart[] = {
    [ROLE_REVIEWER] = BIT(SUPERVISOR),
    [ROLE_OPERATOR] = BIT(COUNCIL) | BIT(SUPERVISOR),
    [ROLE_FINANCE] = BIT(SUPERVISOR),
    [ROLE_COUNCIL] = BIT(OPERATOR) | BIT(SUPERVISOR),
    [ROLE_SUPERVISOR] = BIT(REVIEWER) | BIT(OPERATOR) | BIT(FINANCE) |
                        BIT(COUNCIL) | BIT(ADMIN),
    [ROLE_ADMIN] = BIT(SUPERVISOR),
};

static bool
overlap(struct str a, struct str b)
{
    return hub_is_within(a, b) || hub_is_within(b, a);
}

const struct role_grant *
powers_clash(const struct role_grant *held, size_t count,
        const struct role_grant *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (apart[wanted->role] & 1u << held[i].role &&
                overlap(held[i].scope, wanted->scope))
            return &held[i];
    }
    return NULL;
}

static bool
is_covered(const struct role_grant *held, size_t count,
        const struct role_grant *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (held[i].role == wanted->role &&
                hub_is_within(wanted->scope, held[i].scope))
            return true;
    }
    return false;
}

bool
powers_cover(const struct role_grant *held, size_t held_count,
        const struct role_grant *wanted, size_t wanted_count)
{
    for (size_t i = 0; i < wanted_count; i++) {
        if (!is_covered(held, held_count, &wanted[i]))
            return false;
    }
    return true;
}
