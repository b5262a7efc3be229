/*
 * What a fuzz target is: it takes any bytes and must neither crash nor leak.
 * clang's libFuzzer calls it, or replay.c with the files of corpus/<target>.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, as a finding, unless it is true. */
void must(bool is_true, const char *what);

static inline struct str
fuzz_input(const uint8_t *data, size_t size)
{
    return (struct str){ (const char *)data, size };
}

#endif
