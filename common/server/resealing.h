/* A new key for contacts: what is sealed by an older one is sealed again. */
#ifndef SERVER_RESEALING_H
#define SERVER_RESEALING_H

#include "server/call.h"

enum status resealing_page(void *self, struct call *call, const void *request,
        void *reply);

#endif
