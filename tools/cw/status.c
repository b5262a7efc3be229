/* cw status: gather what is to be seen, and show it anew every two seconds. */
#include "cw.h"

#include "db/folder.h"
#include "status.h"
#include "wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { REFRESH_S = 2, SHARDS_MAX = 500 };

static const void *
ask(struct cw_link *link, const char *name, const char *hub,
        const void *request, struct arena *arena)
{
    const struct operation *operation = cw_find_operation(str_from(name));
    struct cw_reply reply;

    if (cw_ask(link, operation, hub, NULL,
                codec_encode_in(arena, operation->request, request), arena,
                &reply))
        return NULL;
    return cw_decode(link->options->command, &reply, arena);
}

static int
compare_rows(const void *a, const void *b)
{
    const struct shard_state *one = ((const struct store_row *)a)->shard;
    const struct shard_state *other = ((const struct store_row *)b)->shard;
    const struct str *left = &one->hub, *right = &other->hub;
    size_t shorter;
    int order;

    if (str_equal(*left, *right))
        left = &one->service, right = &other->service;
    shorter = left->len < right->len ? left->len : right->len;
    order = memcmp(left->data, right->data, shorter);
    return order ? order : (left->len > right->len) - (left->len < right->len);
}

static bool
has_store(const struct overview *overview, const char *service, struct str hub)
{
    for (size_t i = 0; i < overview->count; i++)
        if (str_equal(overview->rows[i].shard->hub, hub) &&
                str_equal(overview->rows[i].shard->service, str_from(service)))
            return true;
    return false;
}

static void
add_store(struct overview *overview, const char *service, struct str hub,
        struct arena *arena)
{
    struct store_row *rows =
            arena_alloc(arena, (overview->count + 1) * sizeof(*rows));
    struct shard_state *shard = arena_alloc(arena, sizeof(*shard));

    *shard = (struct shard_state){ .service = str_from(service), .hub = hub };
    if (overview->count > 0)
        memcpy(rows, overview->rows, overview->count * sizeof(*rows));
    rows[overview->count++] = (struct store_row){ .shard = shard };
    overview->rows = rows;
}

/* Of a store that nobody could open the gateway knows nothing. */
static void
add_unopened(const char *data, struct arena *arena, struct overview *overview)
{
    for (int i = 0; i < SERVICE_COUNT; i++) {
        struct str *hubs;
        size_t count;

        if (folder_list(data, cw_services[i], arena, &hubs, &count))
            continue;
        for (size_t j = 0; j < count; j++)
            if (!has_store(overview, cw_services[i], hubs[j]))
                add_store(overview, cw_services[i], hubs[j], arena);
    }
}

static bool
list_stores(struct cw_link *link, struct arena *arena, struct overview *out)
{
    const struct list_shards_request request = { .has_limit = true,
        .limit = SHARDS_MAX };
    const struct list_shards_reply *list =
            ask(link, "gateway.list_shards", NULL, &request, arena);

    if (!list)
        return false;
    out->count = list->items_count;
    out->rows = arena_alloc(arena, (out->count + 1) * sizeof(*out->rows));
    for (size_t i = 0; i < out->count; i++)
        out->rows[i] = (struct store_row){ .shard = &list->items[i] };
    add_unopened(link->options->data, arena, out);
    qsort(out->rows, out->count, sizeof(*out->rows), compare_rows);
    return true;
}

static void
take_conditions(const struct overview *overview, struct str service,
        const struct get_condition_reply *reply)
{
    for (size_t i = 0; i < reply->stores_count; i++)
        for (size_t j = 0; j < overview->count; j++) {
            struct store_row *row = &overview->rows[j];

            if (str_equal(row->shard->service, service) &&
                    str_equal(row->shard->hub, reply->stores[i].hub))
                row->condition = &reply->stores[i];
        }
}

static bool
is_of_same_process(const struct store_row *a, const struct store_row *b)
{
    return str_equal(a->shard->service, b->shard->service) &&
           str_equal(a->shard->instance, b->shard->instance);
}

/* What is behind a link has its own operator. */
static bool
is_served_here(const struct shard_state *shard)
{
    return shard->has_owner && !shard->is_disputed && !shard->has_link;
}

/* A process answers for all its stores: the first one asks it. */
static bool
is_asked(const struct overview *overview, size_t index)
{
    const struct store_row *row = &overview->rows[index];

    if (!is_served_here(row->shard))
        return false;
    for (size_t i = 0; i < index; i++)
        if (is_served_here(overview->rows[i].shard) &&
                is_of_same_process(&overview->rows[i], row))
            return false;
    return true;
}

/* One that does not answer leaves its rows without figures. */
static void
ask_owner(struct cw_link *link, const struct overview *overview,
        const struct shard_state *shard, struct arena *arena)
{
    const struct get_condition_request request = { .has_neighbours = true,
        .neighbours = true };
    const char *name = arena_printf(arena, STR_FMT ".get_condition",
            STR_ARG(shard->service))
                               .data;
    const char *hub = arena_printf(arena, STR_FMT, STR_ARG(shard->hub)).data;
    const struct operation *operation = cw_find_operation(str_from(name));
    struct cw_reply reply;
    const struct get_condition_reply *condition = NULL;

    if (operation &&
            !cw_ask(link, operation, hub, NULL,
                    codec_encode_in(arena, operation->request, &request), arena,
                    &reply) &&
            reply.status == 200)
        condition = cw_decode(link->options->command, &reply, arena);
    if (condition)
        take_conditions(overview, shard->service, condition);
}

bool
overview_read(struct cw_link *link, struct arena *arena, struct overview *out)
{
    const struct get_status_request nothing = { 0 };
    const struct get_status_reply *gateway =
            ask(link, "gateway.get_status", NULL, &nothing, arena);

    if (!gateway || !list_stores(link, arena, out))
        return false;
    out->gateway = *gateway;
    for (size_t i = 0; i < out->count; i++) {
        struct store_row *row = &out->rows[i];

        row->is_restored = under_way_has(&out->under_way, row->shard->service,
                row->shard->hub);
        if (is_asked(out, i))
            ask_owner(link, out, row->shard, arena);
    }
    return true;
}

/* In place of what was there, without a flicker. */
static void
redraw(const struct buffer *text)
{
    fputs("\033[H", stdout);
    for (size_t i = 0; i < text->len; i++) {
        if (text->data[i] == '\n')
            fputs("\033[K", stdout);
        putchar(text->data[i]);
    }
    fputs("\033[J", stdout);
}

static int
show(struct cw_link *link, bool is_live)
{
    struct overview overview = { 0 };
    struct window window = { 0 };
    struct winsize size;
    struct arena arena = { 0 };
    struct buffer text = { 0 };
    bool is_seen;

    overview.under_way = staging_look(link->options->data, &arena);
    is_seen = overview_read(link, &arena, &overview);
    if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
        window = (struct window){ size.ws_col, is_live ? size.ws_row : 0 };
    if (is_seen)
        overview_write(&overview, &window, &text);
    else
        under_way_write(&overview.under_way, &window, &text);
    if (is_live && is_seen)
        redraw(&text);
    else if (text.len > 0)
        fwrite(text.data, 1, text.len, stdout);
    fflush(stdout);
    buffer_release(&text);
    arena_release(&arena);
    return is_seen ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Until Ctrl-C, or once. */
int
cw_status(const struct options *options, const struct arguments *arguments)
{
    const bool is_live =
            !argument(arguments, "--once") && isatty(STDOUT_FILENO);
    struct cw_link link;
    int status;

    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS && is_live)
        fputs("\033[2J", stdout);
    while (status == EXIT_SUCCESS) {
        status = show(&link, is_live);
        if (!is_live)
            break;
        sleep(REFRESH_S);
    }
    cw_close(&link);
    return status;
}
