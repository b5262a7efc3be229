/* What the gateway reads from its surroundings, checked. */
#ifndef GATEWAY_SETTINGS_H
#define GATEWAY_SETTINGS_H

#include "bus/keys.h"
#include "edge.h"
#include "router.h"

#include <limits.h>
#include <sys/un.h>

enum {
    ENDPOINT_SIZE =
            sizeof("ipc://") + sizeof((struct sockaddr_un){ 0 }.sun_path),
    HUB_SIZE = 128,
};

struct gateway_settings {
    struct router_settings router;
    struct edge_settings edge;
    char clients_endpoint[ENDPOINT_SIZE];
    char workers_endpoint[ENDPOINT_SIZE];
    char keys_folder[KEY_FOLDER_SIZE];
    char home_hub[HUB_SIZE];
    char portal[PATH_MAX];
};

/* STATUS_REFUSED, and logged, if a setting cannot be meant. */
enum status settings_read(struct gateway_settings *out);

#endif
