#include "cw.h"

#include "base/clock.h"
#include "bus/config.h"
#include "types_messages.h"
#include "wire/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT_MAX = 256 * 1024 };

/* A terminal is not waited for: who sits there may not know of it. */
static struct str
read_input(struct arena *arena)
{
    char *text = arena_alloc(arena, INPUT_MAX);

    if (isatty(STDIN_FILENO))
        return STR("{}");
    return (struct str){ text, fread(text, 1, INPUT_MAX, stdin) };
}

static int
no_such_operation(const struct options *options, const char *name)
{
    config_load(options->data);
    return cw_fail("call",
            "there is no operation %s; http://%s:%s/docs of the running hub "
            "lists them",
            name, config_text("CW_HTTP_ADDRESS"), config_text("CW_HTTP_PORT"));
}

static int
bad_json(const struct decode_error *error)
{
    bool has_field = error->field.len > 0;

    return cw_fail("call", "%s" STR_FMT "%s" STR_FMT "%s" STR_FMT,
            has_field ? "field '" : "the JSON: ", STR_ARG(error->field),
            has_field ? "': " : "", STR_ARG(error->detail),
            error->expected.len ? "; expected " : "", STR_ARG(error->expected));
}

/* JSON to msgpack, by the operation's schema. */
static int
encode(const struct operation *operation, struct str json, struct arena *arena,
        struct str *payload)
{
    void *record = arena_alloc(arena, operation->request->size + 1);
    struct decode_error error = { 0 };

    if (json_decode(operation->request, json, arena, record, &error))
        return bad_json(&error);
    *payload = codec_encode_in(arena, operation->request, record);
    return EXIT_SUCCESS;
}

/* What the command was answered is in there as msgpack: shown as JSON, as over
 * HTTP. */
static int
print_outcome(const struct cw_reply *reply, struct arena *arena)
{
    const struct get_outcome_reply *found = cw_decode("call", reply, arena);
    struct cw_reply inner = { .status = 200 };
    struct get_outcome_reply bare;
    struct buffer text = { 0 };
    const void *record;

    if (!found)
        return EXIT_FAILURE;
    inner.operation = found->has_op ? cw_find_operation(found->op) : NULL;
    if (!inner.operation || !found->has_reply)
        return cw_print("call", reply, arena);
    inner.payload = found->reply;
    record = cw_decode("call", &inner, arena);
    if (!record)
        return EXIT_FAILURE;
    bare = *found;
    bare.has_reply = false;
    json_encode_with(reply->operation->reply, &bare, "reply",
            inner.operation->reply, record, &text);
    printf(STR_FMT "\n", STR_ARG(buffer_str(&text)));
    buffer_release(&text);
    return EXIT_SUCCESS;
}

static int
print(const struct cw_reply *reply, struct arena *arena)
{
    return strcmp(reply->operation->name, "get_outcome") == 0
                   ? print_outcome(reply, arena)
                   : cw_print("call", reply, arena);
}

static int
ask(const struct options *options, const struct operation *operation,
        const char *hub, const char *key, struct str json)
{
    struct arena arena = { 0 };
    struct cw_link link;
    struct cw_reply reply;
    struct str payload = { 0 };
    int status = encode(operation, json, &arena, &payload);

    if (status == EXIT_SUCCESS)
        status = cw_open(&link, options);
    if (status == EXIT_SUCCESS) {
        status = EXIT_FAILURE;
        if (!cw_ask(&link, operation, hub, key, payload, &arena, &reply))
            status = print(&reply, &arena);
        cw_close(&link);
    }
    arena_release(&arena);
    return status;
}

int
cw_call(const struct options *options, const struct arguments *arguments)
{
    const char *const *words = arguments->words;
    const struct operation *operation;
    struct arena arena = { 0 };
    struct str json;
    int status;

    operation = cw_find_operation(str_from(words[0]));
    if (!operation)
        return no_such_operation(options, words[0]);
    if (arguments->count == 2)
        json = str_from(words[1]);
    else
        json = operation->request->field_count ? read_input(&arena) : STR("{}");
    status = ask(options, operation, argument(arguments, "--hub"),
            argument(arguments, "--key"), json);
    arena_release(&arena);
    return status;
}
