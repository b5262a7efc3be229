/* What of people is sealed. */
#include "registry.h"

#define PERSON                                                                 \
    "(SELECT p.id FROM person p WHERE p.rowid = person_version.person)"

const struct sealed_column registry_sealed[] = {
    { "account", "email", "account.email", "id", "rowid" },
    { "person", "phone", "person.phone", "id", "rowid" },
    { "person", "email", "person.email", "id", "rowid" },
    { "person_version", "phone", "person.phone", PERSON, "rowid" },
    { "person_version", "email", "person.email", PERSON, "rowid" },
    { "organisation", "contact", "organisation.contact", "id", "rowid" },
    { NULL, NULL, NULL, NULL, NULL },
};
