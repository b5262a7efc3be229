/* A small service, for the tests of common/server alone. */
#ifndef NOTEBOOK_H
#define NOTEBOOK_H

#include "notebook_service.h"
#include "server/service.h"

extern const struct service notebook_service;

#endif
