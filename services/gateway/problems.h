/* Every problem of every schema, by its code. */
#ifndef GATEWAY_PROBLEMS_H
#define GATEWAY_PROBLEMS_H

#include "base/str.h"
#include "wire/operation.h"

/* NULL if there is none of this code ("overspent"). */
const struct problem *problem_find(struct str code);

#endif
