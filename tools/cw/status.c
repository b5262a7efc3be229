#include "cw.h"

#include "gateway_messages.h"
#include "wire/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { REFRESH_S = 1 };

static void
print_shard(const struct shard_state *s)
{
    const char *state = s->is_disputed ? "DISPUTED"
                        : s->has_owner ? s->has_link ? "linked" : "served"
                        : s->has_link  ? "OFFLINE"
                                       : "NO OWNER";

    printf("%-26.*s %-13.*s %-9s %-20.*s %5" PRId64 " %7" PRId64 " %7" PRId64
           " %6" PRId64 "\n",
            STR_ARG(s->hub), STR_ARG(s->service), state, STR_ARG(s->instance),
            s->term, s->queued, s->in_flight, s->parked);
}

static int
print_table(struct cw_link *link)
{
    const struct operation *operation =
            cw_find_operation(STR("gateway.list_shards"));
    struct list_shards_request request = { .has_limit = true, .limit = 500 };
    const struct list_shards_reply *list = NULL;
    struct arena arena = { 0 };
    struct cw_reply reply;

    if (cw_ask(link, operation, NULL, NULL,
                codec_encode_in(&arena, operation->request, &request), &arena,
                &reply))
        cw_fail("status", "no answer: is cw up running?");
    else
        list = cw_decode("status", &reply, &arena);
    if (list)
        printf("%-26s %-13s %-9s %-20s %5s %7s %7s %6s\n", "hub", "service",
                "state", "instance", "term", "queued", "running", "parked");
    for (size_t i = 0; list && i < list->items_count; i++)
        print_shard(&list->items[i]);
    fflush(stdout);
    arena_release(&arena);
    return list ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* A table that is drawn anew each second, until Ctrl-C. */
int
cw_status(const struct options *options, int argc, char **argv)
{
    bool is_once =
            cw_take_flag(&argc, argv, "--once") || !isatty(STDOUT_FILENO);
    struct cw_link link;
    int status;

    if (argc > 0)
        return cw_fail("status", "usage: cw status [--once]");
    status = cw_open_trusted(&link, options);
    while (status == EXIT_SUCCESS) {
        if (!is_once)
            printf("\033[H\033[J");
        status = print_table(&link);
        if (is_once)
            break;
        sleep(REFRESH_S);
    }
    cw_close(&link);
    return status;
}
