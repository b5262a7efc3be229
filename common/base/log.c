#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE_SIZE = 2048 };

static const char *log_service = "-";

void
log_as(const char *service)
{
    log_service = service;
}

/* One message is one line, whatever a peer made us print. */
static void
blank_controls(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = ' ';
}

/* One write(), so that lines of several processes do not mix. */
static void
write_line(const char *level, const char *format, va_list args)
{
    char line[LINE_SIZE], at[TIME_TEXT_SIZE];
    size_t len;

    time_format(clock_now(), at);
    len = (size_t)snprintf(line, sizeof(line) - 1, "at=%s level=%s service=%s ",
            at, level, log_service);
    vsnprintf(line + len, sizeof(line) - 1 - len, format, args);
    blank_controls(line);
    len = strlen(line);
    line[len++] = '\n';
    /* Nobody is left to tell when stderr fails. */
    if (write(STDERR_FILENO, line, len) < 0)
        return;
}

/* CW_LOG=debug lets it through. */
void
log_debug(const char *format, ...)
{
    const char *wanted = getenv("CW_LOG");
    va_list args;

    if (!wanted || strcmp(wanted, "debug") != 0)
        return;
    va_start(args, format);
    write_line("debug", format, args);
    va_end(args);
}

void
log_info(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line("info", format, args);
    va_end(args);
}

void
log_warn(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line("warn", format, args);
    va_end(args);
}

void
log_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line("error", format, args);
    va_end(args);
}
