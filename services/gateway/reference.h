/* The documents about the API: OpenAPI, and the reference in two languages. */
#ifndef GATEWAY_REFERENCE_H
#define GATEWAY_REFERENCE_H

#include "response.h"

struct reference {
    struct arena arena;
    struct document openapi;
    struct document chinese;
    struct document english;
    struct document style;
    struct document unbuilt;
};

void reference_init(struct reference *reference);
void reference_release(struct reference *reference);

#endif
