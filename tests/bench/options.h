/* name=value arguments of the programs here. */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdlib.h>
#include <string.h>

/* NULL if it is not among argv. */
static inline const char *
option_text(char **argv, const char *name)
{
    const size_t len = strlen(name);

    for (; *argv; argv++)
        if (strncmp(*argv, name, len) == 0 && (*argv)[len] == '=')
            return *argv + len + 1;
    return NULL;
}

static inline double
option_number(char **argv, const char *name, double otherwise)
{
    const char *text = option_text(argv, name);

    return text ? atof(text) : otherwise;
}

#endif
