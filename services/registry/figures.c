/* What the log of registry adds to the hub's figures. */
#include "figures.h"

void
figures_roll_up(struct tally *tally, const struct event *event)
{
    if (str_equal(event->type, STR("registry.organisation_registered")))
        tally_add(tally, "organisations_registered", STR(""), event->at, 1);
}
