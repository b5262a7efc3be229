#include "operations.h"

#include <string.h>

/* The services' headers do not meet in one file: their structs may clash. */
extern const struct operation registry_operations[];
extern const struct operation grants_operations[];
extern const struct operation fundraising_operations[];
extern const struct operation notification_operations[];
extern const struct operation gateway_operations[];

const struct operation *const operation_tables[] = {
    registry_operations,
    grants_operations,
    fundraising_operations,
    notification_operations,
    gateway_operations,
    NULL,
};

/* The table of the service that name begins with; *rest is after the dot. */
static const struct operation *
table_of(struct str name, struct str *rest)
{
    const char *dot = name.len > 0 ? memchr(name.data, '.', name.len) : NULL;
    size_t len = dot ? (size_t)(dot - name.data) : name.len;

    for (size_t i = 0; operation_tables[i]; i++) {
        struct str service = str_from(operation_tables[i]->service);

        if (!str_equal(service, (struct str){ name.data, len }))
            continue;
        len += dot ? 1 : 0;
        *rest = (struct str){ name.data + len, name.len - len };
        return operation_tables[i];
    }
    return NULL;
}

const struct operation *
operation_find(struct str name)
{
    struct str rest = { 0 };
    const struct operation *operation = table_of(name, &rest);

    for (; operation && operation->name; operation++)
        if (strncmp(operation->name, rest.data, rest.len) == 0 &&
                operation->name[rest.len] == '\0')
            return operation;
    return NULL;
}

const char *
operation_service(struct str name)
{
    struct str rest = { 0 };
    const struct operation *table = table_of(name, &rest);

    return table && rest.len == 0 ? table->service : NULL;
}
