/*
 * Who may connect: the handler that libzmq asks at each CURVE handshake
 * (rfc.zeromq.org/spec/27), one thread of the process. Whose key is not
 * listed is turned away before anything it says is read. What comes from the
 * others carries their user id, see mdp_user().
 */
#ifndef BUS_ZAP_H
#define BUS_ZAP_H

#include "bus/keys.h"

/* The keys of the folder: our own services and tools. */
#define ZAP_OWN "own"
/* The keys that zap_allow() listed: other hubs. */
#define ZAP_LINKS "links"

enum { ZAP_USER_SIZE = 160 };

struct zap_peer {
    uint8_t key[KEY_SIZE];
    char user[ZAP_USER_SIZE];
};

/*
 * Answer from now on; each open wants its close. STATUS_UNAVAILABLE: then no
 * socket may be bound, for libzmq would let everybody in.
 */
enum status zap_open(void);
void zap_close(void);

/* From the next handshake on, these alone. */
void zap_allow(const struct zap_peer *peers, size_t count);

#endif
