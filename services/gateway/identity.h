/*
 * Whom tokens stand for, as far as we were told lately. Tokens themselves are
 * not kept: entries are found by a keyed hash of them.
 */
#ifndef GATEWAY_IDENTITY_H
#define GATEWAY_IDENTITY_H

#include "request.h"

enum {
    IDENTITIES_MAX = 4096,
    IDENTITY_FRESH_MS = 30 * 1000,
    IDENTITY_STALE_MS = 10 * 60 * 1000, /* while registry is unreachable */
    IDENTITY_RETRY_MS = 5 * 1000,       /* before it is asked once more */
};

struct identity {
    struct arena arena; /* of actor */
    struct actor actor;
    bool is_known;      /* actor is from a good answer */
    int64_t known_at;   /* monotonic */
    int64_t retry_at;   /* monotonic: registry was unreachable; until then
                           what we know is good enough */
    int64_t expires_at; /* of the token, as dates go */
    bool is_asking;     /* registry was asked and has not answered */
    struct request_list waiting;

    /* Of struct identities. */
    int holds;
    bool is_listed;
    uint8_t digest[32];
    struct identity *chain;
    struct identity *newer, *older; /* by last use */
};

struct identities {
    uint8_t key[32];
    struct identity *buckets[IDENTITIES_MAX];
    struct identity *newest, *oldest;
    size_t count;
};

void identities_init(struct identities *identities);

/*
 * The entry of a token, made if there is none, and held. The one used least
 * lately makes room.
 */
struct identity *identity_hold(struct identities *identities, struct str token);
void identity_unhold(struct identity *identity);

/* It is not found any more; whoever holds it keeps what it says. */
void identity_forget(struct identities *identities, struct identity *identity);
void identity_forget_account(struct identities *identities,
        struct uuid account);

void identity_forget_all(struct identities *identities);

enum identity_state {
    IDENTITY_UNKNOWN, /* ask, and wait for the answer */
    IDENTITY_USABLE,
};

/* May actor be used now? is_reachable: can registry be asked at all? */
enum identity_state identity_state(const struct identity *identity,
        int64_t monotonic, int64_t now, bool is_reachable);

/* What registry said; the actor is copied. */
void identity_learn(struct identity *identity, const struct actor *actor,
        int64_t expires_at, int64_t monotonic);

/*
 * Registry could not be asked. True if what is known goes on being used for
 * IDENTITY_RETRY_MS.
 */
bool identity_miss(struct identity *identity, int64_t monotonic, int64_t now);

/* "longgang.bantian" of "cw_longgang.bantian.<id>.<secret>"; empty: no token.
 */
struct str token_hub(struct str token);

#endif
