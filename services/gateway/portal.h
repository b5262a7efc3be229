/*
 * The portal and the console as they were built: the files of one folder, read
 * when the gateway starts. Nothing else on the disk can be asked for.
 */
#ifndef GATEWAY_PORTAL_H
#define GATEWAY_PORTAL_H

#include "response.h"

struct portal_file {
    struct str path; /* "/assets/start-Bx3.js" */
    struct document document;
};

struct portal {
    struct arena arena;
    struct portal_file *files; /* by path */
    size_t count;
    const struct document *start;   /* the portal's page; NULL: not built */
    const struct document *console; /* the console's page, likewise */
};

/* A folder that is not there leaves the portal empty: it is not built. */
void portal_init(struct portal *portal, const char *folder);
void portal_release(struct portal *portal);

/* NULL if there is no such file; a path is as in the request, without query. */
const struct document *portal_find(const struct portal *portal,
        struct str path);

/* What a page tells those who run no script; what is empty it has already. */
struct portal_card {
    struct str title;
    struct str description;
    struct str kind;   /* "article" */
    struct str origin; /* "https://hub.example": of its picture's address */
};

/* The portal's page with that in its head, escaped. */
struct str portal_write_card(const struct document *page,
        const struct portal_card *card, struct arena *arena);

#endif
