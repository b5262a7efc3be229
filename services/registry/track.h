/* What may be told of an organisation's projects, and to whom. */
#ifndef REGISTRY_TRACK_H
#define REGISTRY_TRACK_H

#include "store_track.h"

/*
 * Fill in the entry's state and hide what the caller may not see. False if
 * nothing remains to be shown.
 */
bool track_show(struct track_row *row, bool is_staff);

#endif
