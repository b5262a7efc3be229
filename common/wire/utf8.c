#include "wire/utf8.h"

#include <stdint.h>

static bool
is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The length of the character at `at`, which is not ASCII; 0 if it is none. */
static size_t
wide_len(const uint8_t *at, const uint8_t *end)
{
    size_t left = (size_t)(end - at);

    if (at[0] >= 0xc2 && at[0] <= 0xdf)
        return left >= 2 && is_continuation(at[1]) ? 2 : 0;
    if (left < 3 || !is_continuation(at[1]) || !is_continuation(at[2]))
        return 0;
    if (at[0] == 0xe0)
        return at[1] >= 0xa0 ? 3 : 0; /* else overlong */
    if (at[0] == 0xed)
        return at[1] <= 0x9f ? 3 : 0; /* else a surrogate */
    if (at[0] >= 0xe1 && at[0] <= 0xef)
        return 3;
    if (left < 4 || !is_continuation(at[3]))
        return 0;
    if (at[0] == 0xf0)
        return at[1] >= 0x90 ? 4 : 0; /* else overlong */
    if (at[0] == 0xf4)
        return at[1] <= 0x8f ? 4 : 0; /* else above U+10FFFF */
    return at[0] >= 0xf1 && at[0] <= 0xf3 ? 4 : 0;
}

/* Eight bytes at once: all of them ASCII, and none of them NUL? */
static bool
is_plain(const uint8_t *at)
{
    const uint64_t highs = UINT64_C(0x8080808080808080);
    uint64_t bytes;

    memcpy(&bytes, at, sizeof(bytes));
    return ((bytes | (bytes - UINT64_C(0x0101010101010101))) & highs) == 0;
}

static const uint8_t *
skip_plain(const uint8_t *at, const uint8_t *end)
{
    while (end - at >= 8 && is_plain(at))
        at += 8;
    while (at<end && * at> 0 && *at < 0x80)
        at++;
    return at;
}

bool
utf8_check(struct str text, size_t *count_out)
{
    const uint8_t *at = (const uint8_t *)(text.len > 0 ? text.data : "");
    const uint8_t *end = at + text.len;
    size_t more = 0; /* bytes after the first of their character */

    while ((at = skip_plain(at, end)) < end) {
        size_t len = *at > 0 ? wide_len(at, end) : 0;

        if (len == 0)
            return false;
        at += len;
        more += len - 1;
    }
    *count_out = text.len - more;
    return true;
}

size_t
utf8_whole_len(struct str text)
{
    size_t start = text.len, count;

    while (start > 0 && ((unsigned char)text.data[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0)
        start--;
    if (utf8_check((struct str){ text.data + start, text.len - start }, &count))
        return text.len;
    return start;
}

/* What shows nothing: controls, spaces, marks of direction, fillers. */
static const struct {
    uint32_t first, last;
} blanks[] = {
    { 0x00, 0x20 },
    { 0x7f, 0xa0 },
    { 0xad, 0xad },
    { 0x034f, 0x034f },
    { 0x061c, 0x061c },
    { 0x115f, 0x1160 },
    { 0x1680, 0x1680 },
    { 0x17b4, 0x17b5 },
    { 0x180b, 0x180f },
    { 0x2000, 0x200f },
    { 0x2028, 0x202f },
    { 0x205f, 0x206f },
    { 0x2800, 0x2800 },
    { 0x3000, 0x3000 },
    { 0x3164, 0x3164 },
    { 0xfe00, 0xfe0f },
    { 0xfeff, 0xfeff },
    { 0xffa0, 0xffa0 },
    { 0xfff0, 0xfffb },
    { 0xe0000, 0xe0fff },
};

/* Han and what else people write with lies between the last two groups. */
static bool
is_blank(uint32_t character)
{
    if ((character > 0x20 && character < 0x7f) ||
            (character > 0x3164 && character < 0xfe00))
        return false;
    for (size_t i = 0; i < sizeof(blanks) / sizeof(*blanks); i++)
        if (character <= blanks[i].last)
            return character >= blanks[i].first;
    return false;
}

/* The character at *at, which was checked; *at goes to the next. */
static uint32_t
take(const uint8_t **at)
{
    const uint8_t lead = *(*at)++;
    uint32_t character = lead;

    if (lead >= 0xc0)
        character &= lead >= 0xf0 ? 0x07 : lead >= 0xe0 ? 0x0f : 0x1f;
    for (uint8_t bit = 0x40; lead >= 0x80 && (lead & bit); bit >>= 1)
        character = character << 6 | (*(*at)++ & 0x3f);
    return character;
}

bool
utf8_is_blank(struct str text)
{
    const uint8_t *at = (const uint8_t *)text.data;
    const uint8_t *end = at + text.len;

    while (at < end)
        if (!is_blank(take(&at)))
            return false;
    return true;
}
