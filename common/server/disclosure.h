/*
 * Who was told how to reach somebody: a line of the log for each reply that
 * has a phone, an address or another contact, with ids and nothing else. Who
 * reads of themselves is not worth one.
 */
#ifndef SERVER_DISCLOSURE_H
#define SERVER_DISCLOSURE_H

#include "server/call.h"

/* subject is whom or what it is of; of some lists, what was asked for. */
void disclosure_note(const struct call *call, struct uuid subject);

#endif
