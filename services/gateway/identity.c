#include "identity.h"

#include <sodium.h>
#include <stdlib.h>

void
identities_init(struct identities *identities)
{
    *identities = (struct identities){ 0 };
    randombytes_buf(identities->key, sizeof(identities->key));
}

/* The digest is keyed: nobody outside can aim at a bucket. */
static struct identity **
bucket_of(struct identities *identities, const uint8_t *digest)
{
    size_t index = (size_t)digest[0] << 8 | digest[1];

    return &identities->buckets[index % IDENTITIES_MAX];
}

static void
unlink_use(struct identities *identities, struct identity *identity)
{
    if (identity->newer)
        identity->newer->older = identity->older;
    else
        identities->newest = identity->older;
    if (identity->older)
        identity->older->newer = identity->newer;
    else
        identities->oldest = identity->newer;
}

static void
link_newest(struct identities *identities, struct identity *identity)
{
    identity->newer = NULL;
    identity->older = identities->newest;
    if (identities->newest)
        identities->newest->newer = identity;
    else
        identities->oldest = identity;
    identities->newest = identity;
}

static void
destroy(struct identity *identity)
{
    arena_release(&identity->arena);
    free(identity);
}

void
identity_forget(struct identities *identities, struct identity *identity)
{
    struct identity **at = bucket_of(identities, identity->digest);

    if (!identity->is_listed)
        return;
    while (*at != identity)
        at = &(*at)->chain;
    *at = identity->chain;
    unlink_use(identities, identity);
    identities->count--;
    identity->is_listed = false;
    if (identity->holds == 0)
        destroy(identity);
}

static struct identity *
find(struct identities *identities, const uint8_t *digest)
{
    struct identity *identity = *bucket_of(identities, digest);

    while (identity &&
            memcmp(identity->digest, digest, sizeof(identity->digest)) != 0)
        identity = identity->chain;
    return identity;
}

static struct identity *
insert(struct identities *identities, const uint8_t *digest)
{
    struct identity **bucket = bucket_of(identities, digest);
    struct identity *identity;

    if (identities->count == IDENTITIES_MAX)
        identity_forget(identities, identities->oldest);
    identity = calloc(1, sizeof(*identity));
    if (!identity)
        abort();
    memcpy(identity->digest, digest, sizeof(identity->digest));
    identity->is_listed = true;
    identity->chain = *bucket;
    *bucket = identity;
    identities->count++;
    link_newest(identities, identity);
    return identity;
}

struct identity *
identity_hold(struct identities *identities, struct str token)
{
    uint8_t digest[sizeof(identities->newest->digest)];
    struct identity *identity;

    crypto_generichash(digest, sizeof(digest), (const uint8_t *)token.data,
            token.len, identities->key, sizeof(identities->key));
    identity = find(identities, digest);
    if (identity) {
        unlink_use(identities, identity);
        link_newest(identities, identity);
    } else {
        identity = insert(identities, digest);
    }
    identity->holds++;
    return identity;
}

void
identity_unhold(struct identity *identity)
{
    if (--identity->holds == 0 && !identity->is_listed)
        destroy(identity);
}

void
identity_forget_account(struct identities *identities, struct uuid account)
{
    struct identity *identity = identities->newest, *older;

    for (; identity; identity = older) {
        older = identity->older;
        if (identity->is_known && identity->actor.has_account &&
                uuid_equal(identity->actor.account, account))
            identity_forget(identities, identity);
    }
}

void
identity_forget_all(struct identities *identities)
{
    /* The analyzer does not see that it is out of the list. */
    while (identities->newest)
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
        identity_forget(identities, identities->newest);
}

enum identity_state
identity_state(const struct identity *identity, int64_t monotonic, int64_t now,
        bool is_reachable)
{
    int64_t age = monotonic - identity->known_at;
    bool is_excused = !is_reachable || monotonic < identity->retry_at;

    if (!identity->is_known || now >= identity->expires_at)
        return IDENTITY_UNKNOWN;
    if (age < IDENTITY_FRESH_MS || (is_excused && age < IDENTITY_STALE_MS))
        return IDENTITY_USABLE;
    return IDENTITY_UNKNOWN;
}

static struct str
copied(struct arena *arena, struct str text)
{
    return arena_copy(arena, text.data, text.len);
}

void
identity_learn(struct identity *identity, const struct actor *actor,
        int64_t expires_at, int64_t monotonic)
{
    struct arena *arena = &identity->arena;
    struct role_grant *grants;

    arena_release(arena);
    grants = arena_alloc(arena, (actor->grants_count + 1) * sizeof(*grants));
    for (size_t i = 0; i < actor->grants_count; i++) {
        grants[i].role = actor->grants[i].role;
        grants[i].scope = copied(arena, actor->grants[i].scope);
    }
    identity->actor = *actor;
    identity->actor.grants = grants;
    identity->actor.home_hub = copied(arena, actor->home_hub);
    identity->is_known = true;
    identity->known_at = monotonic;
    identity->retry_at = 0;
    identity->expires_at = expires_at;
}

bool
identity_miss(struct identity *identity, int64_t monotonic, int64_t now)
{
    identity->retry_at = monotonic + IDENTITY_RETRY_MS;
    return identity_state(identity, monotonic, now, false) == IDENTITY_USABLE;
}

struct str
token_hub(struct str token)
{
    struct str prefix = STR("cw_");
    size_t len = token.len;

    if (len < prefix.len || memcmp(token.data, prefix.data, prefix.len) != 0)
        return STR("");
    for (int dots = 0; dots < 2 && len > prefix.len;)
        dots += token.data[--len] == '.';
    return (struct str){ token.data + prefix.len, len - prefix.len };
}
