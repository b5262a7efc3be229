/* Base64 for URLs, without padding (RFC 4648, section 5). */
#ifndef WIRE_BASE64URL_H
#define WIRE_BASE64URL_H

#include "base/arena.h"
#include "wire/buffer.h"

void base64url_encode(struct str bytes, struct buffer *out);

/* The one canonical form only; *out lives in arena. */
bool base64url_decode(struct str text, struct arena *arena, struct str *out);

#endif
