/* Bytes that grow, for writing messages. They live on the heap. */
#ifndef WIRE_BUFFER_H
#define WIRE_BUFFER_H

#include "base/str.h"

#include <stddef.h>

/* A zeroed buffer is empty and ready to use. */
struct buffer {
    char *data;
    size_t len;
    size_t cap;
};

/* Aborts when out of memory. */
void buffer_append(struct buffer *buffer, const void *data, size_t len);
void buffer_append_str(struct buffer *buffer, struct str text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
        __attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer); /* keeps the memory */
void buffer_release(struct buffer *buffer);

static inline struct str
buffer_str(const struct buffer *buffer)
{
    return (struct str){ buffer->data, buffer->len };
}

#endif
