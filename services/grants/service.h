/* The grants service as the server runs it; its tests use the same. */
#ifndef GRANTS_SERVICE_WIRING_H
#define GRANTS_SERVICE_WIRING_H

#include "server/service.h"

extern const struct service grants_service;
extern const struct mirrored grants_mirrored[];
extern const struct sealed_column grants_sealed[];
extern const struct personal_kind grants_personal[];

#endif
