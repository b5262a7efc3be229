/* What of people is sealed. */
#include "fundraising.h"

const struct sealed_column fundraising_sealed[] = {
    { "donor", "contact", "donor.contact", "gift", "gift" },
    { NULL, NULL, NULL, NULL, NULL },
};
