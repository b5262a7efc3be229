/*
 * Answers of the edge, with the headers that every answer has, an ETag on
 * what was read, and gzip where it helps.
 */
#ifndef GATEWAY_RESPONSE_H
#define GATEWAY_RESPONSE_H

#include "ask.h"

/* Content-Security-Policy: of data, and of our own few pages. */
#define POLICY_DATA "default-src 'none'; frame-ancestors 'none'"
#define POLICY_PAGE                                                            \
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "   \
    "form-action 'none'; frame-ancestors 'none'"

/* A document of ours, the same for everybody; prepared once. */
struct document {
    const char *content_type;
    const char *policy;
    const char *cache; /* Cache-Control; NULL: asked for again each time */
    struct str body;
    struct str compressed; /* by gzip; empty: not worth it */
    struct str brotli;     /* likewise */
    struct str etag;
};
void document_prepare(struct document *document, struct arena *arena);

/* The part of document_prepare() for what is compressed, or need not be. */
void document_set_etag(struct document *document, struct arena *arena);

void respond_document(struct ask *ask, const struct document *document);

/* A short text about this moment. */
void respond_text(struct ask *ask, int status, struct str body);

/* What was read, with its ETag; 304 if the client has it. */
void respond_read(struct ask *ask, const char *content_type, struct str body);

/* Anything else, not to be kept by anybody. */
void respond_body(struct ask *ask, int status, const char *content_type,
        struct str body);

/* The reply of the route's operation, written as JSON. */
void respond_json(struct ask *ask, struct str json);

/* Begin a stream of events. */
void respond_stream(struct ask *ask);

#endif
