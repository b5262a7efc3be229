/* The gateway's own pages: one function for each, listed in edge_pages. */
#ifndef GATEWAY_PAGES_H
#define GATEWAY_PAGES_H

#include "ask.h"

/* Ends with a NULL method. */
extern const struct route edge_pages[];

/* health.c */
void serve_health(struct ask *ask);
void serve_readiness(struct ask *ask);
void serve_metrics(struct ask *ask);

/* session.c */
void serve_session(struct ask *ask);
void serve_log_in(struct ask *ask);
void serve_log_out(struct ask *ask);

/* outcome.c */
void serve_outcome(struct ask *ask);
void serve_service_outcome(struct ask *ask);

/* portal_pages.c */
void serve_start(struct ask *ask);
void serve_console(struct ask *ask);
void serve_thing(struct ask *ask); /* a project, an organisation, ... */

/*
 * A path that nothing else answers may be a file of the portal, or one of its
 * screens; false, and nothing is answered, if it is neither.
 */
bool portal_serves(struct ask *ask);

/* reference.c */
void serve_openapi(struct ask *ask);
void serve_unbuilt(struct ask *ask); /* in the place of the portal */
void serve_reference(struct ask *ask);
void serve_reference_zh(struct ask *ask);
void serve_reference_en(struct ask *ask);
void serve_style(struct ask *ask);

/* events.c */
void serve_events(struct ask *ask);

#endif
