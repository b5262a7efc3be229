#include "wire/writer.h"

#include "wire/put.h"

void
write_list(struct buffer *out, size_t count)
{
    buffer_end(out,
            put_entries(buffer_room(out, HEAD_SIZE), 0x90, 0xdc, count));
}

void
write_int(struct buffer *out, int64_t number)
{
    buffer_end(out, put_int(buffer_room(out, HEAD_SIZE), number));
}

void
write_text(struct buffer *out, struct str text)
{
    char *at = buffer_room(out, HEAD_SIZE + text.len);

    buffer_end(out, put_text(at, text.data, text.len));
}

void
write_bytes(struct buffer *out, struct str bytes)
{
    char *at = buffer_room(out, HEAD_SIZE + bytes.len);

    buffer_end(out, put_blob(at, bytes.data, bytes.len));
}

void
write_bool(struct buffer *out, bool truth)
{
    *buffer_room(out, 1) = truth ? (char)0xc3 : (char)0xc2;
    out->len++;
}
