#include "wire/writer.h"

#include <msgpack.h>

static int
append(void *data, const char *bytes, size_t len)
{
    buffer_append(data, bytes, len);
    return 0;
}

static msgpack_packer
packer_for(struct buffer *out)
{
    msgpack_packer packer;

    msgpack_packer_init(&packer, out, append);
    return packer;
}

void
write_list(struct buffer *out, size_t count)
{
    msgpack_packer packer = packer_for(out);

    msgpack_pack_array(&packer, count);
}

void
write_int(struct buffer *out, int64_t number)
{
    msgpack_packer packer = packer_for(out);

    msgpack_pack_int64(&packer, number);
}

void
write_text(struct buffer *out, struct str text)
{
    msgpack_packer packer = packer_for(out);

    msgpack_pack_str(&packer, text.len);
    buffer_append_str(out, text);
}

void
write_bytes(struct buffer *out, struct str bytes)
{
    msgpack_packer packer = packer_for(out);

    msgpack_pack_bin(&packer, bytes.len);
    buffer_append_str(out, bytes);
}

void
write_bool(struct buffer *out, bool truth)
{
    buffer_append(out, truth ? "\xc3" : "\xc2", 1);
}
