#include "refusal.h"

#include "base/clock.h"
#include "base/log.h"
#include "wire/buffer.h"

#include <stdio.h>
#include <sys/socket.h>
#include <time.h>

/* -- which request it is ------------------------------------------------- */

static bool
is_refusal(const char *format, va_list args, unsigned *status)
{
    if (!strstr(format, "HTTP response code is %u"))
        return false;
    *status = va_arg(args, unsigned);
    return true;
}

static bool
knows(const struct exchange *exchange, enum MHD_ConnectionInfoType what)
{
    return MHD_get_connection_info(exchange->connection, what);
}

/* Its whole header was read, and yet neither we nor the library answered: the
 * library is at it. */
static struct exchange *
find_whole(const struct http *http)
{
    for (struct connection *at = http->connections.first; at; at = at->next)
        if (at->reading &&
                knows(at->reading, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE) &&
                !knows(at->reading, MHD_CONNECTION_INFO_HTTP_STATUS))
            return at->reading;
    return NULL;
}

/* The only one whose request line was read and whose header was not; NULL if
 * there are several. */
static struct exchange *
find_unfinished(const struct http *http)
{
    struct exchange *found = NULL;

    for (struct connection *at = http->connections.first; at; at = at->next) {
        if (!at->reading || knows(at->reading, MHD_CONNECTION_INFO_HTTP_STATUS))
            continue;
        if (found)
            return NULL;
        found = at->reading;
    }
    return found;
}

static const char *
reason_of(unsigned status)
{
    if (status == HTTP_HEADER_TOO_LARGE)
        return "the header is too large";
    return status == STATUS_TOO_LARGE ? "Content-Length is beyond all measure"
                                      : "Content-Length is not a number";
}

void
refusal_note(struct http *http, const char *format, va_list args)
{
    struct exchange *exchange;
    unsigned status;

    if (!is_refusal(format, args, &status))
        return;
    exchange = find_whole(http);
    if (!exchange && status == HTTP_HEADER_TOO_LARGE)
        exchange = find_unfinished(http);
    if (exchange)
        exchange_refuse(exchange, (int)status, reason_of(status));
}

/* -- the answer ---------------------------------------------------------- */

static void
write_date(struct buffer *out)
{
    const time_t now = clock_machine() / SECOND_MS;
    struct tm utc;
    char text[64];

    gmtime_r(&now, &utc);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    buffer_printf(out, "Date: %s\r\n", text);
}

/* The socket has sent all that came before: one request at a time is answered.
 * What the library still has to say fails, and it closes. */
void
refusal_send(struct exchange *exchange, int status, struct str body)
{
    const int descriptor = exchange->entry->descriptor;
    struct buffer out = { 0 };

    buffer_printf(&out, "HTTP/1.1 %d %s\r\n", status,
            MHD_get_reason_phrase_for((unsigned)status));
    write_date(&out);
    for (const struct header *at = exchange->headers; at; at = at->next)
        buffer_printf(&out, "%s: %s\r\n", at->name, at->value);
    buffer_printf(&out, "Connection: close\r\nContent-Length: %zu\r\n\r\n",
            body.len);
    buffer_append_str(&out, body);
    if (send(descriptor, out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        log_debug("http event=refusal_unsent reason=\"%m\"");
    shutdown(descriptor, SHUT_WR);
    buffer_release(&out);
}
