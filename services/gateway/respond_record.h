/* Records as JSON, lists as CSV too, with a link to the next page. */
#ifndef GATEWAY_RESPOND_RECORD_H
#define GATEWAY_RESPOND_RECORD_H

#include "ask.h"

/* The reply of the route's operation, as JSON or CSV. */
void respond_record(struct ask *ask, const void *record);

/* Does the client want a list as CSV rather than JSON? */
bool wants_csv(const struct ask *ask);

/* A list as CSV, to be kept as a file. */
void respond_table(struct ask *ask, struct str csv);

#endif
