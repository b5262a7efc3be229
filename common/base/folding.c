#include "base/folding.h"

#include <stdlib.h>
#include <string.h>

static int
compare(const void *key, const void *row)
{
    uint32_t character = *(const uint32_t *)key;
    uint32_t from = ((const struct folding *)row)->from;

    return (character > from) - (character < from);
}

uint32_t
fold_character(uint32_t character)
{
    const struct folding *found = bsearch(&character, folding_table,
            folding_table_len, sizeof(*folding_table), compare);

    return found ? found->to : character;
}

static size_t
size_by_first_byte(uint8_t byte)
{
    if (byte < 0x80)
        return 1;
    if (byte >= 0xc2 && byte < 0xe0)
        return 2;
    if (byte >= 0xe0 && byte < 0xf0)
        return 3;
    return byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
}

uint32_t
utf8_read(struct str text, size_t at, size_t *size)
{
    static const uint32_t masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    const uint8_t *bytes = (const uint8_t *)text.data + at;
    size_t len = size_by_first_byte(bytes[0]);
    uint32_t character = bytes[0] & masks[len];

    *size = 1;
    if (len == 0 || len > text.len - at)
        return UTF8_INVALID;
    for (size_t i = 1; i < len; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return UTF8_INVALID;
        character = character << 6 | (bytes[i] & 0x3f);
    }
    *size = len;
    return character;
}

size_t
utf8_write(uint32_t character, char out[UTF8_MAX])
{
    static const uint8_t heads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t len = character < 0x80      ? 1
                 : character < 0x800   ? 2
                 : character < 0x10000 ? 3
                                       : 4;

    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    out[0] = (char)(heads[len] | character);
    return len;
}

struct str
fold_text(struct str text, struct arena *arena)
{
    /* No character grows by more than a byte when folded. */
    char *out = arena_alloc(arena, text.len * 2 + 1);
    size_t len = 0, size;

    for (size_t at = 0; at < text.len; at += size) {
        uint32_t character = utf8_read(text, at, &size);

        if (character != UTF8_INVALID)
            len += utf8_write(fold_character(character), out + len);
    }
    return (struct str){ out, len };
}

/* The part before the next space; what follows it stays in *rest. */
static struct str
next_part(struct str *rest)
{
    const char *space = memchr(rest->data, ' ', rest->len);
    const size_t len = space ? (size_t)(space - rest->data) : rest->len;
    const size_t taken = space ? len + 1 : len;
    const struct str part = { rest->data, len };

    rest->data += taken;
    rest->len -= taken;
    return part;
}

bool
folded_has(struct str text, struct str typed)
{
    while (typed.len > 0) {
        const struct str part = next_part(&typed);

        if (part.len > 0 && !memmem(text.data, text.len, part.data, part.len))
            return false;
    }
    return true;
}
