/* A supervisor's finding: what may become of it. */
#ifndef REGISTRY_FINDING_H
#define REGISTRY_FINDING_H

#include "registry_messages.h"

/* It waits for an answer, or for a better one. */
bool finding_can_be_answered(enum finding_state state);

/* False if a finding of that state cannot be treated so. */
bool finding_can(enum finding_state state, enum finding_action action);

/* What an action leads to. */
enum finding_state finding_after(enum finding_action action);

/* Whether it must say which one it is about: there is one hub only. */
bool finding_needs_thing(enum finding_about about);

#endif
