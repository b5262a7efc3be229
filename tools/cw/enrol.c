#include "enrol.h"

#include "base/clock.h"
#include "bus/addresses.h"
#include "bus/config.h"
#include "bus/keys.h"
#include "registry_messages.h"
#include "wire/base64url.h"
#include "wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    LOOK_UP_MS = 5 * 1000,
    LOOK_AGAIN_MS = 20,
    ENROL_MS = 15 * 1000, /* then no address is tried once more */
    KNOCK_MS = 5 * 1000,  /* for a connection, and for an answer */
};

enum { ENDPOINT, SERVER_KEY, SECRET_KEY, HUB, BRANCH, CODE_PARTS };

struct enrolment {
    const struct options *options;
    const char *parts[CODE_PARTS];
    struct keys own;
    struct keys once; /* the code's */
    char key[UUID_TEXT_SIZE];
    struct arena arena;
};

enum answer { NO_ANSWER, LET_IN, REFUSED };

static bool
read_lines(struct enrolment *enrolment, struct str plain)
{
    for (int i = 0; i < CODE_PARTS; i++) {
        const char *end =
                plain.len ? memchr(plain.data, '\n', plain.len) : NULL;
        const size_t len = end ? (size_t)(end - plain.data) : 0;

        if (!end)
            return false;
        enrolment->parts[i] =
                arena_printf(&enrolment->arena, "%.*s", (int)len, plain.data)
                        .data;
        plain.len -= len + 1;
        plain.data = end + 1;
    }
    return true;
}

static bool
read_code(struct enrolment *enrolment, const char *code)
{
    const size_t prefix = strlen(CODE_PREFIX);
    struct arena *arena = &enrolment->arena;
    struct keys *once = &enrolment->once;
    uint8_t key[KEY_SIZE];
    struct str plain;

    if (strncmp(code, CODE_PREFIX, prefix) != 0 ||
            !base64url_decode(str_from(code + prefix), arena, &plain) ||
            !read_lines(enrolment, plain) ||
            !keys_read_text(enrolment->parts[SERVER_KEY], key) ||
            !keys_read_text(enrolment->parts[SECRET_KEY], key))
        return false;
    memcpy(once->secret_key, enrolment->parts[SECRET_KEY], KEY_TEXT_SIZE);
    return zmq_curve_public(once->public_key, once->secret_key) == 0;
}

static bool
is_hub_here(const struct options *options, const char *hub)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s/registry/%s/current", options->data, hub);
    return !access(path, F_OK);
}

/* What the names of a code lead to now; a look-up may be in vain. */
static struct addresses *
look_up(const char *endpoints)
{
    const int64_t until = clock_monotonic() + LOOK_UP_MS;
    struct addresses *addresses = addresses_open(endpoints);

    while (!addresses_are_looked_up(addresses) && clock_monotonic() < until) {
        addresses_refresh(addresses, clock_monotonic());
        zmq_poll(NULL, 0, LOOK_AGAIN_MS);
    }
    return addresses;
}

/* One question over a connection of its own; who asks tells what came. */
static enum status
dial_and_ask(struct enrolment *enrolment, const char *endpoint,
        const struct keys *keys, const char *op, const void *request,
        struct cw_reply *out)
{
    const struct operation *operation = cw_find_operation(str_from(op));
    struct cw_link link = {
        .options = enrolment->options,
        .is_trusted = true,
        .is_quiet = true,
        .connect_ms = KNOCK_MS,
        .budget_ms = KNOCK_MS,
    };
    enum status status;

    snprintf(link.endpoint, sizeof(link.endpoint), "%s", endpoint);
    status = socket_open_as(&link.client.socket, SOCKET_TO_PARENT, endpoint,
            keys, enrolment->parts[SERVER_KEY]);
    if (!status)
        status = cw_ask(&link, operation, enrolment->parts[HUB], enrolment->key,
                codec_encode_in(&enrolment->arena, operation->request, request),
                &enrolment->arena, out);
    cw_close(&link);
    return status;
}

/* By the code's key. Asked again, with the same key, it answers the same. */
static enum answer
knock(struct enrolment *enrolment, const char *endpoint)
{
    uint8_t key[KEY_SIZE] = { 0 };
    const struct enrol_hub_request request = {
        .key = { (const char *)key, sizeof(key) },
    };
    struct cw_reply reply;

    keys_read_text(enrolment->own.public_key, key);
    if (dial_and_ask(enrolment, endpoint, &enrolment->once,
                "registry.enrol_hub", &request, &reply))
        return NO_ANSWER;
    if (cw_decode("hub", &reply, &enrolment->arena))
        return LET_IN;
    return reply.status >= 500 ? NO_ANSWER : REFUSED;
}

/* Whoever is spoken to by our own key has taken it on, told us so or not. */
static enum answer
look_whether_let_in(struct enrolment *enrolment, const char *endpoint)
{
    const struct list_hubs_request request = { 0 };
    struct cw_reply reply;

    return dial_and_ask(enrolment, endpoint, &enrolment->own,
                   "registry.list_hubs", &request, &reply)
                   ? NO_ANSWER
                   : LET_IN;
}

/* Each address in turn, until one answers or the time is over. */
static enum answer
ask_each(struct enrolment *enrolment, const struct addresses *addresses)
{
    const int64_t until = clock_monotonic() + ENROL_MS;
    enum answer answer = NO_ANSWER;
    bool is_again = false;

    do {
        for (size_t i = 0; i < addresses_count(addresses) && !answer; i++) {
            const char *endpoint = addresses_get(addresses, i);

            answer = knock(enrolment, endpoint);
            if (!answer)
                answer = look_whether_let_in(enrolment, endpoint);
            if (!answer && !is_again)
                cw_fail("hub",
                        "no answer from %s: no gateway is there, or it does "
                        "not take this code",
                        endpoint);
        }
        is_again = true;
    } while (!answer && addresses_count(addresses) > 0 &&
             clock_monotonic() < until);
    return answer;
}

static int
tell_parent(struct enrolment *enrolment)
{
    struct addresses *addresses = look_up(enrolment->parts[ENDPOINT]);
    const enum answer answer = ask_each(enrolment, addresses);

    if (addresses_count(addresses) == 0)
        cw_fail("hub", "%s leads nowhere", enrolment->parts[ENDPOINT]);
    addresses_close(addresses);
    return answer == LET_IN
                   ? EXIT_SUCCESS
                   : cw_fail("hub",
                             "%s at %s did not let us in; the code may have "
                             "expired or been used",
                             enrolment->parts[HUB], enrolment->parts[ENDPOINT]);
}

static int
enrol(struct enrolment *enrolment)
{
    const char *const *parts = enrolment->parts;
    char room[KEY_FOLDER_SIZE];
    const char *folder = keys_folder(room);

    if (!is_hub_here(enrolment->options, parts[BRANCH]))
        return cw_fail("hub", "the code is for %s, which has no store in %s",
                parts[BRANCH], enrolment->options->data);
    if (keys_open(folder, "link", &enrolment->own) ||
            tell_parent(enrolment) != EXIT_SUCCESS)
        return EXIT_FAILURE;
    if (keys_write_file(folder, "parent",
                arena_printf(&enrolment->arena, "%s\n%s\n%s\n", parts[ENDPOINT],
                        parts[SERVER_KEY], parts[HUB])
                        .data))
        return cw_fail("hub", "cannot write %s/parent", folder);
    printf("%s is part of %s; the running gateway dials %s\n", parts[BRANCH],
            parts[HUB], parts[ENDPOINT]);
    return EXIT_SUCCESS;
}

int
enrol_by_code(const struct options *options, const char *code)
{
    struct enrolment enrolment = { .options = options };
    int status;

    uuid_format(uuid_new(clock_now()), enrolment.key);
    if (read_code(&enrolment, code))
        status = enrol(&enrolment);
    else
        status = cw_fail("hub", "this is no code of cw hub invite");
    arena_release(&enrolment.arena);
    return status;
}
