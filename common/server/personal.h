/* A copy of what a store holds of a person, for that person. */
#ifndef SERVER_PERSONAL_H
#define SERVER_PERSONAL_H

#include "server/call.h"

enum status personal_copy(void *self, struct call *call, const void *request,
        void *reply);

#endif
