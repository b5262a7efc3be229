#include "figure.h"

#include "base/clock.h"
#include "label.h"

#include <inttypes.h>

static const struct field *
find_field(const struct schema *schema, struct str name)
{
    for (size_t i = 0; i < schema->field_count; i++)
        if (str_equal(str_from(schema->fields[i].name), name))
            return &schema->fields[i];
    return NULL;
}

bool
figure_find(const struct schema *schema, struct str name, struct figure *out)
{
    const char *dot;
    struct str first;

    *out = (struct figure){ 0 };
    while ((dot = memchr(name.data, '.', name.len))) {
        first = (struct str){ name.data, (size_t)(dot - name.data) };
        out->field = find_field(schema, first);
        if (!out->field || out->field->kind != FIELD_STRUCT ||
                out->field->is_list || out->field->is_optional)
            return false;
        out->offset += out->field->offset;
        schema = out->field->record;
        name = (struct str){ dot + 1, name.len - first.len - 1 };
    }
    out->field = find_field(schema, name);
    return out->field != NULL;
}

static const void *
value_of(const struct figure *figure, const void *record)
{
    return (const char *)record + figure->offset + figure->field->offset;
}

bool
figure_is_present(const struct figure *figure, const void *record)
{
    const struct field *field = figure->field;

    if (!field->is_optional)
        return true;
    return *(const bool *)((const char *)record + figure->offset +
                           field->companion_offset);
}

struct uuid
figure_uuid(const struct schema *schema, const void *record, const char *name)
{
    struct figure figure;

    if (!figure_find(schema, str_from(name), &figure) ||
            figure.field->kind != FIELD_UUID || figure.field->is_list ||
            !figure_is_present(&figure, record))
        return (struct uuid){ 0 };
    return *(const struct uuid *)value_of(&figure, record);
}

const char *
figure_format_name(enum figure_format format)
{
    static const char *const names[FIGURE_FORMAT_COUNT] = {
        [FIGURE_PLAIN] = "",
        [FIGURE_YUAN] = "yuan",
        [FIGURE_DATE] = "date",
        [FIGURE_TIME] = "time",
    };

    return names[format];
}

enum figure_format
figure_format_named(struct str filter)
{
    for (int i = 0; i < FIGURE_FORMAT_COUNT; i++)
        if (str_equal(str_from(figure_format_name((enum figure_format)i)),
                    filter))
            return (enum figure_format)i;
    return FIGURE_FORMAT_COUNT;
}

bool
figure_fits(const struct field *field, enum figure_format format)
{
    if (field->is_list)
        return false;
    switch (field->kind) {
    case FIELD_FEN:
        return format == FIGURE_YUAN;
    case FIELD_TIME:
        return format == FIGURE_DATE || format == FIGURE_TIME;
    case FIELD_DATE:
        return format == FIGURE_DATE;
    case FIELD_BYTES:
    case FIELD_STRUCT:
        return false;
    default:
        return format == FIGURE_PLAIN;
    }
}

/* 1,234,567.05: the yuan in groups of three, two digits of fen. */
static void
write_yuan(int64_t fen, enum locale locale, struct buffer *out)
{
    uint64_t rest = fen < 0 ? -(uint64_t)fen : (uint64_t)fen;
    uint64_t yuan = rest / 100;
    uint64_t group = 1;

    buffer_printf(out, "%s%s", locale == LOCALE_EN ? "¥" : "",
            fen < 0 ? "-" : "");
    while (yuan / group >= 1000)
        group *= 1000;
    buffer_printf(out, "%" PRIu64, yuan / group);
    for (; group > 1; group /= 1000)
        buffer_printf(out, ",%03" PRIu64, yuan % group / (group / 1000));
    buffer_printf(out, ".%02" PRIu64 "%s", rest % 100,
            locale == LOCALE_ZH ? "元" : "");
}

static void
write_date(int64_t date, enum locale locale, struct buffer *out)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    if (locale == LOCALE_ZH)
        buffer_printf(out, "%.4s年%.2s月%.2s日", text, text + 5, text + 8);
    else
        buffer_printf(out, "%s", text);
}

static void
write_moment(int64_t at, enum figure_format format, enum locale locale,
        struct buffer *out)
{
    int64_t date = date_of(at);
    int64_t minute = (at - date_start(date)) / MINUTE_MS;

    write_date(date, locale, out);
    if (format == FIGURE_TIME)
        buffer_printf(out, " %02" PRId64 ":%02" PRId64, minute / 60,
                minute % 60);
}

static void
write_bool(bool truth, enum locale locale, struct buffer *out)
{
    if (locale == LOCALE_ZH)
        buffer_printf(out, "%s", truth ? "是" : "否");
    else
        buffer_printf(out, "%s", truth ? "yes" : "no");
}

static void
write_uuid(const struct uuid *uuid, struct buffer *out)
{
    char text[UUID_TEXT_SIZE];

    uuid_format(*uuid, text);
    buffer_printf(out, "%s", text);
}

static const char *
name_of(const struct field *field, const void *value)
{
    const char *name = enum_name(field->enumeration, *(const int *)value);

    return name ? name : "";
}

void
figure_write(const struct figure *figure, const void *record,
        enum figure_format format, enum locale locale, struct buffer *out)
{
    const void *value = value_of(figure, record);

    if (!figure_is_present(figure, record)) {
        buffer_append_str(out, STR("—"));
        return;
    }
    switch (figure->field->kind) {
    case FIELD_FEN:
        write_yuan(*(const int64_t *)value, locale, out);
        break;
    case FIELD_TIME:
        write_moment(*(const int64_t *)value, format, locale, out);
        break;
    case FIELD_DATE:
        write_date(*(const int64_t *)value, locale, out);
        break;
    case FIELD_BOOL:
        write_bool(*(const bool *)value, locale, out);
        break;
    case FIELD_ENUM:
        buffer_append_str(out, label_of(name_of(figure->field, value), locale));
        break;
    default:
        figure_write_raw(figure, record, out);
    }
}

void
figure_write_raw(const struct figure *figure, const void *record,
        struct buffer *out)
{
    const void *value = value_of(figure, record);

    if (figure->field->is_list || !figure_is_present(figure, record))
        return;
    switch (figure->field->kind) {
    case FIELD_TEXT:
        buffer_append_str(out, *(const struct str *)value);
        break;
    case FIELD_ENUM:
        buffer_append_str(out, str_from(name_of(figure->field, value)));
        break;
    case FIELD_BOOL:
        buffer_append_str(out,
                *(const bool *)value ? STR("true") : STR("false"));
        break;
    case FIELD_UUID:
        write_uuid(value, out);
        break;
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_TIME:
    case FIELD_DATE:
        buffer_printf(out, "%" PRId64, *(const int64_t *)value);
        break;
    default:
        break;
    }
}
