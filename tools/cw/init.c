#include "cw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* What a new store is told; registry alone keeps names and accounts. */
struct founding {
    const char *hub;
    const char *kind;
    const char *name;
    const char *division;
    const char *admin;
};

static void
add_option(char **argv, size_t *count, const char *option, const char *value)
{
    if (!value)
        return;
    argv[(*count)++] = (char *)option;
    argv[(*count)++] = (char *)value;
}

/* "<service> create HUB KIND [--name NAME] …" */
static int
create_store(struct arena *arena, const char *service,
        const struct founding *founding)
{
    char *argv[11] = {
        (char *)cw_program(arena, service),
        "create",
        (char *)founding->hub,
        (char *)founding->kind,
    };
    size_t count = 4;

    if (strcmp(service, "registry") == 0) {
        add_option(argv, &count, "--name", founding->name);
        add_option(argv, &count, "--division", founding->division);
        add_option(argv, &count, "--admin", founding->admin);
    }
    return cw_run(argv);
}

/*
 * Registry comes last: a hub that it knows is whole. What fails before can be
 * repeated, and completes what was made.
 */
static int
create_stores(const struct options *options, const char *command,
        const struct founding *founding)
{
    struct arena arena = { 0 };
    int status = EXIT_SUCCESS;

    mkdir(options->data, 0700);
    setenv("CW_DATA", options->data, 1);
    for (int i = SERVICE_COUNT; i-- > 0 && status == EXIT_SUCCESS;)
        if (create_store(&arena, cw_services[i], founding))
            status = cw_fail(command, "%s did not make its store of %s",
                    cw_services[i], founding->hub);
    arena_release(&arena);
    return status;
}

static struct founding
founding_of(const struct arguments *arguments)
{
    const char *kind = argument(arguments, "--kind");

    return (struct founding){
        .hub = arguments->words[0],
        .kind = kind ? kind : "live",
        .name = argument(arguments, "--name"),
        .division = argument(arguments, "--division"),
        .admin = argument(arguments, "--admin"),
    };
}

int
cw_init(const struct options *options, const struct arguments *arguments)
{
    const struct founding founding = founding_of(arguments);

    return create_stores(options, "init", &founding);
}

/* Is the store of "longgang" here, for "longgang.bantian"? */
static bool
has_store_above(const struct options *options, const char *hub, const char *dot)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s/registry/%.*s/current", options->data,
            (int)(dot - hub), hub);
    return !access(path, F_OK);
}

int
cw_hub_add(const struct options *options, const struct arguments *arguments)
{
    const struct founding founding = founding_of(arguments);
    const char *dot = strrchr(founding.hub, '.');

    if (!dot)
        return cw_fail("hub add",
                "there is no hub above %s: cw init makes it, in a data folder "
                "of its own",
                founding.hub);
    if (!has_store_above(options, founding.hub, dot))
        return cw_fail("hub add", "the hub above %s has no store in %s",
                founding.hub, options->data);
    if (create_stores(options, "hub add", &founding) != EXIT_SUCCESS)
        return EXIT_FAILURE;
    printf("%s is served from now on, if cw up runs\n", founding.hub);
    return EXIT_SUCCESS;
}
