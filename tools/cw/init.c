#include "cw.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>

/* "<service> create HUB KIND [--admin NAME]", registry alone has accounts. */
static int
create_store(struct arena *arena, const char *service, const char *hub,
        const char *kind, const char *admin)
{
    bool has_admin = admin && strcmp(service, "registry") == 0;
    char *argv[] = {
        (char *)cw_program(arena, service),
        "create",
        (char *)hub,
        (char *)kind,
        has_admin ? "--admin" : NULL,
        (char *)admin,
        NULL,
    };

    return cw_run(argv);
}

static int
create_stores(const struct options *options, const char *command,
        const char *hub, const char *kind, const char *admin)
{
    struct arena arena = { 0 };
    int status = EXIT_SUCCESS;

    mkdir(options->data, 0700);
    setenv("CW_DATA", options->data, 1);
    for (int i = 0; i < SERVICE_COUNT && status == EXIT_SUCCESS; i++)
        if (create_store(&arena, cw_services[i], hub, kind, admin))
            status = cw_fail(command, "%s did not make its store of %s",
                    cw_services[i], hub);
    arena_release(&arena);
    return status;
}

int
cw_init(const struct options *options, int argc, char **argv)
{
    const char *admin = cw_take_option(&argc, argv, "--admin");
    const char *kind = cw_take_option(&argc, argv, "--kind");

    if (argc != 1 || !admin)
        return cw_fail("init", "usage: cw init HUB --admin NAME "
                               "[--kind live|sample|test]");
    return create_stores(options, "init", argv[0], kind ? kind : "live", admin);
}

int
cw_hub(const struct options *options, int argc, char **argv)
{
    const char *kind = cw_take_option(&argc, argv, "--kind");

    if (argc != 2 || strcmp(argv[0], "add") != 0)
        return cw_fail("hub", "usage: cw hub add HUB [--kind ...]");
    return create_stores(options, "hub", argv[1], kind ? kind : "live", NULL);
}
