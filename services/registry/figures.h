/* Figures that add up over the tree of hubs, counted from our own log. */
#ifndef REGISTRY_FIGURES_H
#define REGISTRY_FIGURES_H

#include "server/rolling.h"

void figures_roll_up(struct tally *tally, const struct event *event);

#endif
