/*
 * Who may ask what, against a table in the tree: every operation of a
 * service, as every role, held at the hub that is asked, at a sister, at a
 * child or at the parent of it. A change of the schema's roles shows up as a
 * change of the table.
 */
#ifndef AUTHORISATION_MATRIX_H
#define AUTHORISATION_MATRIX_H

#include "server/service.h"

/*
 * How many cells are not as the table says, each printed: operations of the
 * service that the table does not list count too, and the other way round.
 * `table` ends in ".csv"; operations that every service has are in
 * shared.csv beside it.
 */
int matrix_check(const struct service *service, const char *table);

#endif
