/*
 * What a request proves itself with: a bearer token, or the session cookie of
 * a browser, which also has to show that its own page sent the request.
 */
#ifndef GATEWAY_CREDENTIALS_H
#define GATEWAY_CREDENTIALS_H

#include "base/arena.h"
#include "base/status.h"

#include <stdint.h>

#define SESSION_COOKIE "__Host-sid"

enum credential_kind {
    CREDENTIAL_NONE,
    CREDENTIAL_BEARER,
    CREDENTIAL_COOKIE,
};

struct credentials {
    enum credential_kind kind;
    struct str token;
};

/*
 * Authorization goes before Cookie. STATUS_UNAUTHENTICATED if there is an
 * Authorization that is no bearer token.
 */
enum status credentials_read(struct str authorization, struct str cookie,
        struct credentials *out);

/* Empty if there is none of this name, or more than one. */
struct str cookie_find(struct str header, struct str name);

/* "name=token; …", living until expires_at; an empty token forgets it. */
struct str cookie_for_session(struct str token, int64_t seconds,
        struct arena *arena);

/*
 * Did a page of this very site send it? Sec-Fetch-Site says so, or the Origin
 * is that of Host; without either it did not.
 */
bool is_same_origin(struct str fetch_site, struct str origin, struct str host);

/*
 * What X-CSRF-Token must be: it follows from the session's token, which pages
 * cannot read, so any gateway can check it.
 */
struct str csrf_token(struct str token, struct arena *arena);
bool csrf_token_fits(struct str given, struct str token, struct arena *arena);

#endif
