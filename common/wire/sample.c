#include "wire/sample.h"

#include "types_messages.h"

static const char *const colour_names[] = { "red", "green" };
static const struct enumeration colours = { "colour", colour_names, 2 };

static const struct field line_fields[] = {
    { "item", FIELD_TEXT, .offset = offsetof(struct line, item), .max = 20 },
    { "amount", FIELD_FEN, .offset = offsetof(struct line, amount), .min = 1,
            .max = 1000 },
};

static const struct schema line_schema = { "line", sizeof(struct line),
    line_fields, 2 };

static const struct field fields[] = {
    { "id", FIELD_UUID, .offset = offsetof(struct sample, id) },
    { "title", FIELD_TEXT, .offset = offsetof(struct sample, title), .min = 1,
            .max = 8 },
    { "hub", FIELD_TEXT, .offset = offsetof(struct sample, hub), .min = 1,
            .max = 40, .pattern = &types_hub_pattern },
    { "count", FIELD_INT, .offset = offsetof(struct sample, count),
            .min = -100000, .max = INT64_C(9007199254740993) },
    { "amount", FIELD_FEN, .offset = offsetof(struct sample, amount),
            .max = INT64_C(1000000000000000) },
    { "at", FIELD_TIME, .offset = offsetof(struct sample, at),
            .max = INT64_C(32503651199999) },
    { "day", FIELD_DATE, .is_optional = true,
            .offset = offsetof(struct sample, day),
            .companion_offset = offsetof(struct sample, has_day) },
    { "is_public", FIELD_BOOL, .offset = offsetof(struct sample, is_public) },
    { "key", FIELD_BYTES, .offset = offsetof(struct sample, key), .min = 1,
            .max = 4 },
    { "colour", FIELD_ENUM, .offset = offsetof(struct sample, colour),
            .enumeration = &colours },
    { "first", FIELD_STRUCT, .offset = offsetof(struct sample, first),
            .record = &line_schema },
    { "second", FIELD_STRUCT, .is_optional = true,
            .offset = offsetof(struct sample, second),
            .companion_offset = offsetof(struct sample, has_second),
            .record = &line_schema },
    { "lines", FIELD_STRUCT, .is_list = true,
            .offset = offsetof(struct sample, lines),
            .companion_offset = offsetof(struct sample, lines_count),
            .max_count = 3, .record = &line_schema },
    { "tags", FIELD_TEXT, .is_list = true,
            .offset = offsetof(struct sample, tags),
            .companion_offset = offsetof(struct sample, tags_count), .max = 5,
            .max_count = 4 },
    { "colours", FIELD_ENUM, .is_list = true,
            .offset = offsetof(struct sample, colours),
            .companion_offset = offsetof(struct sample, colours_count),
            .max_count = 4, .enumeration = &colours },
};

const struct schema sample_schema = { "sample", sizeof(struct sample), fields,
    sizeof(fields) / sizeof(*fields) };

struct sample
sample_full(void)
{
    static struct line lines[] = { { STR("纸"), 20 }, { STR("ink"), 1 } };
    static struct str tags[] = { STR("a"), STR("") };
    static enum colour listed[] = { COLOUR_GREEN, COLOUR_RED };

    return (struct sample){
        .id = { { 1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15,
                0xff } },
        .title = STR("公益\t<a>"),
        .hub = STR("longgang.bantian"),
        .count = -70000,
        .amount = 5000,
        .at = INT64_C(1772413200000),
        .has_day = true,
        .day = 20514,
        .is_public = true,
        .key = { "\x00\xfb\xff", 3 },
        .colour = COLOUR_GREEN,
        .first = { STR("desk"), 1000 },
        .has_second = true,
        .second = { STR(""), 1 },
        .lines = lines,
        .lines_count = 2,
        .tags = tags,
        .tags_count = 2,
        .colours = listed,
        .colours_count = 2,
    };
}
