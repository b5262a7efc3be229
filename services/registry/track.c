#include "track.h"

#include "grants_messages.h"

static bool
is_public(int award_state)
{
    return award_state == AWARD_STATE_ON_NOTICE ||
           award_state == AWARD_STATE_AWAITING_AGREEMENT ||
           award_state == AWARD_STATE_UNDER_WAY ||
           award_state == AWARD_STATE_CLOSED;
}

bool
track_show(struct track_row *row, bool is_staff)
{
    const char *award_state =
            enum_name(&grants_award_state_enumeration, row->award_state);
    bool shows_award =
            row->entry.has_award && (is_staff || is_public(row->award_state));

    row->entry.has_award = shows_award;
    row->entry.has_amount = row->entry.has_amount && shows_award;
    row->entry.state = str_from(shows_award && award_state ? award_state
                                : row->is_published        ? "published"
                                                           : "withdrawn");
    return is_staff || shows_award || row->is_published;
}
