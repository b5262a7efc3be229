#include "cw.h"

#include "help.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int
cw_fail(const char *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "cw %s: ", command);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return EXIT_FAILURE;
}

static const char *
setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value && *value ? value : otherwise;
}

/* As --name of shared_options, or the environment, or otherwise. */
static const char *
shared(const struct arguments *arguments, int index, const char *name,
        const char *otherwise)
{
    const char *given = arguments->shared[index];

    return given ? given : setting(name, otherwise);
}

enum { SHARED_DATA, SHARED_ENDPOINT, SHARED_TOKEN };

static void
read_options(struct options *options, const struct arguments *arguments,
        struct arena *arena)
{
    char *path;

    options->command = arguments->command->name;
    options->data = shared(arguments, SHARED_DATA, "CW_DATA", "data");
    path = realpath(options->data, NULL);
    if (path)
        options->data = arena_printf(arena, "%s", path).data;
    free(path);
    setenv("CW_DATA", options->data, 1);
    options->clients =
            shared(arguments, SHARED_ENDPOINT, "CW_CLIENTS_ENDPOINT", NULL);
    if (!options->clients)
        options->clients =
                arena_printf(arena, "ipc://%s/run/clients", options->data).data;
    options->token = shared(arguments, SHARED_TOKEN, "CW_TOKEN", NULL);
}

static int
refuse(const struct arguments *arguments)
{
    const char *name =
            arguments->command ? arguments->command->name : arguments->group;

    fprintf(stderr, "cw%s%s: %s\n", name ? " " : "", name ? name : "",
            arguments->fault);
    return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
    struct arguments arguments;
    struct options options;
    struct arena arena = { 0 };
    int status;

    arguments_read(&arguments, argc - 1, argv + 1);
    if (arguments.wants_help) {
        help_print(&arguments);
        return EXIT_SUCCESS;
    }
    if (arguments.fault[0])
        return refuse(&arguments);
    if (sodium_init() < 0)
        return EXIT_FAILURE;
    read_options(&options, &arguments, &arena);
    status = arguments.command->run(&options, &arguments);
    arena_release(&arena);
    return status;
}
