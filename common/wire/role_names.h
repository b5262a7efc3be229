/* Who may call an operation, for a reader. */
#ifndef WIRE_ROLE_NAMES_H
#define WIRE_ROLE_NAMES_H

#include "base/arena.h"
#include "types_messages.h"
#include "wire/operation.h"

/* "finance, admin"; of `signed_in` and `service`, these words. */
static inline struct str
operation_roles(uint32_t roles, struct arena *arena)
{
    struct str names = STR("");

    for (int role = ROLE_DONOR; role <= ROLE_ADMIN; role++)
        if (roles & (UINT32_C(1) << role))
            names = arena_printf(arena, STR_FMT "%s%s", STR_ARG(names),
                    names.len > 0 ? ", " : "",
                    enum_name(&types_role_enumeration, role));
    if (roles & ROLES_SIGNED_IN)
        names = arena_printf(arena, STR_FMT "%san account", STR_ARG(names),
                names.len > 0 ? ", " : "");
    return names.len > 0 ? names : STR("one of our services");
}

#endif
