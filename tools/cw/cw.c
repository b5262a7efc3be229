#include "cw.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct command {
    const char *name;
    command_run *run;
    const char *usage;
    const char *summary;
} commands[] = {
    { "init", cw_init,
            "HUB --admin ACCOUNT [--name NAME] [--division CODE] [--kind KIND]",
            "make an empty hub and its first administrator" },
    { "hub", cw_hub, "add HUB [--name NAME] [--division CODE] [--kind KIND]",
            "make the stores of a further hub on this machine" },
    { "hub", cw_hub,
            "invite HUB --at tcp://HOST:PORT [--hours N] | enrol CODE | links "
            "| rotate | revoke HUB --reason TEXT",
            "join hubs on several machines into a tree" },
    { "up", cw_up, "", "run the gateway and the four services" },
    { "status", cw_status, "[--once]",
            "who serves what, what waits, what needs a person" },
    { "call", cw_call, "OPERATION --hub HUB [--key KEY] [JSON]",
            "ask one operation; the JSON may come on standard input" },
    { "tail", cw_tail, "SERVICE --hub HUB [--after SEQ] [--once]",
            "follow a service's log" },
    { "events", cw_events,
            "dead SERVICE --hub HUB | retry|skip SERVICE LETTER --hub HUB "
            "--reason TEXT",
            "look at dead letters and settle them" },
    { "audit", cw_audit, "[--hub HUB]",
            "derive every balance again and check every chain" },
    { "verify", cw_verify, "[--hub HUB]", "check every log's hash chain" },
    { "backup", cw_backup, "DIR", "back up every store, while it serves" },
    { "restore", cw_restore, "DIR", "put a backup in place of the stores" },
    { "config", cw_config, "", "the settings in force and their origin" },
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(*commands) };

static int
help(FILE *out)
{
    fprintf(out, "cw: run and look after a Commonweal hub\n\n"
                 "usage: cw [--data DIR] [--endpoint ZMQ] [--token TOKEN] "
                 "COMMAND ...\n\n");
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  cw %s%s%s\n              %s\n", commands[i].name,
                *commands[i].usage ? " " : "", commands[i].usage,
                commands[i].summary);
    fprintf(out,
            "\nKIND            live (the default), sample or test\n"
            "--data DIR      the folder of all stores (CW_DATA; ./data)\n"
            "--endpoint ZMQ  where the gateway listens (CW_CLIENTS_ENDPOINT; "
            "ipc://DIR/run/clients)\n"
            "--token TOKEN   whose rights cw call has (CW_TOKEN; else "
            "the public's)\n\n"
            "docs/operations.md explains each with an example.\n");
    return out == stdout ? EXIT_SUCCESS : EXIT_FAILURE;
}

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

static void
take_value(int *argc, char **argv, int at, int count)
{
    for (int i = at; i + count <= *argc; i++)
        argv[i] = argv[i + count];
    *argc -= count;
}

const char *
cw_take_option(int *argc, char **argv, const char *name)
{
    for (int i = 0; i + 1 < *argc; i++) {
        const char *value = argv[i + 1];

        if (strcmp(argv[i], name) != 0)
            continue;
        take_value(argc, argv, i, 2);
        return value;
    }
    return NULL;
}

bool
cw_take_flag(int *argc, char **argv, const char *name)
{
    for (int i = 0; i < *argc; i++) {
        if (strcmp(argv[i], name) != 0)
            continue;
        take_value(argc, argv, i, 1);
        return true;
    }
    return false;
}

static void
read_options(struct options *options, struct arena *arena, int *argc,
        char **argv)
{
    const char *data = cw_take_option(argc, argv, "--data");
    const char *endpoint = cw_take_option(argc, argv, "--endpoint");
    const char *token = cw_take_option(argc, argv, "--token");
    char *path;

    options->data = data ? data : setting("CW_DATA", "data");
    path = realpath(options->data, NULL);
    if (path)
        options->data = arena_printf(arena, "%s", path).data;
    free(path);
    setenv("CW_DATA", options->data, 1);
    if (!endpoint)
        endpoint = setting("CW_CLIENTS_ENDPOINT", NULL);
    if (!endpoint)
        endpoint =
                arena_printf(arena, "ipc://%s/run/clients", options->data).data;
    options->clients = endpoint;
    options->token = token ? token : setting("CW_TOKEN", NULL);
}

int
main(int argc, char **argv)
{
    struct options options;
    struct arena arena = { 0 };
    int status = -1;

    if (sodium_init() < 0)
        return EXIT_FAILURE;
    argc--, argv++;
    read_options(&options, &arena, &argc, argv);
    if (argc == 0 || strcmp(argv[0], "--help") == 0 ||
            strcmp(argv[0], "help") == 0)
        status = help(argc ? stdout : stderr);
    options.command = argv[0];
    for (int i = 0; i < COMMAND_COUNT && status < 0; i++)
        if (strcmp(argv[0], commands[i].name) == 0)
            status = commands[i].run(&options, argc - 1, argv + 1);
    if (status < 0)
        status = cw_fail(argv[0], "no such command; see cw --help");
    arena_release(&arena);
    return status;
}
