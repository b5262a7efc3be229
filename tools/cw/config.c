#include "bus/config.h"

#include "base/hub.h"
#include "cw.h"
#include "db/folder.h"

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

static const char *
uppermost_hub(const char *data, struct arena *arena)
{
    struct str *hubs, found = { 0 };
    size_t count;

    if (folder_list(data, "registry", arena, &hubs, &count))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (found.len == 0 || hub_is_within(found, hubs[i]))
            found = hubs[i];
    return found.len > 0 ? found.data : NULL;
}

/* What the programs do where nothing is said: each follows from the folder. */
static const char *
follow(const char *variable, const char *data, struct arena *arena)
{
    static const struct {
        const char *variable;
        const char *below; /* the data folder */
    } places[] = {
        { "CW_CLIENTS_ENDPOINT", "ipc://%s/run/clients" },
        { "CW_WORKERS_ENDPOINT", "ipc://%s/run/workers" },
        { "CW_KEYS", "%s/keys" },
    };

    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
        if (strcmp(places[i].variable, variable) == 0)
            return arena_printf(arena, places[i].below, data).data;
    if (strcmp(variable, "CW_HOME_HUB") == 0)
        return uppermost_hub(data, arena);
    if (strcmp(variable, "CW_INSTANCE") == 0)
        return "SERVICE-1";
    if (strcmp(variable, "CW_WEB") == 0)
        return cw_program(arena, "../web");
    return NULL;
}

static const char *
in_force(const struct setting *setting, const struct options *options,
        struct arena *arena)
{
    const char *text = config_text(setting->variable);

    return text ? text : follow(setting->variable, options->data, arena);
}

struct check {
    const struct options *options;
    bool are_lost;
};

static void
tell_fault(void *context, const struct setting_fault *fault)
{
    struct check *check = context;
    const struct options *options = check->options;
    const char *nearest = fault->nearest;

    if (fault->entry)
        cw_fail(options->command,
                "%s/commonweal.cfg, line %d: there is no setting %s%s%s%s",
                options->data, fault->line, fault->entry,
                nearest ? "; is " : "", nearest ? nearest : "",
                nearest ? " meant?" : "");
    else
        cw_fail(options->command,
                "%s/commonweal.cfg, line %d cannot be read, and so nothing of "
                "the file is in force: a line is NAME, or NAME = VALUE, four "
                "spaces further in for each level",
                options->data, fault->line);
    check->are_lost = check->are_lost || !fault->entry;
}

int
cw_check_settings(const struct options *options, bool *are_lost)
{
    struct check check = { .options = options };
    const int faults = config_check(options->data, tell_fault, &check);

    *are_lost = check.are_lost;
    return faults;
}

int
cw_config(const struct options *options, const struct arguments *arguments)
{
    int names = 0, entries = 0, values = 0;
    struct arena arena = { 0 };
    bool are_lost;

    (void)arguments;
    config_load(options->data);
    for (const struct setting *s = config_settings; s->variable; s++) {
        names = longer(names, s->variable);
        entries = longer(entries, s->entry);
        values = longer(values, in_force(s, options, &arena));
    }
    for (const struct setting *s = config_settings; s->variable; s++)
        printf("%-*s  %-*s  %-*s  %-14s  %s\n", names, s->variable, entries,
                or_dash(s->entry), values,
                or_dash(in_force(s, options, &arena)), config_origin(s),
                s->doc);
    arena_release(&arena);
    fflush(stdout);
    return cw_check_settings(options, &are_lost) ? EXIT_FAILURE : EXIT_SUCCESS;
}
