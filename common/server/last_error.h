/* What went wrong last, for whoever looks after the hub. */
#ifndef SERVER_LAST_ERROR_H
#define SERVER_LAST_ERROR_H

#include <stdint.h>

struct last_error {
    char text[200];
    int64_t at; /* clock_now(); 0: nothing went wrong yet */
};

/* Replaces the one before; too long a text is cut. Nothing private. */
void last_error_note(struct last_error *error, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

#endif
