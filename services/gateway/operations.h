/* Every operation of every service, by name, from the schemas. */
#ifndef GATEWAY_OPERATIONS_H
#define GATEWAY_OPERATIONS_H

#include "base/str.h"
#include "wire/operation.h"

#include <stdbool.h>

/* "grants.open_round"; NULL if there is none. */
const struct operation *operation_find(struct str name);

/* The service's own copy of its name; NULL if there is none such. */
const char *operation_service(struct str name);

/* The tables, each ending with a NULL name; the list ends with NULL. */
extern const struct operation *const operation_tables[];

#endif
