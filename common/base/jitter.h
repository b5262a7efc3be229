/*
 * Chance in waiting, so that many who lost the same thing do not come back in
 * the same moment: of each process its own, which random() is not.
 */
#ifndef BASE_JITTER_H
#define BASE_JITTER_H

#include <stdint.h>

/* From zero to below `limit`, which is above zero and fits 31 bits. */
int64_t jitter(int64_t limit);

#endif
