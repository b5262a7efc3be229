/*
 * The pages of the portal and the console. Which screen a path shows is known
 * in the browser; only what is shared by its address, such as a project, gets
 * its title here, for those who run no script. The address of the picture that
 * stands beside a shared link must be whole: it is written here, too.
 */
#include "accept.h"
#include "fundraising_messages.h"
#include "grants_messages.h"
#include "operation_page.h"
#include "pages.h"
#include "portal.h"
#include "registry_messages.h"

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

/* As the reader's browser has it; a proxy says whether it spoke TLS. */
static struct str
origin_of(const struct ask *ask)
{
    const bool is_tls = str_equal(http_header(ask->http, "X-Forwarded-Proto"),
            STR("https"));

    return ARENA_JOIN(ask->arena, is_tls ? STR("https://") : STR("http://"),
            http_header(ask->http, "Host"));
}

static void
respond_start(struct ask *ask, struct portal_card card)
{
    struct document page = *ask->edge->portal->start;

    card.origin = origin_of(ask);
    page.body = portal_write_card(&page, &card, ask->arena);
    page.compressed = page.brotli = (struct str){ 0 };
    if (is_in_room(ask, "embed"))
        page.policy = POLICY_EMBED;
    document_set_etag(&page, ask->arena);
    respond_document(ask, &page);
}

/* NULL: neither the portal nor the console has such a screen. */
static const struct document *
screen_of(const struct ask *ask)
{
    const struct portal *portal = ask->edge->portal;

    if (!wants_a_page(ask) || is_in_room(ask, "v1") ||
            is_in_room(ask, "docs") || is_in_room(ask, "assets"))
        return NULL;
    return is_in_room(ask, "console") ? portal->console : portal->start;
}

/* "/room": a list that is shared by its address, as its page is headed. */
static const struct {
    const char *room;
    struct portal_card card;
} lists[] = {
    { "projects",
            { STR("项目 · 公益枢纽"),
                    STR("公开的公益项目：谁在做、得到多少、做成了什么。") } },
    { "rounds", { STR("征集 · 公益枢纽"),
                        STR("历次公开征集：什么时候申报、预算多少、评出了哪些"
                            "项目。") } },
    { "organisations",
            { STR("社会组织 · 公益枢纽"),
                    STR("在站点登记的社会组织：点开看它做过的项目、得到的"
                        "资助。") } },
    { "notices",
            { STR("公示 · 公益枢纽"),
                    STR("评审结果在拨款之前公示。任何人都可以看，也可以提出"
                        "异议。") } },
    { "transparency",
            { STR("公开账目 · 公益枢纽"),
                    STR("所有数字都来自公开账本和公示结果，可以逐笔查看、"
                        "下载、嵌入。") } },
};

/* Empty: not such a list. */
static struct portal_card
card_of_list(const struct ask *ask)
{
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        if (ask->uri.segment_count == 1 && is_in_room(ask, lists[i].room))
            return lists[i].card;
    return (struct portal_card){ 0 };
}

bool
portal_serves(struct ask *ask)
{
    const struct portal *portal = ask->edge->portal;
    const struct document *file = portal_find(portal, path_of(ask));
    const struct document *screen = file ? file : screen_of(ask);

    if (strcmp(ask->http->method, "GET") != 0 &&
            strcmp(ask->http->method, "HEAD") != 0)
        return false;
    if (!screen)
        return false;
    if (screen == portal->start)
        respond_start(ask, card_of_list(ask));
    else
        respond_document(ask, screen);
    return true;
}

void
serve_start(struct ask *ask)
{
    if (ask->edge->portal->start)
        respond_start(ask, (struct portal_card){ 0 });
    else
        serve_unbuilt(ask);
}

void
serve_console(struct ask *ask)
{
    const struct document *console = ask->edge->portal->console;

    if (console)
        respond_document(ask, console);
    else
        serve_unbuilt(ask);
}

/* -- what is shared by its address ---------------------------------------- */

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

static struct portal_card
card_of(struct str title, struct str description, struct str kind)
{
    return (struct portal_card){
        .title = title,
        .description = beginning_of(description, DESCRIPTION_CHARACTERS),
        .kind = kind,
    };
}

static struct portal_card
card_of_project(const void *record)
{
    const struct get_project_reply *reply = record;

    return card_of(reply->project.title, reply->project.summary,
            STR("article"));
}

static struct portal_card
card_of_organisation(const void *record)
{
    const struct get_organisation_reply *reply = record;

    return card_of(reply->name, reply->summary, STR("profile"));
}

static struct portal_card
card_of_round(const void *record)
{
    const struct get_round_reply *reply = record;

    return card_of(reply->round.title, reply->summary, STR("article"));
}

static struct portal_card
card_of_notice(const void *record)
{
    const struct get_notice_reply *reply = record;

    return card_of(reply->notice.title, reply->notice.reason, STR("article"));
}

static struct portal_card
card_of_fund(const void *record)
{
    const struct get_fund_reply *reply = record;

    return card_of(reply->fund.name, STR(""), STR("article"));
}

static struct portal_card
card_of_campaign(const void *record)
{
    const struct get_campaign_reply *reply = record;

    return card_of(reply->campaign.title, reply->plan.purpose, STR("article"));
}

/* What "/room/{hub}/{id}" shows, and who is asked for it. */
struct thing {
    const char *room;
    const char *operation;
    const struct schema *request;
    const struct schema *reply;
    struct portal_card (*card)(const void *reply);
};

/* Each is asked for by its id, and nothing else. */
#define IS_AN_ID(request)                                                      \
    _Static_assert(sizeof(struct request) == sizeof(struct uuid), #request)

IS_AN_ID(get_project_request);
IS_AN_ID(get_organisation_request);
IS_AN_ID(get_round_request);
IS_AN_ID(get_notice_request);
IS_AN_ID(get_fund_request);
IS_AN_ID(get_campaign_request);

static const struct thing things[] = {
    { "p", "grants.get_project", &grants_get_project_request_schema,
            &grants_get_project_reply_schema, card_of_project },
    { "organisations", "registry.get_organisation",
            &registry_get_organisation_request_schema,
            &registry_get_organisation_reply_schema, card_of_organisation },
    { "rounds", "grants.get_round", &grants_get_round_request_schema,
            &grants_get_round_reply_schema, card_of_round },
    { "notices", "grants.get_notice", &grants_get_notice_request_schema,
            &grants_get_notice_reply_schema, card_of_notice },
    { "funds", "fundraising.get_fund", &fundraising_get_fund_request_schema,
            &fundraising_get_fund_reply_schema, card_of_fund },
    { "campaigns", "fundraising.get_campaign",
            &fundraising_get_campaign_request_schema,
            &fundraising_get_campaign_reply_schema, card_of_campaign },
};

/* NULL: the path is of none of them. */
static const struct thing *
thing_of(const struct ask *ask)
{
    for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++)
        if (is_in_room(ask, things[i].room))
            return &things[i];
    return NULL;
}

/* The screen itself says what is wrong when it cannot be told here. */
static void
on_thing(void *asker, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct ask *ask = asker;
    const struct thing *thing = thing_of(ask);

    if (!is_final)
        return;
    ask->is_waiting = false;
    if (header->status != 200) {
        serve_start(ask);
        return;
    }
    const void *reply = operation_reply(ask, thing->reply, payload, ask->arena);
    if (reply)
        respond_start(ask, thing->card(reply));
}

void
serve_thing(struct ask *ask)
{
    const struct thing *thing = thing_of(ask);
    struct uuid id;

    if (!thing || !ask->edge->portal->start ||
            !uuid_parse(ask->uri.segments[2], &id)) {
        serve_start(ask);
        return;
    }
    /* What everybody may see, whoever opens it. */
    ask->credentials = (struct credentials){ 0 };
    ask->mapped.hub = ask->uri.segments[1];
    operation_send(ask, str_from(thing->operation),
            codec_encode_in(ask->arena, thing->request, &id), on_thing);
}
