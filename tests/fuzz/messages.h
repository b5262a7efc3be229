/* Schemas of every shape, for targets that decode. */
#ifndef FUZZ_MESSAGES_H
#define FUZZ_MESSAGES_H

#include "base/arena.h"
#include "wire/schema.h"

extern const struct schema *const fuzz_schemas[];
extern const size_t fuzz_schema_count;

/* Both forms of the record say the same, and are read as what they were. */
void must_go_both_ways(const struct schema *schema, const void *record,
        struct arena *arena);

#endif
