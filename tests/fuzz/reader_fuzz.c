/* Any bytes, skipped and read as whatever they seem to be. */
#include "fuzz.h"
#include "wire/reader.h"

static bool
is_sound(struct str bytes)
{
    struct reader reader;

    reader_init(&reader, bytes);
    read_skip(&reader);
    must(reader.at <= reader.end, "the reader stays inside");
    must(reader.fault || reader.depth == 0, "what was entered was left");
    return reader_is_done(&reader);
}

/* Every read, one after the other, in an order that the bytes choose. */
static void
read_anything(struct str bytes, uint8_t order)
{
    struct reader reader;
    size_t characters;

    reader_init(&reader, bytes);
    for (int i = 0; i < 300 && !reader.fault; i++) {
        switch ((order + i * (order >> 4)) % 8) {
        case 0:
            must(read_map(&reader) <= READER_MAX_ENTRIES, "maps are small");
            break;
        case 1:
            must(read_list(&reader) <= bytes.len, "lists fit their bytes");
            break;
        case 2:
            read_int(&reader);
            break;
        case 3:
            must(read_bytes(&reader).len <= bytes.len, "bytes are inside");
            break;
        case 4:
            must(read_text(&reader, &characters).len >= characters,
                    "a character has a byte or more");
            break;
        case 5:
            read_bool(&reader);
            break;
        case 6:
            read_end(&reader);
            break;
        default:
            read_skip(&reader);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = fuzz_input(data, size);

    if (size == 0)
        return 0;
    if (is_sound(bytes))
        must(!is_sound((struct str){ bytes.data, bytes.len - 1 }),
                "no value is the beginning of another");
    read_anything((struct str){ bytes.data + 1, bytes.len - 1 }, data[0]);
    return 0;
}
