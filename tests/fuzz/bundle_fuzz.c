/*
 * Any bytes as a bundle of requests or replies: what is whole in them lies
 * inside, and is written again as it was.
 */
#include "bus/bundle.h"
#include "fuzz.h"

static bool
is_inside(struct str bytes, struct str part)
{
    return part.data >= bytes.data &&
           part.data + part.len <= bytes.data + bytes.len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = fuzz_input(data, size), rest = bytes;
    struct bundle again = { 0 };
    struct bundle_entry entry;

    while (bundle_next(&rest, &entry)) {
        must(entry.client.len > 0, "an entry says who asked");
        must(is_inside(bytes, entry.header) && is_inside(bytes, entry.payload),
                "an entry is inside its bundle");
        bundle_add(&again, &entry);
        must(bytes.len - rest.len == again.bytes.len,
                "an entry takes what it says it takes");
    }
    must(str_equal((struct str){ bytes.data, again.bytes.len },
                 buffer_str(&again.bytes)),
            "what was read is written alike");
    bundle_release(&again);
    return 0;
}
