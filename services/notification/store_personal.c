/* What of people is sealed. */
#include "notification.h"

const struct sealed_column notification_sealed[] = {
    { "contact", "email", "contact.email", "account", "account" },
    { NULL, NULL, NULL, NULL, NULL },
};
