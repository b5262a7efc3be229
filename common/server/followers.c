#include "server/followers.h"

#include <stdlib.h>

/* -- by name -------------------------------------------------------------- */

/* By "grants@longgang.bantian"; no service's name begins with another's. */
static int
compare(const struct follower *follower, const char *service, struct str hub)
{
    const size_t len = strlen(service);
    int order = strncmp(follower->source.data, service, len);

    if (order == 0)
        order = follower->source.data[len] - '@';
    if (order == 0)
        order = strncmp(follower->hub.data, hub.data, hub.len);
    if (order == 0)
        order = follower->hub.len > hub.len;
    return order;
}

/* The first place whose follower is not before the source. */
static size_t
place_of(struct followers *followers, const char *service, struct str hub)
{
    size_t low = 0, high = followers->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        followers->compared++;
        if (compare(followers->items[middle], service, hub) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct follower *
followers_find(struct followers *followers, const char *service, struct str hub)
{
    const size_t place = place_of(followers, service, hub);

    if (place == followers->count ||
            compare(followers->items[place], service, hub) != 0)
        return NULL;
    return followers->items[place];
}

/* -- by time -------------------------------------------------------------- */

static bool
is_sooner(struct followers *followers, size_t one, size_t other)
{
    followers->compared++;
    return follower_due(followers->queue[one]) <
           follower_due(followers->queue[other]);
}

static void
put(struct followers *followers, size_t place, struct follower *follower)
{
    followers->queue[place] = follower;
    follower->place = place;
}

static void
swap(struct followers *followers, size_t one, size_t other)
{
    struct follower *follower = followers->queue[one];

    put(followers, one, followers->queue[other]);
    put(followers, other, follower);
}

static void
sink(struct followers *followers, size_t place)
{
    for (;;) {
        size_t child = 2 * place + 1;

        if (child + 1 < followers->count &&
                is_sooner(followers, child + 1, child))
            child++;
        if (child >= followers->count || !is_sooner(followers, child, place))
            return;
        swap(followers, child, place);
        place = child;
    }
}

void
followers_moved(struct followers *followers, struct follower *follower)
{
    while (follower->place > 0 &&
            is_sooner(followers, follower->place, (follower->place - 1) / 2))
        swap(followers, follower->place, (follower->place - 1) / 2);
    sink(followers, follower->place);
}

int64_t
followers_due_at(const struct followers *followers)
{
    return followers->count > 0 ? follower_due(followers->queue[0]) : INT64_MAX;
}

struct follower *
followers_due(const struct followers *followers, int64_t now)
{
    return followers_due_at(followers) <= now ? followers->queue[0] : NULL;
}

/* -- coming and going ----------------------------------------------------- */

static void *
grown(void *items, size_t cap)
{
    items = realloc(items, cap * sizeof(struct follower *));
    if (!items)
        abort();
    return items;
}

static void
make_room(struct followers *followers)
{
    if (followers->count < followers->cap)
        return;
    followers->cap = followers->cap > 0 ? 2 * followers->cap : 8;
    followers->items = grown(followers->items, followers->cap);
    followers->queue = grown(followers->queue, followers->cap);
}

enum status
followers_add(struct followers *followers, struct shard *shard,
        const char *service, struct str hub)
{
    const size_t place = place_of(followers, service, hub);
    struct follower *follower = malloc(sizeof(*follower));
    enum status status;

    if (!follower)
        abort();
    status = follower_init(follower, shard, service, hub);
    make_room(followers);
    memmove(followers->items + place + 1, followers->items + place,
            (followers->count - place) * sizeof(*followers->items));
    followers->items[place] = follower;
    put(followers, followers->count++, follower);
    followers_moved(followers, follower);
    return status;
}

void
followers_release(struct followers *followers)
{
    for (size_t i = 0; i < followers->count; i++) {
        follower_release(followers->items[i]);
        free(followers->items[i]);
    }
    free(followers->items);
    free(followers->queue);
    *followers = (struct followers){ 0 };
}

/* -- pages ---------------------------------------------------------------- */

void
followers_answered(struct followers *followers, struct follower *follower,
        const struct client_reply *reply, int64_t now)
{
    follower_take(follower, reply, now);
    if (follower->has_page) {
        follower->next_page = followers->with_page;
        followers->with_page = follower;
    }
    followers_moved(followers, follower);
}

struct follower *
followers_take_page(struct followers *followers)
{
    struct follower *follower = followers->with_page;

    if (follower)
        followers->with_page = follower->next_page;
    return follower;
}
