#include "wire/check.h"

#include "base/clock.h"
#include "wire/utf8.h"

#include <inttypes.h>

/* "budget.2.amount" */
static struct str
path_of(struct arena *arena, const struct place *place)
{
    struct str parent = STR("");
    const char *dot;

    if (!place)
        return parent;
    parent = path_of(arena, place->parent);
    dot = parent.len > 0 ? "." : "";
    if (place->index >= 0)
        return arena_printf(arena, STR_FMT "%s%ld", STR_ARG(parent), dot,
                place->index);
    return arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(parent), dot,
            STR_ARG(place->name));
}

bool
check_fail(const struct check *check, const struct place *place,
        enum status status, const char *detail, struct str expected)
{
    *check->error = (struct decode_error){
        .status = status,
        .field = path_of(check->arena, place),
        .detail = str_from(detail),
        .expected = expected,
    };
    return false;
}

static struct str
one_of(struct arena *arena, const struct enumeration *enumeration)
{
    struct str text = STR("one of: ");

    for (size_t i = 0; i < enumeration->count; i++)
        text = arena_printf(arena, STR_FMT "%s%s", STR_ARG(text),
                i > 0 ? ", " : "", enumeration->names[i]);
    return text;
}

static struct str
range(struct arena *arena, const struct field *field, const char *what)
{
    if (field->min == field->max)
        return arena_printf(arena, "%" PRId64 " %s", field->min, what);
    return arena_printf(arena, "%" PRId64 " to %" PRId64 " %s", field->min,
            field->max, what);
}

/* What one value of the field may be, for whoever has to mend a request. */
static struct str
expectation(struct arena *arena, const struct field *field)
{
    switch (field->kind) {
    case FIELD_UUID:
        return STR("a UUID");
    case FIELD_TEXT:
        if (field->pattern)
            return arena_printf(arena, "text that matches %s",
                    field->pattern->text);
        return range(arena, field, "characters of text");
    case FIELD_INT:
        return arena_printf(arena,
                "a whole number from %" PRId64 " to %" PRId64, field->min,
                field->max);
    case FIELD_FEN:
        return arena_printf(arena,
                "a whole number of fen from %" PRId64 " to %" PRId64,
                field->min, field->max);
    case FIELD_TIME:
        return STR("a time: RFC 3339 in JSON, milliseconds in msgpack");
    case FIELD_DATE:
        return STR("a day: YYYY-MM-DD");
    case FIELD_BOOL:
        return STR("true or false");
    case FIELD_BYTES:
        return range(arena, field, "bytes");
    case FIELD_ENUM:
        return one_of(arena, field->enumeration);
    case FIELD_STRUCT:
        return arena_printf(arena, "a map: %s", field->record->name);
    }
    return STR("");
}

bool
check_fail_type(const struct check *check, const struct place *place,
        const struct field *field, const char *detail)
{
    struct str expected = expectation(check->arena, field);

    if (field->is_list && place->index < 0)
        expected = arena_printf(check->arena, "a list, each of it " STR_FMT,
                STR_ARG(expected));
    return check_fail(check, place, STATUS_MALFORMED, detail, expected);
}

bool
check_refuse(const struct check *check, const struct place *place,
        const struct field *field, const char *detail)
{
    return check_fail(check, place, STATUS_REFUSED, detail,
            expectation(check->arena, field));
}

/* What the sender may have meant: not what is there already. */
static struct str
names_of_others(struct arena *arena, const struct schema *schema, uint64_t seen)
{
    struct str text = STR("");

    for (size_t i = 0; i < schema->field_count; i++)
        if (!(seen >> i & 1))
            text = arena_printf(arena, STR_FMT "%s%s", STR_ARG(text),
                    text.len > 0 ? ", " : "one of: ", schema->fields[i].name);
    return text.len > 0 ? text : STR("no further field");
}

bool
check_fail_stranger(const struct check *check, const struct place *place,
        const struct schema *schema, uint64_t seen, const char *detail)
{
    return check_fail(check, place, STATUS_MALFORMED, detail,
            names_of_others(check->arena, schema, seen));
}

bool
check_number(const struct check *check, const struct place *place,
        const struct field *field, int64_t value, void *out)
{
    if (value < field->min)
        return check_refuse(check, place, field, "is too small");
    if (value > field->max)
        return check_refuse(check, place, field, "is too large");
    memcpy(out, &value, sizeof(value));
    return true;
}

bool
check_text(const struct check *check, const struct place *place,
        const struct field *field, struct str value, size_t characters,
        void *out)
{
    if ((int64_t)characters < field->min)
        return check_refuse(check, place, field, "is too short");
    if ((int64_t)characters > field->max)
        return check_refuse(check, place, field, "is too long");
    if (field->min > 0 && utf8_is_blank(value))
        return check_refuse(check, place, field, "is blank");
    if (field->pattern && !pattern_matches(field->pattern, value))
        return check_refuse(check, place, field, "has another form");
    memcpy(out, &value, sizeof(value));
    return true;
}

bool
check_bytes(const struct check *check, const struct place *place,
        const struct field *field, struct str value, void *out)
{
    if ((int64_t)value.len < field->min)
        return check_refuse(check, place, field, "is too short");
    if ((int64_t)value.len > field->max)
        return check_refuse(check, place, field, "is too long");
    memcpy(out, &value, sizeof(value));
    return true;
}

bool
check_date(const struct check *check, const struct place *place,
        const struct field *field, struct str value, void *out)
{
    int64_t date;

    if (!date_parse(value, &date))
        return check_refuse(check, place, field, "is not a day");
    memcpy(out, &date, sizeof(date));
    return true;
}

bool
check_enum(const struct check *check, const struct place *place,
        const struct field *field, struct str name, void *out)
{
    int value = enum_value(field->enumeration, name);

    if (value == 0)
        return check_refuse(check, place, field, "is not one of its values");
    memcpy(out, &value, sizeof(value));
    return true;
}

size_t
value_size(const struct field *field)
{
    switch (field->kind) {
    case FIELD_UUID:
        return sizeof(struct uuid);
    case FIELD_TEXT:
    case FIELD_BYTES:
        return sizeof(struct str);
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_TIME:
    case FIELD_DATE:
        return sizeof(int64_t);
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_ENUM:
        return sizeof(int);
    case FIELD_STRUCT:
        return field->record->size;
    }
    return 0;
}

char *
check_list(const struct check *check, const struct place *place,
        const struct field *field, size_t count, char *record)
{
    char *elements;

    if (count > field->max_count) {
        check_fail(check, place, STATUS_REFUSED, "has too many entries",
                arena_printf(check->arena, "at most %zu", field->max_count));
        return NULL;
    }
    elements = arena_alloc(check->arena, count * value_size(field));
    memcpy(record + field->offset, &elements, sizeof(elements));
    memcpy(record + field->companion_offset, &count, sizeof(count));
    return elements;
}

bool
check_missing(const struct check *check, const struct place *parent,
        const struct schema *schema, uint64_t seen)
{
    const uint64_t all = schema->field_count < 64
                                 ? (UINT64_C(1) << schema->field_count) - 1
                                 : UINT64_MAX;

    if ((seen | schema->may_lack) == all)
        return true;
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];

        if (!(seen >> i & 1) && !field->is_optional && !field->is_list) {
            struct place place = { parent, str_from(field->name), -1 };

            return check_fail_type(check, &place, field, "is missing");
        }
    }
    return true;
}

static bool
is_named(const struct field *field, struct str name)
{
    return name.len > 0 && *field->name == *name.data &&
           str_equal(name, str_from(field->name));
}

size_t
find_field(const struct schema *schema, struct str name, size_t hint)
{
    for (size_t i = hint; i < schema->field_count; i++)
        if (is_named(&schema->fields[i], name))
            return i;
    for (size_t i = 0; i < hint && i < schema->field_count; i++)
        if (is_named(&schema->fields[i], name))
            return i;
    return schema->field_count;
}
