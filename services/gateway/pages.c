#include "pages.h"

const struct route edge_pages[] = {
    { "GET", "/", .page = serve_start },
    { "GET", "/console", .page = serve_console },
    { "GET", "/p/{hub}/{project}", .page = serve_project },
    { "GET", "/healthz", .page = serve_health },
    { "GET", "/readyz", .page = serve_readiness },
    { "GET", "/metrics", .page = serve_metrics },
    { "GET", "/openapi.json", .page = serve_openapi },
    { "GET", "/docs", .page = serve_reference },
    { "GET", "/docs/zh", .page = serve_reference_zh },
    { "GET", "/docs/en", .page = serve_reference_en },
    { "GET", "/docs/style.css", .page = serve_style },
    { "GET", "/v1/session", .page = serve_session },
    { "POST", "/v1/session", .page = serve_log_in },
    { "DELETE", "/v1/session", .page = serve_log_out },
    { "GET", "/v1/hubs/{hub}/outcomes/{key}", .page = serve_outcome },
    { "GET", "/v1/hubs/{hub}/events", .page = serve_events },
    { 0 },
};
