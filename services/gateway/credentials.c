#include "credentials.h"

#include "accept.h"
#include "base/hash.h"
#include "wire/base64url.h"

#include <ctype.h>
#include <sodium.h>
#include <strings.h>

enum { TOKEN_MAX = 255 };

static bool
is_token(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.data[i]) &&
                !memchr("-._~+/=", text.data[i], 7))
            return false;
    return text.len > 0 && text.len <= TOKEN_MAX;
}

static enum status
read_bearer(struct str header, struct credentials *out)
{
    struct str token = header;
    const struct str scheme = accept_next(&token, ' ');

    token = accept_next(&token, '\0');
    if (scheme.len != 6 || strncasecmp(scheme.data, "bearer", 6) != 0 ||
            !is_token(token))
        return STATUS_UNAUTHENTICATED;
    *out = (struct credentials){ CREDENTIAL_BEARER, token };
    return STATUS_OK;
}

struct str
cookie_find(struct str header, struct str name)
{
    struct str found = { 0 };

    while (header.len > 0) {
        struct str value = accept_next(&header, ';');
        const struct str cookie_name = accept_next(&value, '=');
        if (!str_equal(cookie_name, name))
            continue;
        if (found.data)
            return (struct str){ 0 };
        found = value;
    }
    return found;
}

enum status
credentials_read(struct str authorization, struct str cookie,
        struct credentials *out)
{
    *out = (struct credentials){ 0 };
    if (authorization.len > 0)
        return read_bearer(authorization, out);
    const struct str token = cookie_find(cookie, STR(SESSION_COOKIE));
    if (is_token(token))
        *out = (struct credentials){ CREDENTIAL_COOKIE, token };
    return STATUS_OK;
}

struct str
cookie_for_session(struct str token, int64_t seconds, struct arena *arena)
{
    return arena_printf(arena,
            SESSION_COOKIE "=" STR_FMT "; Path=/; Max-Age=%lld; Secure; "
                           "HttpOnly; SameSite=Lax",
            STR_ARG(token),
            (long long)(token.len && seconds > 0 ? seconds : 0));
}

/* "https://example.org:8443" is of the host "example.org:8443". */
static bool
is_origin_of(struct str origin, struct str host)
{
    const char *authority =
            origin.len ? memmem(origin.data, origin.len, "://", 3) : NULL;
    if (!authority)
        return false;
    authority += 3;
    const size_t len = (size_t)(origin.data + origin.len - authority);
    return len == host.len && strncasecmp(authority, host.data, len) == 0;
}

bool
is_same_origin(struct str fetch_site, struct str origin, struct str host)
{
    if (fetch_site.len > 0)
        return str_equal(fetch_site, STR("same-origin")) ||
               str_equal(fetch_site, STR("none"));
    return is_origin_of(origin, host);
}

struct str
csrf_token(struct str token, struct arena *arena)
{
    const struct str text =
            arena_printf(arena, "commonweal csrf " STR_FMT, STR_ARG(token));
    const struct hash hash = hash_of(text.data, text.len);
    struct buffer buffer = { 0 };

    base64url_encode(
            (struct str){ (const char *)hash.bytes, sizeof hash.bytes },
            &buffer);
    const struct str out = arena_copy(arena, buffer.data, buffer.len);
    buffer_release(&buffer);
    return out;
}

bool
csrf_token_fits(struct str given, struct str token, struct arena *arena)
{
    const struct str wanted = csrf_token(token, arena);

    return given.len == wanted.len &&
           sodium_memcmp(given.data, wanted.data, wanted.len) == 0;
}
