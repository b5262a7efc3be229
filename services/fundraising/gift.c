#include "gift.h"

#include "serial.h"

bool
gift_serial(struct str number, int64_t *out)
{
    return serial_read(STR("GF-"), number, out);
}

bool
receipt_serial(struct str number, int64_t *out)
{
    return serial_read(STR("RC-"), number, out);
}

struct str
gift_number(struct arena *arena, int64_t serial)
{
    return serial_write(arena, "GF", serial);
}

struct str
receipt_number(struct arena *arena, int64_t serial)
{
    return serial_write(arena, "RC", serial);
}

struct str
receipt_hash(struct arena *arena, const struct hash *hash)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, 2 * sizeof(hash->bytes) + 1);

    for (size_t i = 0; i < sizeof(hash->bytes); i++) {
        text[2 * i] = digits[hash->bytes[i] >> 4];
        text[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    return (struct str){ text, 2 * sizeof(hash->bytes) };
}

bool
gift_refund_parts(const struct gift *gift, struct gift_parts *out)
{
    *out = (struct gift_parts){
        .restricted = gift->undrawn,
        .free = gift->amount - gift->undrawn,
    };
    return gift->drawn == 0;
}

struct gift_parts
gift_chargeback_parts(const struct gift *gift, int64_t free_balance)
{
    int64_t unrestricted = gift->amount - gift->undrawn - gift->drawn;
    int64_t free = unrestricted < free_balance ? unrestricted : free_balance;

    return (struct gift_parts){
        .restricted = gift->undrawn,
        .free = free,
        .receivable = gift->amount - gift->undrawn - free,
    };
}

/* The bytes of the first character; names are valid UTF-8. */
static size_t
first_character_len(struct str name)
{
    size_t len = name.len > 0 ? 1 : 0;

    while (len < name.len && ((unsigned char)name.data[len] & 0xc0) == 0x80)
        len++;
    return len;
}

struct str
donor_mask(struct arena *arena, struct str name)
{
    struct str first = { name.data, first_character_len(name) };

    return arena_printf(arena, STR_FMT "**", STR_ARG(first));
}
