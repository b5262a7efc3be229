/* What of people is sealed. */
#include "service.h"

const struct sealed_column grants_sealed[] = {
    { "application", "contact", "application.contact", "id", "row" },
    { "objection", "contact", "objection.contact", "id", "row" },
    { NULL, NULL, NULL, NULL, NULL },
};
