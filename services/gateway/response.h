/*
 * Answers of the edge: JSON, CSV and problems, with the headers that every
 * answer has, an ETag on what was read, and gzip where it helps.
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

/* The reply of the route's operation, as JSON or CSV. */
void respond_record(struct ask *ask, const void *record);

/* The same, when a page has written it. */
void respond_json(struct ask *ask, struct str json);

/* Does the client want a list as CSV rather than JSON? */
bool wants_csv(const struct ask *ask);

/* A list as CSV, to be kept as a file. */
void respond_table(struct ask *ask, struct str csv);

/* 302 to another path. */
void respond_redirect(struct ask *ask, struct str path);

/* field, detail and expected may be empty. */
void respond_problem(struct ask *ask, const struct problem *problem,
        struct str field, struct str detail, struct str expected);
void respond_bare_problem(struct ask *ask, const struct problem *problem);
void respond_decode_error(struct ask *ask, const struct decode_error *error);
void respond_too_many(struct ask *ask, const struct problem *problem,
        int64_t wait_ms);

/* What a service or the router said from 400 on. */
void respond_refused(struct ask *ask, const struct reply_header *header,
        struct str payload);

/* Begin a stream of events. */
void respond_stream(struct ask *ask);

#endif
