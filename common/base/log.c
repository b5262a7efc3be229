#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 2048, HELD_SIZE = 32 * 1024 };

enum level { LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARN, LEVEL_ERROR, LEVEL_COUNT };

static const char *const level_names[LEVEL_COUNT] = { "debug", "info", "warn",
    "error" };

static const char *log_service = "-";

/* Whole lines of the one thread that keeps them. */
static _Thread_local bool is_holding;
static char held[HELD_SIZE];
static size_t held_len;

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

/* CW_LOG names the least that is written; otherwise it is info. */
static bool
is_wanted(enum level level)
{
    const char *least = getenv("CW_LOG");

    for (int i = 0; least && i < LEVEL_COUNT; i++)
        if (strcmp(level_names[i], least) == 0)
            return (int)level >= i;
    return level >= LEVEL_INFO;
}

/* Nobody is left to tell when stderr fails. */
static void
write_out(const char *lines, size_t len)
{
    if (len > 0 && write(STDERR_FILENO, lines, len) < 0)
        return;
}

void
log_hold(void)
{
    is_holding = true;
}

void
log_flush(void)
{
    if (!is_holding)
        return;
    write_out(held, held_len);
    held_len = 0;
}

static void
hold_line(enum level level, const char *line, size_t len)
{
    if (held_len + len > sizeof(held))
        log_flush();
    memcpy(held + held_len, line, len);
    held_len += len;
    if (level >= LEVEL_WARN)
        log_flush();
}

/* One write(), so that lines of several processes do not mix. */
static void
write_line(enum level level, const char *format, va_list args)
{
    char line[LINE_SIZE], at[TIME_TEXT_SIZE];
    size_t len;

    if (!is_wanted(level))
        return;
    time_format(clock_now(), at);
    len = (size_t)snprintf(line, sizeof(line) - 1, "at=%s level=%s service=%s ",
            at, level_names[level], log_service);
    vsnprintf(line + len, sizeof(line) - 1 - len, format, args);
    blank_controls(line);
    len = strlen(line);
    line[len++] = '\n';
    if (is_holding)
        hold_line(level, line, len);
    else
        write_out(line, len);
}

void
log_debug(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line(LEVEL_DEBUG, format, args);
    va_end(args);
}

void
log_info(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line(LEVEL_INFO, format, args);
    va_end(args);
}

void
log_warn(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line(LEVEL_WARN, format, args);
    va_end(args);
}

void
log_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line(LEVEL_ERROR, format, args);
    va_end(args);
}
