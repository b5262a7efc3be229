/*
 * One request and its answer inside http.c: what libmicrohttpd calls while it
 * reads and writes. Nobody else needs this header.
 */
#ifndef GATEWAY_EXCHANGE_H
#define GATEWAY_EXCHANGE_H

#include "connections.h"
#include "http.h"

#include <microhttpd.h>

/* Where a request is. Only WAITING and IDLE_STREAM are suspended. */
enum state {
    READING_HEAD,
    REFUSED, /* past the library, which is told nothing of it */
    READING_BODY,
    HANDLING, /* inside a callback of the handler */
    WAITING,  /* for http_reply() */
    ANSWERED, /* the response is to be queued */
    SENDING,
    IDLE_STREAM, /* all that was written is sent */
    LEFT,        /* the client is gone */
};

struct header {
    const char *name;
    const char *value;
    struct header *next;
};

struct exchange {
    struct http_request request; /* first: what the handler sees */
    struct http *http;
    struct MHD_Connection *connection;
    struct connection *entry;
    enum state state;
    struct header *headers;
    struct MHD_Response *response;
    int status;
    size_t body_cap;
    size_t swallowed;
    bool has_begun; /* the handler was told of it */
    bool is_stream;
    bool is_over; /* of a stream: nothing more will be written */
    char *backlog;
    size_t backlog_len;
    struct exchange *previous, *next;
};

struct http {
    struct http_settings settings;
    struct http_handler handler;
    struct MHD_Daemon *daemon;
    struct connections connections;
    struct exchange *first; /* those that have begun */
    int64_t sweep_at;
    int64_t gone_at;
    int port;
};

/* For libmicrohttpd; self is the struct http. */
void *exchange_on_target(void *self, const char *target,
        struct MHD_Connection *connection);
enum MHD_Result exchange_on_access(void *self,
        struct MHD_Connection *connection, const char *url, const char *method,
        const char *version, const char *data, size_t *len, void **context);
void exchange_on_completed(void *self, struct MHD_Connection *connection,
        void **context, enum MHD_RequestTerminationCode code);

/* Of one whose header the library will not show: answered past it. */
void exchange_refuse(struct exchange *exchange, int status, const char *reason);

/* Give up those whose client left while they were suspended. */
void exchanges_drop_left(struct http *http);

/* Give up all: the library may not stop while one is suspended. */
void exchanges_drop_all(struct http *http);

#endif
