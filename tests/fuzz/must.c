#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void
must(bool is_true, const char *what)
{
    if (is_true)
        return;
    fprintf(stderr, "not so: %s\n", what);
    abort();
}
