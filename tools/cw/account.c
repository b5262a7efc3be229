/* cw account reset: a way back in for who lost token and password. */
#include "cw.h"

#include "base/clock.h"
#include "registry_messages.h"

#include <stdio.h>
#include <stdlib.h>

static int
reset(struct cw_link *link, const char *hub,
        const struct reset_account_request *request, struct arena *arena)
{
    const struct operation *operation =
            cw_find_operation(STR("registry.reset_account"));
    const struct reset_account_reply *done = NULL;
    char until[TIME_TEXT_SIZE];
    struct cw_reply reply;

    if (!cw_ask(link, operation, hub, NULL,
                codec_encode_in(arena, operation->request, request), arena,
                &reply))
        done = cw_decode(link->options->command, &reply, arena);
    if (!done)
        return EXIT_FAILURE;
    time_format(done->expires_at, until);
    printf(STR_FMT "\n", STR_ARG(done->token));
    fprintf(stderr,
            "valid once, until %s: paste it at /console/join, where a new "
            "password is set\n"
            "the password before is forgotten, and every session has ended\n",
            until);
    return EXIT_SUCCESS;
}

int
cw_account(const struct options *options, const struct arguments *arguments)
{
    const struct reset_account_request request = {
        .account = str_from(arguments->words[0]),
        .reason = str_from(argument(arguments, "--reason")),
    };
    struct arena arena = { 0 };
    struct cw_link link;
    int status = cw_open_trusted(&link, options);

    if (status == EXIT_SUCCESS)
        status = reset(&link, argument(arguments, "--hub"), &request, &arena);
    cw_close(&link);
    arena_release(&arena);
    return status;
}
