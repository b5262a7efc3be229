#include "sample.h"

#include "base/clock.h"

static int64_t
sample_number(const struct field *field, int64_t now)
{
    switch (field->kind) {
    case FIELD_TIME:
        return now;
    case FIELD_DATE:
        return date_of(now);
    case FIELD_FEN:
        return 1234567;
    default:
        return 3;
    }
}

static void fill(const struct schema *schema, void *record, int64_t now,
        struct arena *arena);

static void
fill_field(const struct field *field, char *record, int64_t now,
        struct arena *arena)
{
    void *value = record + field->offset;

    if (field->is_optional)
        *(bool *)(record + field->companion_offset) = true;
    switch (field->kind) {
    case FIELD_TEXT:
        *(struct str *)value = arena_printf(arena, "[%s]", field->name);
        break;
    case FIELD_ENUM:
        *(int *)value = 1;
        break;
    case FIELD_BOOL:
        *(bool *)value = true;
        break;
    case FIELD_UUID:
        *(struct uuid *)value = uuid_new(now);
        break;
    case FIELD_STRUCT:
        fill(field->record, value, now, arena);
        break;
    case FIELD_BYTES:
        break;
    default:
        *(int64_t *)value = sample_number(field, now);
    }
}

static void
fill(const struct schema *schema, void *record, int64_t now,
        struct arena *arena)
{
    for (size_t i = 0; i < schema->field_count; i++)
        if (!schema->fields[i].is_list)
            fill_field(&schema->fields[i], record, now, arena);
}

void *
sample_record(const struct schema *schema, int64_t now, struct arena *arena)
{
    void *record = arena_alloc(arena, schema->size);

    fill(schema, record, now, arena);
    return record;
}
