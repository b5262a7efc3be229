/*
 * Our reader against msgpack-c's unpacker: what ours takes, theirs takes and
 * understands alike; what theirs takes, ours refuses only for the reasons
 * that we have. Theirs believes counts, so it sees only bytes whose counts
 * were checked here first.
 */
#include "fuzz.h"
#include "wire/buffer.h"
#include "wire/reader.h"
#include "wire/utf8.h"

#include <inttypes.h>
#include <msgpack.h>

/* The bytes after a tag: a count or length, and what follows it. */
static size_t
length_width(uint8_t tag)
{
    switch (tag) {
    case 0xc4:
    case 0xc7:
    case 0xd9:
        return 1;
    case 0xc5:
    case 0xc8:
    case 0xda:
    case 0xdc:
    case 0xde:
        return 2;
    case 0xc6:
    case 0xc9:
    case 0xdb:
    case 0xdd:
    case 0xdf:
        return 4;
    }
    return 0;
}

static bool
is_map(uint8_t tag)
{
    return (tag & 0xf0) == 0x80 || tag == 0xde || tag == 0xdf;
}

static bool
is_list(uint8_t tag)
{
    return (tag & 0xf0) == 0x90 || tag == 0xdc || tag == 0xdd;
}

/* The bytes that follow a tag of fixed size. */
static size_t
fixed_size(uint8_t tag)
{
    if ((tag & 0xe0) == 0xa0)
        return tag & 0x1f;
    if (tag >= 0xca && tag <= 0xcb)
        return tag == 0xca ? 4 : 8;
    if (tag >= 0xcc && tag <= 0xcf)
        return (size_t)1 << (tag - 0xcc);
    if (tag >= 0xd0 && tag <= 0xd3)
        return (size_t)1 << (tag - 0xd0);
    if (tag >= 0xd4 && tag <= 0xd8)
        return 1 + ((size_t)1 << (tag - 0xd4));
    return tag >= 0xc7 && tag <= 0xc9 ? 1 : 0;
}

/* One complete value whose counts its bytes can hold; without recursion. */
static bool
has_honest_counts(struct str bytes)
{
    const uint8_t *at = (const uint8_t *)bytes.data;
    size_t left = bytes.len, values = 1;

    while (values > 0 && left > 0) {
        uint8_t tag = *at++;
        size_t width = length_width(tag), count = tag & 0x0f, size;

        if (--left < width)
            return false;
        if (width > 0)
            count = 0;
        for (size_t i = 0; i < width; i++)
            count = count << 8 | *at++;
        left -= width;
        values--;
        if (is_map(tag) || is_list(tag)) {
            if (count > left)
                return false;
            values += is_map(tag) ? 2 * count : count;
        } else {
            size = fixed_size(tag) + (width > 0 ? count : 0);
            if (size > left)
                return false;
            at += size;
            left -= size;
        }
    }
    return values == 0;
}

/* ---- what ours understands, as text ---- */

static void
print_bytes(struct buffer *out, char kind, struct str bytes)
{
    buffer_printf(out, "%c%zu:", kind, bytes.len);
    buffer_append_str(out, bytes);
}

static void
print_double(struct buffer *out, double value)
{
    uint64_t bits;

    if (value != value)
        value = 0; /* how a NaN is widened is not our business */
    memcpy(&bits, &value, sizeof(bits));
    buffer_printf(out, "f%" PRIx64, bits);
}

static uint64_t
big_endian(const uint8_t *at, size_t width)
{
    uint64_t value = 0;

    for (size_t i = 0; i < width; i++)
        value = value << 8 | at[i];
    return value;
}

static void
print_float(struct buffer *out, const uint8_t *at)
{
    uint32_t narrow = (uint32_t)big_endian(at + 1, 4);
    uint64_t wide = *at == 0xcb ? big_endian(at + 1, 8) : 0;
    float single;
    double value;

    memcpy(&single, &narrow, sizeof(single));
    memcpy(&value, &wide, sizeof(value));
    print_double(out, *at == 0xca ? (double)single : value);
}

/* Values that only read_skip() takes: nil, floats, extensions, huge ints. */
static void
print_skipped(struct buffer *out, struct reader *reader)
{
    const uint8_t *at = reader->at;
    size_t head;

    read_skip(reader);
    if (reader->fault)
        return;
    head = 1 + length_width(*at);
    if (*at == 0xc0)
        buffer_printf(out, "n");
    else if (*at == 0xca || *at == 0xcb)
        print_float(out, at);
    else if (*at == 0xcf)
        buffer_printf(out, "u%" PRIu64, big_endian(at + 1, 8));
    else
        print_bytes(out, 'x',
                (struct str){ (const char *)at + head,
                        (size_t)(reader->at - at) - head });
}

static void print_ours(struct buffer *out, struct reader *reader);

static void
print_our_map(struct buffer *out, struct reader *reader)
{
    size_t count = read_map(reader), characters;

    buffer_printf(out, "{%zu:", count);
    for (size_t i = 0; i < count && !reader->fault; i++) {
        print_bytes(out, 's', read_text(reader, &characters));
        print_ours(out, reader);
    }
    read_end(reader);
}

static void
print_our_list(struct buffer *out, struct reader *reader)
{
    size_t count = read_list(reader);

    buffer_printf(out, "[%zu:", count);
    for (size_t i = 0; i < count && !reader->fault; i++)
        print_ours(out, reader);
    read_end(reader);
}

static bool
is_int(const struct reader *reader)
{
    uint8_t tag = *reader->at;

    if (tag == 0xcf && reader->end - reader->at > 1)
        return reader->at[1] < 0x80;
    return tag <= 0x7f || tag >= 0xe0 || (tag >= 0xcc && tag <= 0xd3);
}

static void
print_ours(struct buffer *out, struct reader *reader)
{
    uint8_t tag = reader->at < reader->end ? *reader->at : 0xc1;
    size_t characters;

    if (is_map(tag))
        print_our_map(out, reader);
    else if (is_list(tag))
        print_our_list(out, reader);
    else if ((tag & 0xe0) == 0xa0 || (tag >= 0xd9 && tag <= 0xdb))
        print_bytes(out, 's', read_text(reader, &characters));
    else if (tag >= 0xc4 && tag <= 0xc6)
        print_bytes(out, 'b', read_bytes(reader));
    else if (tag == 0xc2 || tag == 0xc3)
        buffer_printf(out, "t%d", read_bool(reader));
    else if (tag != 0xc1 && is_int(reader))
        buffer_printf(out, "i%" PRId64, read_int(reader));
    else
        print_skipped(out, reader);
}

/* ---- what theirs understands, as the same text ---- */

static void print_theirs(struct buffer *out, const msgpack_object *object);

static void
print_their_map(struct buffer *out, msgpack_object_map map)
{
    buffer_printf(out, "{%u:", map.size);
    for (uint32_t i = 0; i < map.size; i++) {
        print_theirs(out, &map.ptr[i].key);
        print_theirs(out, &map.ptr[i].val);
    }
}

static void
print_their_list(struct buffer *out, msgpack_object_array list)
{
    buffer_printf(out, "[%u:", list.size);
    for (uint32_t i = 0; i < list.size; i++)
        print_theirs(out, &list.ptr[i]);
}

/* The type of an extension comes first, as in its bytes. */
static void
print_their_extension(struct buffer *out, msgpack_object_ext extension)
{
    buffer_printf(out, "x%u:", extension.size + 1);
    buffer_append(out, &extension.type, 1);
    buffer_append(out, extension.ptr, extension.size);
}

static void
print_theirs(struct buffer *out, const msgpack_object *object)
{
    switch (object->type) {
    case MSGPACK_OBJECT_NIL:
        buffer_printf(out, "n");
        break;
    case MSGPACK_OBJECT_BOOLEAN:
        buffer_printf(out, "t%d", object->via.boolean);
        break;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        buffer_printf(out, "%c%" PRIu64,
                object->via.u64 > INT64_MAX ? 'u' : 'i', object->via.u64);
        break;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        buffer_printf(out, "i%" PRId64, object->via.i64);
        break;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        print_double(out, object->via.f64);
        break;
    case MSGPACK_OBJECT_STR:
        print_bytes(out, 's',
                (struct str){ object->via.str.ptr, object->via.str.size });
        break;
    case MSGPACK_OBJECT_BIN:
        print_bytes(out, 'b',
                (struct str){ object->via.bin.ptr, object->via.bin.size });
        break;
    case MSGPACK_OBJECT_ARRAY:
        print_their_list(out, object->via.array);
        break;
    case MSGPACK_OBJECT_MAP:
        print_their_map(out, object->via.map);
        break;
    case MSGPACK_OBJECT_EXT:
        print_their_extension(out, object->via.ext);
        break;
    }
}

/* ---- what theirs takes and ours, by design, does not ---- */

struct census {
    int items;
    bool is_refusable;
};

static void take_census(struct census *census, const msgpack_object *object,
        int depth);

static void
look_at_text(struct census *census, msgpack_object_str text)
{
    size_t characters;

    if (!utf8_check((struct str){ text.ptr, text.size }, &characters))
        census->is_refusable = true;
}

static bool
is_same_key(const msgpack_object *a, const msgpack_object *b)
{
    return b->type == MSGPACK_OBJECT_STR &&
           str_equal((struct str){ a->via.str.ptr, a->via.str.size },
                   (struct str){ b->via.str.ptr, b->via.str.size });
}

static void
look_at_map(struct census *census, msgpack_object_map map, int depth)
{
    if (map.size > READER_MAX_ENTRIES) {
        census->is_refusable = true;
        return;
    }
    for (uint32_t i = 0; i < map.size; i++) {
        const msgpack_object *key = &map.ptr[i].key;

        if (key->type != MSGPACK_OBJECT_STR)
            census->is_refusable = true;
        for (uint32_t j = 0; j < i && !census->is_refusable; j++)
            census->is_refusable = is_same_key(key, &map.ptr[j].key);
        take_census(census, key, depth);
        take_census(census, &map.ptr[i].val, depth);
    }
}

static void
take_census(struct census *census, const msgpack_object *object, int depth)
{
    bool is_deeper = object->type == MSGPACK_OBJECT_MAP ||
                     object->type == MSGPACK_OBJECT_ARRAY;

    if (++census->items > READER_MAX_ITEMS ||
            (is_deeper && depth == READER_MAX_DEPTH))
        census->is_refusable = true;
    if (census->is_refusable)
        return;
    if (object->type == MSGPACK_OBJECT_STR)
        look_at_text(census, object->via.str);
    else if (object->type == MSGPACK_OBJECT_MAP)
        look_at_map(census, object->via.map, depth + 1);
    else if (object->type == MSGPACK_OBJECT_ARRAY)
        for (uint32_t i = 0; i < object->via.array.size; i++)
            take_census(census, &object->via.array.ptr[i], depth + 1);
}

static void
compare(struct str bytes, const msgpack_object *object)
{
    struct buffer ours = { 0 }, theirs = { 0 };
    struct reader reader;

    reader_init(&reader, bytes);
    print_ours(&ours, &reader);
    must(reader_is_done(&reader), "what can be skipped can be read");
    print_theirs(&theirs, object);
    must(str_equal(buffer_str(&ours), buffer_str(&theirs)),
            "both readers understand the same");
    buffer_release(&ours);
    buffer_release(&theirs);
}

static bool
we_take(struct str bytes)
{
    struct reader reader;

    reader_init(&reader, bytes);
    read_skip(&reader);
    return reader_is_done(&reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = fuzz_input(data, size);
    msgpack_unpacked result;
    struct census census = { 0 };
    size_t offset = 0;
    bool they_take;

    if (!has_honest_counts(bytes)) {
        must(!we_take(bytes), "we take no false count");
        return 0;
    }
    msgpack_unpacked_init(&result);
    they_take = msgpack_unpack_next(&result, bytes.data, size, &offset) ==
                        MSGPACK_UNPACK_SUCCESS &&
                offset == size;
    if (we_take(bytes)) {
        must(they_take, "what we take, they take");
        compare(bytes, &result.data);
    } else if (they_take) {
        take_census(&census, &result.data, 0);
        must(census.is_refusable, "we refuse only for a reason");
    }
    msgpack_unpacked_destroy(&result);
    return 0;
}
