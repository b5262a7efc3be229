/* Names of hubs: labels joined by dots, the district's first. */
#ifndef REGISTRY_HUB_H
#define REGISTRY_HUB_H

#include "base/str.h"

/* "longgang.bantian" lies within "longgang.bantian" and "longgang". */
bool hub_is_within(struct str hub, struct str scope);

/* Exactly one label below. */
bool hub_is_branch_of(struct str hub, struct str parent);

/* Without its last label; empty for a root. */
struct str hub_parent(struct str hub);

#endif
