/*
 * Tokens: "cw_<hub>.<id>.<secret>". The hub is whose registry knows the
 * token, the id finds its row, the secret proves it; only the secret's hash
 * is kept.
 */
#ifndef REGISTRY_TOKEN_H
#define REGISTRY_TOKEN_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/uuid.h"

enum { TOKEN_SECRET_SIZE = 32 }; /* random bytes; 43 characters */

struct token {
    struct str hub;
    struct uuid id;
    struct str secret; /* as it stands in the text */
};

/* False if the text is not of that form. The parts borrow from it. */
bool token_parse(struct str text, struct token *out);

struct str token_format(struct arena *arena, struct str hub, struct uuid id,
        const uint8_t secret[TOKEN_SECRET_SIZE]);

/* Of a parsed token's secret: what the store keeps. */
struct hash token_hash(const struct token *token);

#endif
