#include "gift.h"

#include <inttypes.h>

enum { PREFIX_LEN = 3, YEAR_LEN = 4, MAX_NUMBER_LEN = 20 };

#define SERIALS_PER_YEAR INT64_C(1000000000)

static bool
read_digits(struct str text, int64_t *out)
{
    *out = 0;
    if (text.len == 0 || text.len > MAX_NUMBER_LEN - YEAR_LEN - PREFIX_LEN)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *out = *out * 10 + (text.data[i] - '0');
    }
    return true;
}

/* PREFIX-YEAR-NUMBER */
static bool
read_number(struct str prefix, struct str number, int64_t *out)
{
    const size_t head = PREFIX_LEN + YEAR_LEN;
    int64_t year, serial;

    if (number.len <= head + 1 || number.data[head] != '-' ||
            memcmp(number.data, prefix.data, PREFIX_LEN) != 0)
        return false;
    if (!read_digits((struct str){ number.data + PREFIX_LEN, YEAR_LEN },
                &year) ||
            !read_digits((struct str){ number.data + head + 1,
                                 number.len - head - 1 },
                    &serial) ||
            serial >= SERIALS_PER_YEAR)
        return false;
    *out = year * SERIALS_PER_YEAR + serial;
    return true;
}

static struct str
write_number(struct arena *arena, const char *prefix, int64_t serial)
{
    return arena_printf(arena, "%s%" PRId64 "-%04" PRId64, prefix,
            serial / SERIALS_PER_YEAR, serial % SERIALS_PER_YEAR);
}

bool
gift_serial(struct str number, int64_t *out)
{
    return read_number(STR("GF-"), number, out);
}

bool
receipt_serial(struct str number, int64_t *out)
{
    return read_number(STR("RC-"), number, out);
}

struct str
gift_number(struct arena *arena, int64_t serial)
{
    return write_number(arena, "GF-", serial);
}

struct str
receipt_number(struct arena *arena, int64_t serial)
{
    return write_number(arena, "RC-", serial);
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
