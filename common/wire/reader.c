#include "wire/reader.h"

#include "wire/utf8.h"

void
reader_init(struct reader *reader, struct str bytes)
{
    const char *data = bytes.len > 0 ? bytes.data : ""; /* never NULL + 0 */

    *reader = (struct reader){ .at = (const uint8_t *)data };
    reader->end = reader->at + bytes.len;
}

bool
reader_is_done(const struct reader *reader)
{
    return !reader->fault && reader->at == reader->end;
}

static const char not_text[] = "is not UTF-8, or has a NUL in it";

static size_t
left(const struct reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

static uint64_t
fail(struct reader *reader, const char *fault)
{
    if (!reader->fault)
        reader->fault = fault;
    reader->at = reader->end;
    return 0;
}

static uint64_t
fail_type(struct reader *reader)
{
    return fail(reader, "has the wrong type");
}

/* An unsigned big-endian number of width bytes. */
static uint64_t
take(struct reader *reader, size_t width)
{
    uint64_t value = 0;

    if (left(reader) < width)
        return fail(reader, "is cut short");
    while (width-- > 0)
        value = value << 8 | *reader->at++;
    return value;
}

/* The first byte of a value; 0xc1, which begins none, after a fault. */
static uint8_t
take_tag(struct reader *reader)
{
    if (left(reader) == 0)
        fail(reader, "is cut short");
    else if (++reader->items > READER_MAX_ITEMS)
        fail(reader, "has too many values");
    return reader->fault ? 0xc1 : *reader->at++;
}

/* A number whose width follows from how far its tag is from the first. */
static uint64_t
take_sized(struct reader *reader, uint8_t tag, uint8_t first)
{
    return take(reader, (size_t)1 << (tag - first));
}

/* The entries have at least `least` bytes each. */
static size_t
enter(struct reader *reader, uint64_t count, size_t least)
{
    if (reader->fault)
        return 0;
    if (count > left(reader) / least)
        return fail(reader, "claims more entries than it has bytes");
    if (++reader->depth > READER_MAX_DEPTH)
        return fail(reader, "is nested too deep");
    return count;
}

static uint64_t
take_map_count(struct reader *reader)
{
    uint8_t tag = take_tag(reader);

    if ((tag & 0xf0) == 0x80)
        return tag & 0x0f;
    if (tag == 0xde)
        return take(reader, 2);
    if (tag == 0xdf)
        return take(reader, 4);
    return fail_type(reader);
}

size_t
read_map(struct reader *reader)
{
    size_t count = enter(reader, take_map_count(reader), 2);

    if (count > READER_MAX_ENTRIES)
        return fail(reader, "has too many fields");
    return count;
}

static uint64_t
take_list_count(struct reader *reader)
{
    uint8_t tag = take_tag(reader);

    if ((tag & 0xf0) == 0x90)
        return tag & 0x0f;
    if (tag == 0xdc)
        return take(reader, 2);
    if (tag == 0xdd)
        return take(reader, 4);
    return fail_type(reader);
}

size_t
read_list(struct reader *reader)
{
    return enter(reader, take_list_count(reader), 1);
}

void
read_end(struct reader *reader)
{
    reader->depth--;
}

static struct str
take_bytes(struct reader *reader, uint64_t len)
{
    struct str bytes = { (const char *)reader->at, len };

    if (left(reader) < len)
        fail(reader, "is cut short");
    if (reader->fault)
        return STR("");
    reader->at += len;
    return bytes;
}

struct str
read_key(struct reader *reader)
{
    uint8_t tag = take_tag(reader);

    if ((tag & 0xe0) == 0xa0)
        return take_bytes(reader, tag & 0x1f);
    if (tag >= 0xd9 && tag <= 0xdb)
        return take_bytes(reader, take_sized(reader, tag, 0xd9));
    fail_type(reader);
    return STR("");
}

struct str
read_text(struct reader *reader, size_t *characters_out)
{
    struct str text = read_key(reader);

    if (utf8_check(text, characters_out))
        return text;
    fail(reader, not_text);
    *characters_out = 0;
    return STR("");
}

struct str
read_bytes(struct reader *reader)
{
    uint8_t tag = take_tag(reader);

    if (tag >= 0xc4 && tag <= 0xc6)
        return take_bytes(reader, take_sized(reader, tag, 0xc4));
    fail_type(reader);
    return STR("");
}

int64_t
read_int(struct reader *reader)
{
    uint8_t tag = take_tag(reader);
    uint64_t value;

    if (tag <= 0x7f)
        return tag;
    if (tag >= 0xe0)
        return (int8_t)tag;
    switch (tag) {
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
        value = take_sized(reader, tag, 0xcc);
        if (value <= INT64_MAX)
            return (int64_t)value;
        return (int64_t)fail(reader, "is too large");
    case 0xd0:
        return (int8_t)take(reader, 1);
    case 0xd1:
        return (int16_t)take(reader, 2);
    case 0xd2:
        return (int32_t)take(reader, 4);
    case 0xd3:
        return (int64_t)take(reader, 8);
    }
    return (int64_t)fail_type(reader);
}

bool
read_bool(struct reader *reader)
{
    uint8_t tag = take_tag(reader);

    if (tag != 0xc2 && tag != 0xc3)
        fail_type(reader);
    return tag == 0xc3;
}

static void
skip_map(struct reader *reader)
{
    struct str keys[READER_MAX_ENTRIES];
    size_t count = read_map(reader), characters;

    for (size_t i = 0; i < count && !reader->fault; i++) {
        keys[i] = read_text(reader, &characters);
        for (size_t j = 0; j < i; j++)
            if (str_equal(keys[i], keys[j]))
                fail(reader, "has a field twice");
        read_skip(reader);
    }
    read_end(reader);
}

static void
skip_list(struct reader *reader)
{
    size_t count = read_list(reader);

    for (size_t i = 0; i < count && !reader->fault; i++)
        read_skip(reader);
    read_end(reader);
}

/* Numbers, nil and extensions: a tag and so many bytes. */
static void
skip_plain(struct reader *reader)
{
    uint8_t tag = take_tag(reader);

    if (tag <= 0x7f || tag >= 0xe0 || tag == 0xc0)
        return;
    if (tag == 0xca || tag == 0xcb)
        take_bytes(reader, tag == 0xca ? 4 : 8);
    else if (tag >= 0xcc && tag <= 0xcf)
        take_bytes(reader, UINT64_C(1) << (tag - 0xcc));
    else if (tag >= 0xd0 && tag <= 0xd3)
        take_bytes(reader, UINT64_C(1) << (tag - 0xd0));
    else if (tag >= 0xd4 && tag <= 0xd8) /* an extension's type, data */
        take_bytes(reader, 1 + (UINT64_C(1) << (tag - 0xd4)));
    else if (tag >= 0xc7 && tag <= 0xc9)
        take_bytes(reader, 1 + take_sized(reader, tag, 0xc7));
    else
        fail_type(reader);
}

void
read_skip(struct reader *reader)
{
    uint8_t tag = left(reader) > 0 ? *reader->at : 0xc1;
    size_t characters;

    if ((tag & 0xf0) == 0x80 || tag == 0xde || tag == 0xdf)
        skip_map(reader);
    else if ((tag & 0xf0) == 0x90 || tag == 0xdc || tag == 0xdd)
        skip_list(reader);
    else if ((tag & 0xe0) == 0xa0 || (tag >= 0xd9 && tag <= 0xdb))
        read_text(reader, &characters);
    else if (tag == 0xc2 || tag == 0xc3)
        read_bool(reader);
    else if (tag >= 0xc4 && tag <= 0xc6)
        read_bytes(reader);
    else
        skip_plain(reader);
}

enum value_kind
reader_kind(const struct reader *reader)
{
    const uint8_t first = reader->at < reader->end ? *reader->at : 0xc1;

    if (first < 0x80 || first >= 0xe0 || (first >= 0xcc && first <= 0xd3))
        return VALUE_KIND_INT;
    if ((first >= 0xa0 && first <= 0xbf) || (first >= 0xd9 && first <= 0xdb))
        return VALUE_KIND_TEXT;
    if (first >= 0xc4 && first <= 0xc6)
        return VALUE_KIND_BYTES;
    return first == 0xc2 || first == 0xc3 ? VALUE_KIND_BOOL : VALUE_KIND_OTHER;
}
