#include "bus/bundle.h"

#include <stdint.h>

/* The command, the client's length, and four bytes each for the others'. */
enum { HEAD_SIZE = 1 + 1 + 4 + 4 };

static void
write_length(char *out, size_t len)
{
    for (int i = 0; i < 4; i++)
        out[i] = (char)(len >> (24 - 8 * i));
}

static size_t
read_length(const char *bytes)
{
    uint32_t len = 0;

    for (int i = 0; i < 4; i++)
        len = len << 8 | (uint8_t)bytes[i];
    return len;
}

size_t
bundle_entry_size(const struct bundle_entry *entry)
{
    return HEAD_SIZE + entry->client.len + entry->header.len +
           entry->payload.len;
}

void
bundle_add(struct bundle *bundle, const struct bundle_entry *entry)
{
    struct buffer *bytes = &bundle->bytes;
    char *head = buffer_room(bytes, bundle_entry_size(entry));

    head[0] = entry->command;
    head[1] = (char)entry->client.len;
    write_length(head + 2, entry->header.len);
    write_length(head + 6, entry->payload.len);
    buffer_end(bytes, head + HEAD_SIZE);
    buffer_append_str(bytes, entry->client);
    buffer_append_str(bytes, entry->header);
    buffer_append_str(bytes, entry->payload);
    bundle->count++;
}

bool
bundle_is_full_for(const struct bundle *bundle,
        const struct bundle_entry *entry)
{
    return bundle->count >= BUNDLE_COUNT_MAX ||
           bundle->bytes.len + bundle_entry_size(entry) > BUNDLE_SIZE_MAX;
}

void
bundle_clear(struct bundle *bundle)
{
    buffer_clear(&bundle->bytes);
    bundle->count = 0;
}

void
bundle_release(struct bundle *bundle)
{
    buffer_release(&bundle->bytes);
    bundle->count = 0;
}

static bool
take(struct str *rest, size_t len, struct str *out)
{
    if (len > rest->len)
        return false;
    *out = (struct str){ rest->data, len };
    *rest = (struct str){ rest->data + len, rest->len - len };
    return true;
}

bool
bundle_next(struct str *rest, struct bundle_entry *out)
{
    struct str head;

    if (!take(rest, HEAD_SIZE, &head) || head.data[1] == 0)
        return false;
    out->command = head.data[0];
    return take(rest, (uint8_t)head.data[1], &out->client) &&
           take(rest, read_length(head.data + 2), &out->header) &&
           take(rest, read_length(head.data + 6), &out->payload);
}
