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

/* Room for so many bytes after those in use. */
void buffer_grow(struct buffer *buffer, size_t len);

static inline char *
buffer_room(struct buffer *buffer, size_t len)
{
    if (buffer->cap - buffer->len < len)
        buffer_grow(buffer, len);
    return buffer->data + buffer->len;
}

/* What was put into the room ends here. */
static inline void
buffer_end(struct buffer *buffer, const char *end)
{
    buffer->len = (size_t)(end - buffer->data);
}

void buffer_clear(struct buffer *buffer); /* keeps the memory */
void buffer_release(struct buffer *buffer);

static inline struct str
buffer_str(const struct buffer *buffer)
{
    return (struct str){ buffer->data, buffer->len };
}

#endif
