/*
 * HTTP/1.1 for a loop that somebody else turns: libmicrohttpd with its epoll
 * descriptor in the caller's poll. Everything of libmicrohttpd is in http.c.
 *
 * A request is first shown when its header is in, then when it is whole; it
 * is answered at once or later. Slow clients are cut off: libmicrohttpd's own
 * timeout is one of idleness, which a byte a second defeats.
 */
#ifndef GATEWAY_HTTP_H
#define GATEWAY_HTTP_H

#include "address.h"
#include "base/arena.h"
#include "base/status.h"

#include <stdint.h>

/* Statuses that only HTTP knows. */
enum { HTTP_TARGET_TOO_LONG = 414, HTTP_HEADER_TOO_LARGE = 431 };

/* Longer ones are refused. */
enum { HTTP_TARGET_MAX = 8 * 1024, HTTP_HEADER_MAX = 16 * 1024 };

struct http_settings {
    const char *address; /* numeric */
    int port;            /* 0: any that is free */
    int connections;     /* at most, in all */
    int connections_per_site;
    int64_t header_ms; /* to send a header, or to be idle between requests */
    int64_t body_ms;   /* to send a body */
    int64_t send_ms;   /* to take an answer */
    struct networks proxies;
};

struct http_request {
    const char *method;
    struct str target; /* raw: path, and query if any */
    struct str body;
    struct address client;
    struct arena arena; /* lives as long as the request */
    size_t body_max;    /* on_head() may set it */
    void *context;      /* the handler's own */
};

struct http_handler {
    void *self;

    /* The header is in: what may the body be? It may answer at once. */
    void (*on_head)(void *self, struct http_request *request);

    /* The whole request is there: http_reply() or http_stream(), or later. */
    void (*on_request)(void *self, struct http_request *request);

    /*
     * The request will not be handled; answer with this status and reason.
     * There may have been no on_head().
     */
    void (*on_refused)(void *self, struct http_request *request, int status,
            const char *reason);

    /* The last word on every request: forget it. */
    void (*on_end)(void *self, struct http_request *request);
};

struct http;

/* STATUS_UNAVAILABLE when it cannot listen. Logs why. */
enum status http_open(struct http **out, const struct http_settings *settings,
        const struct http_handler *handler);
void http_close(struct http *http); /* accepts NULL */

int http_port(const struct http *http);
int http_connections(const struct http *http);

/* Is any request not yet answered to its end? */
bool http_is_busy(const struct http *http);

/*
 * Poll http_descriptor() for reading, and call http_turn() after every wake,
 * also of others. Returns milliseconds until it wants to be called again.
 */
int http_descriptor(const struct http *http);
int64_t http_turn(struct http *http);

/* Take no more connections; those there are served to their end. */
void http_quiesce(struct http *http);

/* Empty if there is none. */
struct str http_header(const struct http_request *request, const char *name);

/* A header of the answer; before http_reply(). */
void http_set_header(struct http_request *request, const char *name,
        struct str value);

/* The body is copied. */
void http_reply(struct http_request *request, int status, struct str body);

/*
 * Begin an answer without end. http_write() is false when the client is too
 * slow and has STREAM_BACKLOG bytes waiting: nothing was added.
 */
enum { STREAM_BACKLOG = 64 * 1024 };
void http_stream(struct http_request *request, int status);
bool http_write(struct http_request *request, struct str text);
void http_stream_end(struct http_request *request);

/* Close the connection soon, whatever is still to be sent. */
void http_cut(struct http_request *request);

#endif
