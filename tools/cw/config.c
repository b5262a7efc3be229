#include "bus/config.h"

#include "cw.h"

#include <stdio.h>
#include <stdlib.h>

static const char *
or_dash(const char *text)
{
    return text ? text : "-";
}

/* The columns are as wide as their longest text. */
static int
longer(int width, const char *text)
{
    int len = (int)strlen(or_dash(text));

    return len > width ? len : width;
}

int
cw_config(const struct options *options, const struct arguments *arguments)
{
    int names = 0, entries = 0, values = 0;

    (void)arguments;
    config_load(options->data);
    setenv("CW_DATA", options->data, 1);
    for (const struct setting *s = config_settings; s->variable; s++) {
        names = longer(names, s->variable);
        entries = longer(entries, s->entry);
        values = longer(values, config_text(s->variable));
    }
    for (const struct setting *s = config_settings; s->variable; s++)
        printf("%-*s  %-*s  %-*s  %-14s  %s\n", names, s->variable, entries,
                or_dash(s->entry), values, or_dash(config_text(s->variable)),
                config_origin(s), s->doc);
    return EXIT_SUCCESS;
}
