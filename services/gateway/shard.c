#include "shard.h"

#include <stdlib.h>

static int
compare(const struct shard *shard, const char *service, struct str hub)
{
    int order = strcmp(shard->service, service);

    if (order == 0)
        order = strncmp(shard->hub, hub.data, hub.len);
    if (order == 0)
        order = shard->hub[hub.len] != '\0';
    return order;
}

/* The first place whose shard is not before (service, hub). */
static size_t
place_of(const struct shards *shards, const char *service, struct str hub)
{
    size_t low = 0, high = shards->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(shards->items[middle], service, hub) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct shard *
shard_find(const struct shards *shards, const char *service, struct str hub)
{
    size_t place = place_of(shards, service, hub);

    if (hub.len >= sizeof(shards->items[0]->hub) || place == shards->count ||
            compare(shards->items[place], service, hub) != 0)
        return NULL;
    return shards->items[place];
}

static void *
grown(void *items, size_t *cap, size_t size)
{
    *cap = *cap > 0 ? *cap * 2 : 4;
    items = realloc(items, *cap * size);
    if (!items)
        abort();
    return items;
}

struct shard *
shard_find_or_add(struct shards *shards, const char *service, struct str hub)
{
    struct shard *shard = shard_find(shards, service, hub);
    size_t place;

    if (shard || hub.len >= sizeof(shard->hub))
        return shard;
    shard = calloc(1, sizeof(*shard));
    if (!shard)
        abort();
    shard->service = service;
    memcpy(shard->hub, hub.data, hub.len);
    place = place_of(shards, service, hub);
    if (shards->count == shards->cap)
        shards->items =
                grown(shards->items, &shards->cap, sizeof(struct shard *));
    memmove(shards->items + place + 1, shards->items + place,
            (shards->count - place) * sizeof(struct shard *));
    shards->items[place] = shard;
    shards->count++;
    return shard;
}

void
shards_release(struct shards *shards)
{
    for (size_t i = 0; i < shards->count; i++) {
        free(shards->items[i]->claims);
        free(shards->items[i]);
    }
    free(shards->items);
    *shards = (struct shards){ 0 };
}

void
shard_claim(struct shard *shard, const struct claim *claim)
{
    size_t i = 0;

    while (i < shard->claim_count && shard->claims[i].worker != claim->worker)
        i++;
    if (i == shard->claim_cap)
        shard->claims = grown(shard->claims, &shard->claim_cap, sizeof(*claim));
    if (i == shard->claim_count)
        shard->claim_count++;
    shard->claims[i] = *claim;
    shard->owner = NULL;
}

bool
shard_unclaim(struct shard *shard, const struct worker *worker)
{
    for (size_t i = 0; i < shard->claim_count; i++) {
        if (shard->claims[i].worker != worker)
            continue;
        shard->claims[i] = shard->claims[--shard->claim_count];
        shard->owner = NULL;
        return true;
    }
    return false;
}

bool
shard_has_claim(const struct shard *shard, const struct worker *worker)
{
    for (size_t i = 0; i < shard->claim_count; i++)
        if (shard->claims[i].worker == worker)
            return true;
    return false;
}

bool
shard_is_away(const struct shard *shard)
{
    for (size_t i = 0; i < shard->claim_count && !shard->owner; i++)
        if (shard->claims[i].is_away)
            return true;
    return false;
}

/* A hub is in one place: here, or behind a link; then it has one epoch. */
static bool
are_two_stores(const struct claim *one, const struct claim *other)
{
    return one->is_linked != other->is_linked ||
           !uuid_equal(one->store_epoch, other->store_epoch);
}

/* Several gateways of another hub claim alike: the one that came last. */
static bool
is_rather(const struct claim *claim, const struct claim *best)
{
    return claim->term > best->term ||
           (claim->is_linked && claim->term == best->term);
}

void
shard_elect(struct shard *shard)
{
    const struct claim *best = NULL;

    shard->is_disputed = false;
    for (size_t i = 0; i < shard->claim_count; i++) {
        const struct claim *claim = &shard->claims[i];

        if (!claim->is_owner)
            continue;
        if (best && are_two_stores(best, claim))
            shard->is_disputed = true;
        if (!best || is_rather(claim, best))
            best = claim;
    }
    shard->owner = shard->is_disputed ? NULL : best;
}
