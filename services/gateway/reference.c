#include "reference.h"

#include "openapi_document.h"
#include "pages.h"
#include "reference_page.h"

#define HTML "text/html; charset=utf-8"

/* In the place of the portal, where it was not built with the rest. */
static const char unbuilt_page[] =
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\">"
        "<title>公益枢纽</title>"
        "<link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><main>"
        "<h1>公益枢纽</h1>"
        "<p>网页界面尚未构建：运行 <code>./run</code>，或在构建目录中执行 "
        "<code>cmake --build . --target web</code>，再重启网关。</p>"
        "<p lang=\"en\">The web pages are not built here: use "
        "<code>./run</code>, or <code>cmake --build . --target web</code> in "
        "the build folder, and start the gateway again.</p>"
        "<p><a href=\"/docs\">接口文档 · API reference</a></p>"
        "</main></body></html>\n";

void
reference_init(struct reference *reference)
{
    *reference = (struct reference){
        .openapi = { "application/json", POLICY_DATA,
                .body = { openapi_document, openapi_document_size } },
        .chinese = { HTML, POLICY_PAGE, .body = str_from(reference_page_zh) },
        .english = { HTML, POLICY_PAGE, .body = str_from(reference_page_en) },
        .style = { "text/css; charset=utf-8", POLICY_DATA,
                .body = str_from(reference_page_style) },
    };
    reference->unbuilt = (struct document){ HTML, POLICY_PAGE,
        .body = str_from(unbuilt_page) };
}

void
reference_release(struct reference *reference)
{
    arena_release(&reference->arena);
}

/*
 * Prepared for the first who asks for it: most gateways are never asked, and
 * to prepare all of them took most of a gateway's start.
 */
static void
serve(struct ask *ask, struct document *document)
{
    if (document->etag.len == 0)
        document_prepare(document, &ask->edge->reference->arena);
    respond_document(ask, document);
}

void
serve_unbuilt(struct ask *ask)
{
    serve(ask, &ask->edge->reference->unbuilt);
}

void
serve_openapi(struct ask *ask)
{
    serve(ask, &ask->edge->reference->openapi);
}

void
serve_reference_zh(struct ask *ask)
{
    serve(ask, &ask->edge->reference->chinese);
}

void
serve_reference_en(struct ask *ask)
{
    serve(ask, &ask->edge->reference->english);
}

/* In the reader's language; the page links to the other. */
void
serve_reference(struct ask *ask)
{
    if (ask->language == LANGUAGE_ENGLISH)
        serve_reference_en(ask);
    else
        serve_reference_zh(ask);
}

void
serve_style(struct ask *ask)
{
    serve(ask, &ask->edge->reference->style);
}
