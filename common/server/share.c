#include "server/share.h"

#include "base/arena.h"
#include "base/hash.h"

static uint64_t
score(struct str hub, struct str member, struct arena *arena)
{
    struct str text = arena_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(hub),
            STR_ARG(member));
    struct hash hash = hash_of(text.data, text.len);
    uint64_t out;

    memcpy(&out, hash.bytes, sizeof(out));
    return out;
}

void
share_out(const struct str *hubs, size_t hub_count, const struct str *members,
        size_t member_count, size_t *out)
{
    const size_t most = (hub_count + member_count - 1) / member_count;
    struct arena arena = { 0 };
    size_t *loads = arena_alloc(&arena, member_count * sizeof(*loads));

    for (size_t i = 0; i < hub_count; i++) {
        uint64_t best = 0;

        for (size_t j = 0; j < member_count; j++) {
            uint64_t found = score(hubs[i], members[j], &arena);

            if (loads[j] == most || found < best)
                continue;
            best = found;
            out[i] = j;
        }
        loads[out[i]]++;
    }
    arena_release(&arena);
}
