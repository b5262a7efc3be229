/* Names of hubs: labels joined by dots, the district's first. */
#ifndef BASE_HUB_H
#define BASE_HUB_H

#include "base/str.h"

/* "longgang.bantian" lies within "longgang.bantian" and "longgang". */
bool hub_is_within(struct str hub, struct str scope);

/* Within, and not the same. */
bool hub_is_below(struct str hub, struct str above);

/* One is below the other. */
bool hub_is_related(struct str hub, struct str other);

/* Exactly one label below. */
bool hub_is_branch_of(struct str hub, struct str parent);

/* Without its last label; empty for a root. */
struct str hub_parent(struct str hub);

#endif
