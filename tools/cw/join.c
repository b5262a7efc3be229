/*
 * Hubs with gateways of their own, joined into a tree: invited above, looked
 * at, given new keys, cut off. The hub below enrols in enrol.c.
 */
#include "cw.h"

#include "base/clock.h"
#include "bus/config.h"
#include "bus/keys.h"
#include "enrol.h"
#include "gateway_messages.h"
#include "registry_messages.h"
#include "wire/base64url.h"

#include <stdio.h>
#include <stdlib.h>

/* Command, and what is asked of whom; status EXIT_SUCCESS fills *out. */
static const void *
ask(struct cw_link *link, const char *op, const char *hub, const void *request,
        struct arena *arena)
{
    const struct operation *operation = cw_find_operation(str_from(op));
    char key[UUID_TEXT_SIZE];
    struct cw_reply reply;

    uuid_format(uuid_new(clock_now()), key);
    if (cw_ask(link, operation, hub, key,
                codec_encode_in(arena, operation->request, request), arena,
                &reply))
        return NULL;
    return cw_decode("hub", &reply, arena);
}

static struct str
binary(const char *key, struct arena *arena)
{
    uint8_t *bytes = arena_alloc(arena, KEY_SIZE);

    return keys_read_text(key, bytes)
                   ? (struct str){ (const char *)bytes, KEY_SIZE }
                   : STR("");
}

static const char *
text(struct arena *arena, struct str bytes)
{
    return arena_printf(arena, STR_FMT, STR_ARG(bytes)).data;
}

static const char *
home_hub(struct cw_link *link, struct arena *arena)
{
    const struct get_status_request request = { 0 };
    const struct get_status_reply *status =
            ask(link, "gateway.get_status", NULL, &request, arena);

    return status ? text(arena, status->home_hub) : NULL;
}

/* -- above: invite, revoke, list ------------------------------------------ */

/* What a code says: where, to whom, by which key, as whom. */
static void
print_code(const char *endpoint, const char *server_key, const char *secret_key,
        const char *hub, const char *branch)
{
    struct buffer plain = { 0 }, code = { 0 };

    buffer_printf(&plain, "%s\n%s\n%s\n%s\n%s\n", endpoint, server_key,
            secret_key, hub, branch);
    base64url_encode(buffer_str(&plain), &code);
    printf(CODE_PREFIX STR_FMT "\n", STR_ARG(buffer_str(&code)));
    buffer_release(&plain);
    buffer_release(&code);
}

static int
invite(struct cw_link *link, const char *branch, const char *endpoint,
        int64_t hours, struct arena *arena)
{
    char room[KEY_FOLDER_SIZE], until[TIME_TEXT_SIZE];
    const char *hub = home_hub(link, arena);
    const struct invite_hub_reply *invited;
    struct keys own, once;
    struct invite_hub_request request;

    if (!hub || keys_open(keys_folder(room), "link", &own) || keys_make(&once))
        return EXIT_FAILURE;
    request = (struct invite_hub_request){
        .branch = str_from(branch),
        .key = binary(once.public_key, arena),
        .has_valid_hours = hours > 0,
        .valid_hours = hours,
    };
    invited = ask(link, "registry.invite_hub", hub, &request, arena);
    if (!invited)
        return EXIT_FAILURE;
    print_code(endpoint, own.public_key, once.secret_key, hub, branch);
    time_format(invited->until, until);
    fprintf(stderr,
            "valid once, until %s; there: cw hub enrol CODE\n"
            "whoever has it can join as %s: hand it over in person\n",
            until, branch);
    return EXIT_SUCCESS;
}

/* One endpoint for each of our gateways, or a name that leads to all. */
static bool
are_endpoints(const char *list)
{
    while (strncmp(list, "tcp://", 6) == 0) {
        list += strcspn(list, ",");
        if (*list++ == '\0')
            return true;
    }
    return false;
}

static int
run_invite(struct cw_link *link, const struct arguments *arguments,
        struct arena *arena)
{
    const char *endpoint = argument(arguments, "--at");
    const char *text = argument(arguments, "--hours");
    int64_t hours = 0;

    if (text && !argument_number(arguments, "N", text, 1, &hours))
        return EXIT_USAGE;
    if (!config_text("CW_LINKS_ENDPOINT"))
        return cw_fail("hub invite", "nothing listens for links here: set "
                                     "endpoints/links (CW_LINKS_ENDPOINT), "
                                     "start cw up again, then invite");
    if (are_endpoints(endpoint))
        return invite(link, arguments->words[0], endpoint, hours, arena);
    cw_fail("hub invite", "--at is tcp://HOST:PORT, where its gateway reaches "
                          "ours");
    return EXIT_USAGE;
}

static int
run_revoke(struct cw_link *link, const struct arguments *arguments,
        struct arena *arena)
{
    const char *branch = arguments->words[0];
    struct revoke_link_request request = {
        .branch = str_from(branch),
        .reason = str_from(argument(arguments, "--reason")),
    };
    const char *hub;

    hub = home_hub(link, arena);
    if (!hub || !ask(link, "registry.revoke_link", hub, &request, arena))
        return EXIT_FAILURE;
    printf("%s is cut off\n", branch);
    return EXIT_SUCCESS;
}

static void
print_neighbour(const char *where, const struct neighbour *neighbour)
{
    char seen[TIME_TEXT_SIZE] = "-";

    if (neighbour->has_seen_at)
        time_format(neighbour->seen_at, seen);
    printf("%-7s %-32.*s %-8s %4zu  %s\n", where, STR_ARG(neighbour->hub),
            neighbour->is_up ? "up" : "OFFLINE", neighbour->hubs_count, seen);
}

static int
run_links(struct cw_link *link, const struct arguments *arguments,
        struct arena *arena)
{
    const struct list_neighbours_request request = { 0 };
    const struct list_neighbours_reply *list;

    (void)arguments;
    list = ask(link, "gateway.list_neighbours", NULL, &request, arena);
    if (!list)
        return EXIT_FAILURE;
    printf("%-7s %-32s %-8s %4s  %s\n", "", "hub", "state", "hubs",
            "last seen");
    if (list->has_parent)
        print_neighbour("above", &list->parent);
    for (size_t i = 0; i < list->items_count; i++)
        print_neighbour("below", &list->items[i]);
    return EXIT_SUCCESS;
}

/* -- below: rotate -------------------------------------------------------- */

/* The hub above, as its gateway's neighbour says. */
static const char *
parent_hub(struct cw_link *link, struct arena *arena)
{
    const struct list_neighbours_request request = { 0 };
    const struct list_neighbours_reply *list =
            ask(link, "gateway.list_neighbours", NULL, &request, arena);

    if (list && list->has_parent)
        return text(arena, list->parent.hub);
    cw_fail("hub", "this hub is not part of another; see cw hub enrol");
    return NULL;
}

static int
run_rotate(struct cw_link *link, const struct arguments *arguments,
        struct arena *arena)
{
    char room[KEY_FOLDER_SIZE];
    const char *hub = parent_hub(link, arena);
    struct replace_link_key_request request;
    struct keys next;

    (void)arguments;
    if (!hub || keys_make(&next))
        return EXIT_FAILURE;
    request.key = binary(next.public_key, arena);
    if (!ask(link, "registry.replace_link_key", hub, &request, arena))
        return EXIT_FAILURE;
    if (keys_replace(keys_folder(room), "link", &next))
        return cw_fail("hub", "cannot write the new key to %s", room);
    printf("the link has a new key; the one before ends within a day\n");
    return EXIT_SUCCESS;
}

/* -- which ---------------------------------------------------------------- */

static const struct verb {
    const char *name;
    int (*run)(struct cw_link *link, const struct arguments *arguments,
            struct arena *arena);
} verbs[] = {
    { "invite", run_invite },
    { "revoke", run_revoke },
    { "links", run_links },
    { "rotate", run_rotate },
};

int
cw_join(const struct options *options, const struct arguments *arguments)
{
    const char *verb = arguments->command->name + strlen("hub ");
    struct arena arena = { 0 };
    struct cw_link link;
    int status = -1;

    config_load(options->data);
    if (strcmp(verb, "enrol") == 0)
        return enrol_by_code(options, arguments->words[0]);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
        if (strcmp(verb, verbs[i].name) != 0)
            continue;
        if (cw_open_trusted(&link, options) != EXIT_SUCCESS)
            return EXIT_FAILURE;
        status = verbs[i].run(&link, arguments, &arena);
        cw_close(&link);
    }
    arena_release(&arena);
    return status;
}
