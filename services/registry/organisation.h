/* An organisation's life: what may become of it, and what it was before. */
#ifndef REGISTRY_ORGANISATION_H
#define REGISTRY_ORGANISATION_H

#include "registry_messages.h"

/* False if an organisation of that status cannot be treated so. */
bool organisation_can(enum organisation_status status,
        enum organisation_action action);

/* What an action leads to, and what history calls it. */
enum organisation_status organisation_after(enum organisation_action action);
enum organisation_change organisation_change_of(
        enum organisation_action action);

/*
 * Why a credit code cannot be accepted, or NULL. Groups without registration
 * need none. A failing check passes if it is overridden; a code of another
 * kind of organisation never does.
 */
const struct problem *organisation_judge_code(enum organisation_kind kind,
        bool has_code, struct str code, bool is_overridden);

#endif
