/* Invented figures, to show what a template would look like. Pure. */
#ifndef NOTIFICATION_SAMPLE_H
#define NOTIFICATION_SAMPLE_H

#include "base/arena.h"
#include "wire/schema.h"

/* A record of the schema with every field set; lists stay empty. */
void *sample_record(const struct schema *schema, int64_t now,
        struct arena *arena);

#endif
