#include "bus/config.h"

#include "cw.h"

#include <stdio.h>
#include <stdlib.h>

int
cw_config(const struct options *options, int argc, char **argv)
{
    (void)argv;
    if (argc > 0)
        return cw_fail("config", "usage: cw config");
    config_load(options->data);
    setenv("CW_DATA", options->data, 1);
    for (const struct setting *s = config_settings; s->variable; s++) {
        const char *value = config_text(s->variable);

        printf("%-22s %-28s %-15s %s\n", s->variable, value ? value : "-",
                config_origin(s), s->doc);
    }
    return EXIT_SUCCESS;
}
