#include "reference.h"

#include "openapi_document.h"
#include "pages.h"
#include "reference_page.h"

#define HTML "text/html; charset=utf-8"

void
reference_init(struct reference *reference)
{
    *reference = (struct reference){
        .openapi = { "application/json", POLICY_DATA,
                { openapi_document, openapi_document_size } },
        .chinese = { HTML, POLICY_PAGE, str_from(reference_page_zh) },
        .english = { HTML, POLICY_PAGE, str_from(reference_page_en) },
        .style = { "text/css; charset=utf-8", POLICY_DATA,
                str_from(reference_page_style) },
    };
    document_prepare(&reference->openapi, &reference->arena);
    document_prepare(&reference->chinese, &reference->arena);
    document_prepare(&reference->english, &reference->arena);
    document_prepare(&reference->style, &reference->arena);
}

void
reference_release(struct reference *reference)
{
    arena_release(&reference->arena);
}

void
serve_start(struct ask *ask)
{
    respond_redirect(ask, STR("/docs"));
}

void
serve_openapi(struct ask *ask)
{
    respond_document(ask, &ask->edge->reference->openapi);
}

void
serve_reference_zh(struct ask *ask)
{
    respond_document(ask, &ask->edge->reference->chinese);
}

void
serve_reference_en(struct ask *ask)
{
    respond_document(ask, &ask->edge->reference->english);
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
    respond_document(ask, &ask->edge->reference->style);
}
