/*
 * The pages of the portal and the console. Which screen a path shows is known
 * in the browser; only what is shared by its address, a project, gets its
 * title here, for those who run no script.
 */
#include "accept.h"
#include "grants_messages.h"
#include "operation_page.h"
#include "pages.h"
#include "portal.h"
#include "reference.h"

enum { DESCRIPTION_CHARACTERS = 120 };

/* A chart in somebody else's page: framed by anybody, who gets no cookie. */
#define POLICY_EMBED                                                           \
    "default-src 'self'; script-src 'self'; style-src 'self'; "                \
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "              \
    "object-src 'none'; frame-ancestors *; form-action 'none'"

static struct str
path_of(const struct ask *ask)
{
    struct str path = ask->http->target;
    const char *query = memchr(path.data, '?', path.len);

    if (query)
        path.len = (size_t)(query - path.data);
    return path;
}

static bool
is_in_room(const struct ask *ask, const char *room)
{
    return ask->uri.segment_count > 0 &&
           str_equal(ask->uri.segments[0], str_from(room));
}

/* A browser that goes to a page says so; scripts and tools do not. */
static bool
wants_a_page(const struct ask *ask)
{
    const struct str html = STR("text/html");

    return accept_weight(http_header(ask->http, "Accept"), html, html) > 0;
}

static void
respond_screen(struct ask *ask, const struct document *page)
{
    struct document embedded = *page;

    embedded.policy = POLICY_EMBED;
    respond_document(ask, is_in_room(ask, "embed") ? &embedded : page);
}

bool
portal_serves(struct ask *ask)
{
    const struct portal *portal = ask->edge->portal;
    const struct document *file = portal_find(portal, path_of(ask));

    if (strcmp(ask->http->method, "GET") != 0 &&
            strcmp(ask->http->method, "HEAD") != 0)
        return false;
    if (!file && wants_a_page(ask) && !is_in_room(ask, "v1") &&
            !is_in_room(ask, "docs") && !is_in_room(ask, "assets"))
        file = is_in_room(ask, "console") ? portal->console : portal->start;
    if (file)
        respond_screen(ask, file);
    return file != NULL;
}

void
serve_start(struct ask *ask)
{
    const struct document *start = ask->edge->portal->start;

    respond_document(ask, start ? start : &ask->edge->reference->unbuilt);
}

void
serve_console(struct ask *ask)
{
    const struct document *console = ask->edge->portal->console;

    respond_document(ask, console ? console : &ask->edge->reference->unbuilt);
}

/* -- a project ----------------------------------------------------------- */

/* The first so many characters, whole ones. */
static struct str
beginning_of(struct str text, size_t characters)
{
    size_t len = 0;

    while (len < text.len &&
            (characters > 0 || (text.data[len] & 0xC0) == 0x80))
        if ((text.data[len++] & 0xC0) != 0x80)
            characters--;
    return (struct str){ text.data, len };
}

static void
respond_project(struct ask *ask, const struct project_item *project)
{
    const struct document *start = ask->edge->portal->start;
    struct document page = {
        .content_type = start->content_type,
        .policy = start->policy,
        .cache = start->cache,
        .body = portal_write_title(start, project->title,
                beginning_of(project->summary, DESCRIPTION_CHARACTERS),
                ask->arena),
    };

    document_set_etag(&page, ask->arena);
    respond_document(ask, &page);
}

/* The screen itself says what is wrong when it cannot be told here. */
static void
on_project(void *asker, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct ask *ask = asker;
    struct get_project_reply *reply = NULL;

    if (!is_final)
        return;
    ask->is_waiting = false;
    if (header->status != 200) {
        respond_document(ask, ask->edge->portal->start);
        return;
    }
    reply = operation_reply(ask, &grants_get_project_reply_schema, payload,
            ask->arena);
    if (reply)
        respond_project(ask, &reply->project);
}

void
serve_project(struct ask *ask)
{
    struct get_project_request request = { 0 };

    if (!ask->edge->portal->start ||
            !uuid_parse(ask->uri.segments[2], &request.project)) {
        serve_start(ask);
        return;
    }
    ask->mapped.hub = ask->uri.segments[1];
    operation_send(ask, STR("grants.get_project"),
            codec_encode_in(ask->arena, &grants_get_project_request_schema,
                    &request),
            on_project);
}
