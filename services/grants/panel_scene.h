/* For the tests of a panel: who scores which applications. */
#ifndef GRANTS_PANEL_SCENE_H
#define GRANTS_PANEL_SCENE_H

#include "fixture.h"

struct uuid a_round(struct fixture *f);
struct uuid passed(struct fixture *f, struct uuid round, const char *title);
void appoint(struct fixture *f, struct uuid round, const char *name);
void assign(struct fixture *f, struct uuid application, const char *name);
struct list_scores_reply scores_of(struct fixture *f, const struct actor *actor,
        struct uuid application);

#endif
