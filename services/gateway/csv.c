#include "csv.h"

#include "wire/check.h"
#include "wire/json.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define LINE_END        "\r\n"

static void
append(struct buffer *out, const char *text)
{
    buffer_append_str(out, str_from(text));
}

/* What a spreadsheet calculates, or a tab or line break that hides it. */
static bool
is_formula(struct str text)
{
    return text.len > 0 && memchr("=+-@\t\r", text.data[0], 6);
}

static bool
needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (memchr(",\"\r\n", text.data[i], 4))
            return true;
    return text.len > 0 &&
           (text.data[0] == ' ' || text.data[text.len - 1] == ' ');
}

static void
write_text(struct str text, struct buffer *out)
{
    const bool is_guarded = is_formula(text);
    const bool is_quoted = needs_quotes(text);

    if (is_quoted)
        append(out, "\"");
    if (is_guarded)
        append(out, "'");
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"')
            append(out, "\"");
        buffer_append(out, &text.data[i], 1);
    }
    if (is_quoted)
        append(out, "\"");
}

static struct str
without_quotes(struct str json)
{
    if (json.len >= 2 && json.data[0] == '"')
        return (struct str){ json.data + 1, json.len - 2 };
    return json;
}

/*
 * As JSON writes it; a list stays JSON, an empty one is empty. Only text and
 * bytes may look like a formula: a negative number is one that is meant.
 */
static void
write_other(const struct field *field, const char *record, struct buffer *out)
{
    const struct schema alone = { .fields = field, .field_count = 1 };
    const size_t name_len = strlen("{\"\":") + strlen(field->name);
    struct buffer object = { 0 };

    json_encode(&alone, record, &object);
    if (object.len > name_len) {
        struct str value = { object.data + name_len,
            object.len - name_len - 1 };
        value = without_quotes(value);
        if (field->kind == FIELD_BYTES || (field->is_list && value.len > 2))
            write_text(value, out);
        else if (!field->is_list)
            buffer_append_str(out, value);
    }
    buffer_release(&object);
}

static bool
is_nested(const struct field *field)
{
    return field->kind == FIELD_STRUCT && !field->is_list;
}

/* record is NULL where a struct is absent: its cells are empty. */
static void
write_cells(const struct schema *schema, const char *record,
        const char **separator, struct buffer *out)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];
        const bool is_there = record && is_present(field, record);
        const char *value = is_there ? record + field->offset : NULL;
        if (is_nested(field)) {
            write_cells(field->record, value, separator, out);
            continue;
        }
        append(out, *separator);
        *separator = ",";
        if (is_there && field->kind == FIELD_TEXT && !field->is_list)
            write_text(*(const struct str *)(const void *)value, out);
        else if (is_there)
            write_other(field, record, out);
    }
}

struct prefix {
    const struct prefix *before;
    const char *name;
};

static void
write_prefix(const struct prefix *prefix, struct buffer *out)
{
    if (!prefix)
        return;
    write_prefix(prefix->before, out);
    append(out, prefix->name);
    append(out, ".");
}

static void
write_names(const struct schema *schema, const struct prefix *before,
        const char **separator, struct buffer *out)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];
        const struct prefix prefix = { before, field->name };
        if (is_nested(field)) {
            write_names(field->record, &prefix, separator, out);
            continue;
        }
        append(out, *separator);
        *separator = ",";
        write_prefix(before, out);
        append(out, field->name);
    }
}

void
csv_write_rows(const struct schema *schema, const void *records, size_t count,
        struct buffer *out)
{
    const char *record = records;

    for (size_t i = 0; i < count; i++, record += schema->size) {
        const char *separator = "";

        write_cells(schema, record, &separator, out);
        append(out, LINE_END);
    }
}

void
csv_write(const struct schema *schema, const void *records, size_t count,
        struct buffer *out)
{
    const char *separator = BYTE_ORDER_MARK;

    write_names(schema, NULL, &separator, out);
    append(out, LINE_END);
    csv_write_rows(schema, records, count, out);
}
