/*
 * <service> contact-keys HUB DATABASE [lost]: by which keys the contacts of a
 * store are sealed that are not in the hub's file. With `lost` they are given
 * up: nobody waits for them any longer.
 */
#ifndef SERVER_CONTACT_KEYS_H
#define SERVER_CONTACT_KEYS_H

#include "server/service.h"

/* The whole subcommand. EX_DATAERR: there are such keys; each is told. */
int contact_keys_main(const struct service *service, const char *data,
        const char *hub, const char *database, bool are_lost);

#endif
