#include "wire/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
buffer_grow(struct buffer *buffer, size_t len)
{
    size_t cap = buffer->cap > 0 ? buffer->cap : 256;

    while (cap - buffer->len < len)
        cap *= 2;
    buffer->data = realloc(buffer->data, cap);
    if (!buffer->data)
        abort();
    buffer->cap = cap;
}

void
buffer_append(struct buffer *buffer, const void *data, size_t len)
{
    if (len == 0)
        return;
    if (buffer->cap - buffer->len < len)
        buffer_grow(buffer, len);
    memcpy(buffer->data + buffer->len, data, len);
    buffer->len += len;
}

void
buffer_append_str(struct buffer *buffer, struct str text)
{
    buffer_append(buffer, text.data, text.len);
}

void
buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args, again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    if (buffer->cap - buffer->len < (size_t)len + 1)
        buffer_grow(buffer, (size_t)len + 1);
    vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, again);
    buffer->len += (size_t)len;
    va_end(again);
    va_end(args);
}

void
buffer_clear(struct buffer *buffer)
{
    buffer->len = 0;
}

void
buffer_release(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){ 0 };
}
