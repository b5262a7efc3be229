/*
 * Any frames as a message of Majordomo, and its body as what it should be. The
 * first byte says who receives; each frame is its length in two bytes, then
 * itself.
 */
#include "bus/envelope.h"
#include "bus/mdp.h"
#include "fuzz.h"

static size_t
split(struct str bytes, struct str *frames)
{
    size_t count = 0;

    while (bytes.len >= 2 && count < MDP_FRAMES_MAX) {
        size_t len =
                (size_t)(uint8_t)bytes.data[0] << 8 | (uint8_t)bytes.data[1];

        bytes = (struct str){ bytes.data + 2, bytes.len - 2 };
        len = len < bytes.len ? len : bytes.len;
        frames[count++] = (struct str){ bytes.data, len };
        bytes = (struct str){ bytes.data + len, bytes.len - len };
    }
    return count;
}

static void
read_header(enum mdp_kind kind, struct str bytes, struct arena *arena)
{
    struct request_header request;
    struct reply_header reply;
    struct attach attach;
    struct decode_error error = { 0 };
    enum status status;

    if (kind == MDP_WORKER_READY || kind == MDP_WORKER_HEARTBEAT) {
        envelope_read_attach(bytes, arena, &attach);
    } else if (kind == MDP_REQUEST || kind == MDP_WORKER_REQUEST) {
        status = envelope_read_request(bytes, arena, &request, &error);
        must(status == error.status, "an error says what it is");
        must(!status || envelope_problem_of(&error)->status == status,
                "a problem has the error's status");
    } else {
        envelope_read_reply(bytes, arena, &reply);
    }
}

static void
read_problem(struct str bytes, struct arena *arena)
{
    struct problem_reply problem;

    if (!envelope_read_problem(bytes, arena, &problem))
        must(envelope_problem_code(&problem).len <= problem.type.len,
                "a code is inside its type");
}

/* What was read is built again from its head alone. */
static void
build_again(const struct mdp_head *head, const struct str *frames, size_t count)
{
    struct str built[MDP_HEAD_MAX];

    must(mdp_build(head, built) == count,
            "a head has as many frames as before");
    for (size_t i = 0; i < count; i++)
        must(str_equal(built[i], frames[i]), "a head's frames are the same");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = fuzz_input(data, size), frames[MDP_FRAMES_MAX];
    struct arena arena = { 0 };
    struct mdp_head head;
    size_t count, start = 0;

    if (size == 0)
        return 0;
    count = split((struct str){ bytes.data + 1, bytes.len - 1 }, frames);
    if (mdp_parse(frames, count, data[0] & 1, &head, &start))
        return 0;
    must(start <= count, "the body is inside the message");
    build_again(&head, frames, start);
    if (start < count)
        read_header(head.kind, frames[start], &arena);
    if (start + 1 < count)
        read_problem(frames[start + 1], &arena);
    arena_release(&arena);
    return 0;
}
