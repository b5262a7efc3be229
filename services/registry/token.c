#include "token.h"

#include <sodium.h>

static const struct str prefix = { "cw_", 3 };

enum { SECRET_LEN = 43, VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

/* Cut what follows the last dot off *text. */
static bool
cut_last(struct str *text, struct str *last)
{
    const char *dot = memrchr(text->data, '.', text->len);

    if (!dot)
        return false;
    last->data = dot + 1;
    last->len = text->len - (size_t)(dot + 1 - text->data);
    text->len = (size_t)(dot - text->data);
    return true;
}

bool
token_parse(struct str text, struct token *out)
{
    struct str id;

    if (text.len < prefix.len ||
            memcmp(text.data, prefix.data, prefix.len) != 0)
        return false;
    text.data += prefix.len;
    text.len -= prefix.len;
    if (!cut_last(&text, &out->secret) || !cut_last(&text, &id))
        return false;
    out->hub = text;
    return text.len > 0 && out->secret.len == SECRET_LEN &&
           uuid_parse(id, &out->id);
}

struct str
token_format(struct arena *arena, struct str hub, struct uuid id,
        const uint8_t secret[TOKEN_SECRET_SIZE])
{
    char id_text[UUID_TEXT_SIZE], secret_text[SECRET_LEN + 1];

    uuid_format(id, id_text);
    sodium_bin2base64(secret_text, sizeof(secret_text), secret,
            TOKEN_SECRET_SIZE, VARIANT);
    return arena_printf(arena, STR_FMT STR_FMT ".%s.%s", STR_ARG(prefix),
            STR_ARG(hub), id_text, secret_text);
}

struct hash
token_hash(const struct token *token)
{
    return hash_of(token->secret.data, token->secret.len);
}
