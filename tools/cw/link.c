#include "cw.h"

#include "base/clock.h"
#include "bus/addresses.h"
#include "fundraising_messages.h"
#include "gateway_messages.h"
#include "grants_messages.h"
#include "notification_messages.h"
#include "registry_messages.h"
#include "wire/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    BUDGET_MS = 30000,
    CONNECT_MS = 1500, /* whoever serves has taken a connection by then */
    RETRY_MS = 50,
    PAGE = 500,
};

static const struct operation *const tables[] = { registry_operations,
    grants_operations, fundraising_operations, notification_operations,
    gateway_operations };

static bool
is_named(const struct operation *operation, struct str name)
{
    size_t len = strlen(operation->service);

    return name.len > len + 1 && name.data[len] == '.' &&
           memcmp(name.data, operation->service, len) == 0 &&
           str_equal(str_from(operation->name),
                   (struct str){ name.data + len + 1, name.len - len - 1 });
}

const struct operation *
cw_find_operation(struct str name)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
        for (const struct operation *o = tables[i]; o->name; o++)
            if (is_named(o, name))
                return o;
    return NULL;
}

static int
open_link(struct cw_link *link, const struct options *options,
        const char *endpoint)
{
    char room[ENDPOINT_SIZE];

    link->options = options;
    link->budget_ms = BUDGET_MS;
    link->is_quiet = link->is_lost = false;
    snprintf(link->endpoint, sizeof(link->endpoint), "%s",
            addresses_first(endpoint, room));
    /* Over TCP a gateway may have to read a new key first. */
    link->connect_ms =
            strncmp(link->endpoint, "ipc:", 4) == 0 ? CONNECT_MS : BUDGET_MS;
    if (client_open(&link->client, link->endpoint))
        return cw_fail(options->command, "cannot reach %s: is cw up running?",
                endpoint);
    return EXIT_SUCCESS;
}

int
cw_open(struct cw_link *link, const struct options *options)
{
    link->is_trusted = false;
    return open_link(link, options, options->clients);
}

int
cw_open_trusted(struct cw_link *link, const struct options *options)
{
    const char *endpoint = getenv("CW_WORKERS_ENDPOINT");
    char path[512];

    snprintf(path, sizeof(path), "ipc://%s/run/workers", options->data);
    link->is_trusted = true;
    return open_link(link, options, endpoint ? endpoint : path);
}

void
cw_close(struct cw_link *link)
{
    client_close(&link->client);
}

static struct request_header
header_for(const struct cw_link *link, const struct operation *operation,
        const char *hub, const char *key, struct arena *arena)
{
    const char *token = link->options->token;

    return (struct request_header){
        .id = uuid_new(clock_now()),
        .op = arena_printf(arena, "%s.%s", operation->service, operation->name),
        .has_hub = hub != NULL,
        .hub = hub ? str_from(hub) : STR(""),
        .has_budget_ms = true,
        .budget_ms = link->budget_ms,
        .has_key = key != NULL,
        .key = key ? str_from(key) : STR(""),
        .has_actor = link->is_trusted,
        .actor = { .has_service = true, .service = STR("cw") },
        .has_token = token != NULL && !link->is_trusted,
        .token = token ? str_from(token) : STR(""),
    };
}

static void
tell_wait(const struct cw_link *link)
{
    if (link->connect_ms > CONNECT_MS && !link->is_quiet)
        cw_fail(link->options->command,
                "no gateway answers at %s yet, waiting %d s", link->endpoint,
                (int)(link->connect_ms / SECOND_MS));
}

/* A connection takes a moment: until then there is nobody to send to. */
static enum status
send_soon(struct cw_link *link, const struct request_header *header,
        struct str payload)
{
    const int64_t began = clock_monotonic();
    enum status status = STATUS_UNAVAILABLE;
    int64_t waited = 0;

    if (link->is_lost)
        return status;
    while ((status = client_send(&link->client, header, payload)) &&
            waited < link->connect_ms) {
        if (waited < CONNECT_MS && clock_monotonic() - began >= CONNECT_MS)
            tell_wait(link);
        waited = clock_monotonic() - began;
        zmq_poll(NULL, 0, RETRY_MS);
    }
    if (status && !link->is_quiet)
        cw_fail(link->options->command,
                "no gateway answers at %s: is cw up running?", link->endpoint);
    link->is_lost = status != STATUS_OK;
    return status;
}

static enum status
fail_to_hear(const struct cw_link *link, const struct request_header *header)
{
    if (link->is_quiet)
        return STATUS_TOO_LATE;
    cw_fail(link->options->command,
            "no answer to " STR_FMT "%s" STR_FMT
            " in %d s; cw status shows who is silent",
            STR_ARG(header->op), header->has_hub ? " of " : "",
            STR_ARG(header->hub), (int)(link->budget_ms / SECOND_MS));
    return STATUS_TOO_LATE;
}

enum status
cw_ask(struct cw_link *link, const struct operation *operation, const char *hub,
        const char *key, struct str payload, struct arena *arena,
        struct cw_reply *out)
{
    struct request_header header = header_for(link, operation, hub, key, arena);
    int64_t until = clock_monotonic() + link->budget_ms;
    enum status status = send_soon(link, &header, payload);

    while (!status) {
        zmq_pollitem_t item = { client_socket(&link->client), 0, ZMQ_POLLIN,
            0 };
        struct client_reply reply;
        int64_t left = until - clock_monotonic();

        if (left <= 0 || zmq_poll(&item, 1, left) < 0)
            return fail_to_hear(link, &header);
        if (client_receive(&link->client, &reply) || !reply.is_final ||
                !uuid_equal(reply.header.id, header.id))
            continue;
        *out = (struct cw_reply){
            .status = (int)reply.header.status,
            .operation = operation,
            .payload = arena_copy(arena, reply.payload.data, reply.payload.len),
        };
        return STATUS_OK;
    }
    return status;
}

/* As the command line calls it. */
static struct str
option_of(struct str field)
{
    static const char *const options[][2] = { { "header.key", "--key" },
        { "header.hub", "--hub" }, { "header.token", "--token" } };

    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
        if (str_equal(field, str_from(options[i][0])))
            return str_from(options[i][1]);
    return field;
}

static int
print_problem(const char *command, const struct cw_reply *reply,
        struct arena *arena)
{
    struct problem_reply problem = { 0 };

    if (envelope_read_problem(reply->payload, arena, &problem))
        return cw_fail(command, "status %d", reply->status);
    cw_fail(command, "%d " STR_FMT " (" STR_FMT ")", reply->status,
            STR_ARG(problem.title), STR_ARG(problem.type));
    if (problem.has_detail)
        fprintf(stderr, "  " STR_FMT "\n", STR_ARG(problem.detail));
    if (problem.has_field)
        fprintf(stderr, "  field: " STR_FMT "\n",
                STR_ARG(option_of(problem.field)));
    if (problem.has_expected)
        fprintf(stderr, "  expected: " STR_FMT "\n", STR_ARG(problem.expected));
    return EXIT_FAILURE;
}

const void *
cw_decode(const char *command, const struct cw_reply *reply,
        struct arena *arena)
{
    const struct schema *schema = reply->operation->reply;
    void *record = arena_alloc(arena, schema->size + 1);
    struct decode_error error;

    if (reply->status >= 400) {
        print_problem(command, reply, arena);
        return NULL;
    }
    if (codec_decode(schema, reply->payload, arena, record, NULL, &error)) {
        cw_fail(command, "the answer is not what the schema says");
        return NULL;
    }
    return record;
}

int
cw_print(const char *command, const struct cw_reply *reply, struct arena *arena)
{
    const void *record = cw_decode(command, reply, arena);
    struct buffer text = { 0 };

    if (!record)
        return EXIT_FAILURE;
    json_encode(reply->operation->reply, record, &text);
    printf(STR_FMT "\n", STR_ARG(buffer_str(&text)));
    buffer_release(&text);
    return EXIT_SUCCESS;
}

static int
compare_shards(const void *a, const void *b)
{
    const struct cw_shard *one = a, *other = b;
    int order = strcmp(one->hub, other->hub);

    return order ? order : strcmp(one->service, other->service);
}

static struct cw_shard
shard_of(const struct shard_state *state, struct arena *arena)
{
    return (struct cw_shard){
        arena_printf(arena, STR_FMT, STR_ARG(state->service)).data,
        arena_printf(arena, STR_FMT, STR_ARG(state->hub)).data,
    };
}

/* One page of what the gateway knows; its cursor is empty at the end. */
static int
list_page(struct cw_link *link, struct arena *arena, struct str *cursor,
        struct cw_shard **out, size_t *count)
{
    const struct operation *operation =
            cw_find_operation(STR("gateway.list_shards"));
    const struct list_shards_reply *list;
    struct list_shards_request request = { .has_limit = true,
        .limit = PAGE,
        .has_cursor = cursor->len > 0,
        .cursor = *cursor };
    struct cw_shard *all;
    struct cw_reply reply;

    if (cw_ask(link, operation, NULL, NULL,
                codec_encode_in(arena, operation->request, &request), arena,
                &reply))
        return EXIT_FAILURE;
    list = cw_decode(link->options->command, &reply, arena);
    if (!list)
        return EXIT_FAILURE;
    all = arena_alloc(arena, (*count + list->items_count + 1) * sizeof(*all));
    if (*count > 0)
        memcpy(all, *out, *count * sizeof(*all));
    for (size_t i = 0; i < list->items_count; i++)
        if (!list->items[i].has_link && !list->items[i].is_away)
            all[(*count)++] = shard_of(&list->items[i], arena);
    *out = all;
    *cursor = list->has_next_cursor ? list->next_cursor : STR("");
    return EXIT_SUCCESS;
}

int
cw_list_shards(struct cw_link *link, struct arena *arena, struct cw_shard **out,
        size_t *count)
{
    struct str cursor = STR("");
    int status;

    *count = 0;
    do
        status = list_page(link, arena, &cursor, out, count);
    while (status == EXIT_SUCCESS && cursor.len > 0);
    if (status == EXIT_SUCCESS)
        qsort(*out, *count, sizeof(**out), compare_shards);
    return status;
}

bool
cw_is_elsewhere(struct cw_link *link, const char *hub)
{
    const struct operation *operation =
            cw_find_operation(STR("gateway.list_shards"));
    const struct list_shards_request request = { .has_of_hub = true,
        .of_hub = str_from(hub) };
    const struct list_shards_reply *list = NULL;
    struct arena arena = { 0 };
    struct cw_reply reply;
    bool is_elsewhere = false;

    if (!cw_ask(link, operation, NULL, NULL,
                codec_encode_in(&arena, operation->request, &request), &arena,
                &reply))
        list = cw_decode(link->options->command, &reply, &arena);
    if (list && list->items_count > 0 && list->items[0].has_link) {
        is_elsewhere = true;
        cw_fail(link->options->command,
                "%s runs behind a link, on a machine of its own: run it there",
                hub);
    }
    arena_release(&arena);
    return is_elsewhere;
}

bool
cw_has_shard(const struct cw_shard *shards, size_t count, const char *service,
        const char *hub)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(shards[i].service, service) == 0 &&
                strcmp(shards[i].hub, hub) == 0)
            return true;
    return false;
}
