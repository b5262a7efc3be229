/*
 * Who enters gifts at a hub: anybody, or only those who handle money or run
 * things, there or at the hub whose channel took the gift. See
 * docs/decisions/ for why a hub would want that.
 */
#ifndef FUNDRAISING_GIFT_ENTRY_H
#define FUNDRAISING_GIFT_ENTRY_H

#include "fundraising.h"

/* Does the caller run things or handle money, here or at that hub? */
bool gift_entry_is_staff(const struct call *call, struct str channel_hub);

/* Refused if gifts are entered by staff here and the caller is none of them. */
enum status gift_entry_check(struct fundraising *self, struct call *call,
        struct str channel_hub);

#endif
