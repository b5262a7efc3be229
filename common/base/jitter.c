#include "base/jitter.h"

#include <sodium.h>
#include <stdlib.h>

int64_t
jitter(int64_t limit)
{
    if (sodium_init() < 0)
        abort();
    return randombytes_uniform((uint32_t)limit);
}
