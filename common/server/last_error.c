#include "server/last_error.h"

#include "base/clock.h"
#include "wire/utf8.h"

#include <stdarg.h>
#include <stdio.h>

void
last_error_note(struct last_error *error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(error->text, sizeof(error->text), format, args);
    va_end(args);
    error->text[utf8_whole_len(str_from(error->text))] = '\0';
    error->at = clock_now();
}
