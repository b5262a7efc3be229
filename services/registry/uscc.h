/* Which kinds of organisation have which credit code. */
#ifndef REGISTRY_USCC_H
#define REGISTRY_USCC_H

#include "base/uscc.h"
#include "types_messages.h"

/* 51 social groups, 52 social service agencies, 53 foundations. */
bool uscc_suits(struct str code, enum organisation_kind kind);

/* Groups without registration may have no code. */
bool uscc_may_be_absent(enum organisation_kind kind);

#endif
