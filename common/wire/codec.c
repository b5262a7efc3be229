#include "wire/codec.h"

#include "wire/check.h"
#include "wire/reader.h"
#include "wire/utf8.h"

struct decoding {
    struct check check;
    struct reader reader;
    size_t unknown;
    bool is_strict;
};

static bool decode_map(struct decoding *d, const struct place *place,
        const struct schema *schema, char *record);

static bool
decode_uuid(struct decoding *d, const struct place *place,
        const struct field *field, void *out)
{
    struct str bytes = read_bytes(&d->reader);

    if (d->reader.fault)
        return check_fail_type(&d->check, place, field, d->reader.fault);
    if (bytes.len != sizeof(struct uuid))
        return check_fail_type(&d->check, place, field, "is not 16 bytes");
    memcpy(out, bytes.data, sizeof(struct uuid));
    return true;
}

static bool
decode_number(struct decoding *d, const struct place *place,
        const struct field *field, void *out)
{
    int64_t value = read_int(&d->reader);

    if (d->reader.fault)
        return check_fail_type(&d->check, place, field, d->reader.fault);
    return check_number(&d->check, place, field, value, out);
}

/* Text, and the names of days and of the values of an enum. */
static bool
decode_text(struct decoding *d, const struct place *place,
        const struct field *field, void *out)
{
    size_t characters;
    struct str text = read_text(&d->reader, &characters);

    if (d->reader.fault)
        return check_fail_type(&d->check, place, field, d->reader.fault);
    if (field->kind == FIELD_DATE)
        return check_date(&d->check, place, field, text, out);
    if (field->kind == FIELD_ENUM)
        return check_enum(&d->check, place, field, text, out);
    return check_text(&d->check, place, field, text, characters, out);
}

static bool
decode_bytes(struct decoding *d, const struct place *place,
        const struct field *field, void *out)
{
    struct str bytes = read_bytes(&d->reader);

    if (d->reader.fault)
        return check_fail_type(&d->check, place, field, d->reader.fault);
    return check_bytes(&d->check, place, field, bytes, out);
}

static bool
decode_bool(struct decoding *d, const struct place *place,
        const struct field *field, void *out)
{
    *(bool *)out = read_bool(&d->reader);
    if (d->reader.fault)
        return check_fail_type(&d->check, place, field, d->reader.fault);
    return true;
}

static bool
decode_value(struct decoding *d, const struct place *place,
        const struct field *field, void *out)
{
    if (reader_is_at_nil(&d->reader))
        return check_fail_type(&d->check, place, field,
                "is nil: an absent field has no key");
    switch (field->kind) {
    case FIELD_UUID:
        return decode_uuid(d, place, field, out);
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_TIME:
        return decode_number(d, place, field, out);
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_ENUM:
        return decode_text(d, place, field, out);
    case FIELD_BOOL:
        return decode_bool(d, place, field, out);
    case FIELD_BYTES:
        return decode_bytes(d, place, field, out);
    case FIELD_STRUCT:
        return decode_map(d, place, field->record, out);
    }
    return false;
}

static bool
decode_list(struct decoding *d, const struct place *place,
        const struct field *field, char *record)
{
    size_t count = read_list(&d->reader);
    char *elements;

    if (d->reader.fault)
        return check_fail_type(&d->check, place, field, d->reader.fault);
    elements = check_list(&d->check, place, field, count, record);
    if (!elements)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct place element = { .parent = place, .index = (long)i };

        if (!decode_value(d, &element, field, elements))
            return false;
        elements += value_size(field);
    }
    read_end(&d->reader);
    return true;
}

static bool
decode_field(struct decoding *d, const struct place *place,
        const struct field *field, char *record)
{
    if (field->is_list)
        return decode_list(d, place, field, record);
    set_present(field, record);
    return decode_value(d, place, field, record + field->offset);
}

/* The fields of one map: which were seen, and names we do not know. */
struct entries {
    uint64_t seen;
    size_t next; /* where in the schema to look for the next one */
    struct str strangers[READER_MAX_ENTRIES];
    size_t stranger_count;
};

static bool
is_new_stranger(struct entries *entries, struct str key)
{
    for (size_t i = 0; i < entries->stranger_count; i++)
        if (str_equal(entries->strangers[i], key))
            return false;
    entries->strangers[entries->stranger_count++] = key;
    return true;
}

static bool
fail_twice(struct decoding *d, const struct place *place)
{
    return check_fail(&d->check, place, STATUS_MALFORMED, "is there twice",
            STR(""));
}

static bool
is_utf8(struct decoding *d, const struct place *place)
{
    size_t characters;

    return utf8_check(place->name, &characters) ||
           check_fail(&d->check, place->parent, STATUS_MALFORMED,
                   "has a name of a field that is not UTF-8", STR(""));
}

static bool
fail_stranger(struct decoding *d, const struct place *place,
        const struct schema *schema, const struct entries *entries)
{
    return is_utf8(d, place) &&
           check_fail_stranger(&d->check, place, schema, entries->seen,
                   "is no field of this request");
}

/* So that an old reader accepts what a newer writer added. */
static bool
skip_stranger(struct decoding *d, const struct place *place,
        struct entries *entries)
{
    if (!is_utf8(d, place))
        return false;
    if (!is_new_stranger(entries, place->name))
        return fail_twice(d, place);
    d->unknown++;
    read_skip(&d->reader);
    if (d->reader.fault)
        return check_fail(&d->check, place, STATUS_MALFORMED, d->reader.fault,
                STR(""));
    return true;
}

/*
 * Senders follow the schema: mostly the next name is that of the next field,
 * or of one after it. Its index, or field_count.
 */
static size_t
take_expected(struct decoding *d, const struct schema *schema,
        const struct entries *entries)
{
    for (size_t i = entries->next; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];

        if (field->name_len - 1 < 31 &&
                read_this_key(&d->reader, field->name, field->name_len))
            return i;
    }
    return schema->field_count;
}

static bool
decode_known(struct decoding *d, const struct place *place,
        const struct schema *schema, struct entries *entries, size_t index,
        char *record)
{
    if (entries->seen >> index & 1)
        return fail_twice(d, place);
    entries->seen |= UINT64_C(1) << index;
    entries->next = index + 1;
    return decode_field(d, place, &schema->fields[index], record);
}

/* The next entry of the map, in whatever order they come. */
static bool
decode_entry(struct decoding *d, const struct place *parent,
        const struct schema *schema, struct entries *entries, char *record)
{
    size_t index = take_expected(d, schema, entries);
    struct place place = { .parent = parent, .index = -1 };

    if (index < schema->field_count) {
        place.name = (struct str){ schema->fields[index].name,
            schema->fields[index].name_len };
        return decode_known(d, &place, schema, entries, index, record);
    }
    place.name = read_key(&d->reader);
    if (d->reader.fault)
        return check_fail(&d->check, parent, STATUS_MALFORMED, d->reader.fault,
                STR("a map with text keys"));
    index = find_field(schema, place.name, entries->next);
    if (index == schema->field_count && d->is_strict)
        return fail_stranger(d, &place, schema, entries);
    if (index == schema->field_count)
        return skip_stranger(d, &place, entries);
    return decode_known(d, &place, schema, entries, index, record);
}

static bool
decode_entries(struct decoding *d, const struct place *parent,
        const struct schema *schema, size_t count, char *record)
{
    struct entries entries;

    entries.seen = 0;
    entries.next = entries.stranger_count = 0; /* strangers need no zeroes */
    for (size_t i = 0; i < count; i++)
        if (!decode_entry(d, parent, schema, &entries, record))
            return false;
    return check_missing(&d->check, parent, schema, entries.seen);
}

static bool
decode_map(struct decoding *d, const struct place *place,
        const struct schema *schema, char *record)
{
    size_t count = read_map(&d->reader);

    if (d->reader.fault)
        return check_fail(&d->check, place, STATUS_MALFORMED, d->reader.fault,
                arena_printf(d->check.arena, "a map: %s", schema->name));
    if (!decode_entries(d, place, schema, count, record))
        return false;
    read_end(&d->reader);
    return true;
}

static enum status
decode_whole(struct decoding *d, const struct schema *schema, struct str bytes,
        void *record)
{
    memset(record, 0, schema->size);
    reader_init(&d->reader, bytes);
    if (!decode_map(d, NULL, schema, record))
        return d->check.error->status;
    if (reader_is_done(&d->reader))
        return STATUS_OK;
    check_fail(&d->check, NULL, STATUS_MALFORMED, "has bytes after its end",
            STR("one map"));
    return d->check.error->status;
}

enum status
codec_decode(const struct schema *schema, struct str bytes, struct arena *arena,
        void *record, size_t *unknown, struct decode_error *error)
{
    struct decoding d = { .check = { arena, error } };
    const enum status status = decode_whole(&d, schema, bytes, record);

    if (unknown)
        *unknown = d.unknown;
    return status;
}

enum status
codec_decode_strictly(const struct schema *schema, struct str bytes,
        struct arena *arena, void *record, struct decode_error *error)
{
    struct decoding d = { .check = { arena, error }, .is_strict = true };

    return decode_whole(&d, schema, bytes, record);
}
