#include "template.h"

#include "figure.h"

#include <ctype.h>

struct placeholder {
    struct str all; /* between the braces */
    struct str name;
    struct str filter; /* empty if there is none */
};

static struct str
trimmed(struct str text)
{
    while (text.len && text.data[0] == ' ')
        text = (struct str){ text.data + 1, text.len - 1 };
    while (text.len && text.data[text.len - 1] == ' ')
        text.len--;
    return text;
}

static const char *
find_braces(struct str text, const char *braces)
{
    return memmem(text.data, text.len, braces, 2);
}

static struct placeholder
placeholder_of(struct str all)
{
    const char *bar = memchr(all.data, '|', all.len);
    struct placeholder out = { .all = all, .name = all };

    if (bar) {
        out.name.len = (size_t)(bar - all.data);
        out.filter = (struct str){ bar + 1, all.len - out.name.len - 1 };
    }
    out.name = trimmed(out.name);
    out.filter = trimmed(out.filter);
    return out;
}

/*
 * Cut the text before the next placeholder and the placeholder off *rest.
 * False when there is none, with all that is left in *before; an opening that
 * is never closed counts as text here and is refused by template_check().
 */
static bool
next_placeholder(struct str *rest, struct str *before, struct placeholder *out)
{
    const char *open = find_braces(*rest, "{{");
    const char *end = rest->data + rest->len;
    const char *close = NULL;

    if (open)
        close = find_braces((struct str){ open, (size_t)(end - open) }, "}}");
    *before = *rest;
    if (!close)
        return false;
    before->len = (size_t)(open - rest->data);
    *out = placeholder_of((struct str){ open + 2, (size_t)(close - open) - 2 });
    *rest = (struct str){ close + 2, (size_t)(end - close) - 2 };
    return true;
}

static const char *
misfit(const struct field *field)
{
    if (field->kind == FIELD_FEN)
        return "money is written with |yuan";
    if (field->kind == FIELD_TIME || field->kind == FIELD_DATE)
        return "a day is written with |date, a moment with |time";
    return "this field cannot be written so";
}

static const char *
fault_of(const struct placeholder *placeholder, const struct schema *schema)
{
    enum figure_format format = figure_format_named(placeholder->filter);
    struct figure figure;

    if (!figure_find(schema, placeholder->name, &figure) &&
            !figure_find(&notification_surroundings_schema, placeholder->name,
                    &figure))
        return "the event has no such field";
    if (format == FIGURE_FORMAT_COUNT)
        return "there is no such filter; there are yuan, date and time";
    return figure_fits(figure.field, format) ? NULL : misfit(figure.field);
}

bool
template_check(struct str text, const struct schema *schema,
        struct template_fault *fault)
{
    struct placeholder placeholder;
    struct str before;

    while (next_placeholder(&text, &before, &placeholder)) {
        *fault = (struct template_fault){ placeholder.all,
            fault_of(&placeholder, schema) };
        if (fault->why)
            return false;
    }
    *fault = (struct template_fault){ before, "{{ is never closed" };
    return !find_braces(before, "{{");
}

struct names {
    const struct schema
            *before; /* what it has hides a field of the same name */
    struct arena *arena;
    struct str *out;
    size_t count, most;
};

static void
add_names_of(struct names *names, const struct field *field, struct str name)
{
    struct figure hiding;

    if (field->kind == FIELD_UUID ||
            (names->before && figure_find(names->before, name, &hiding)))
        return;
    for (int i = 0; i < FIGURE_FORMAT_COUNT && names->count < names->most; i++)
        if (figure_fits(field, (enum figure_format)i))
            names->out[names->count++] = arena_printf(names->arena,
                    STR_FMT "%s%s", STR_ARG(name), i ? "|" : "",
                    figure_format_name((enum figure_format)i));
}

static void
add_names(struct names *names, const struct schema *schema, const char *of)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];
        struct str name = arena_printf(names->arena, "%s%s%s", of,
                *of ? "." : "", field->name);

        if (field->kind != FIELD_STRUCT)
            add_names_of(names, field, name);
        else if (!field->is_list && !field->is_optional)
            add_names(names, field->record, name.data);
    }
}

size_t
template_names(const struct schema *schema, struct arena *arena,
        struct str *out, size_t most)
{
    struct names names = { .arena = arena, .out = out, .most = most };

    add_names(&names, schema, "");
    names.before = schema;
    add_names(&names, &notification_surroundings_schema, "");
    return names.count;
}

static void
render_placeholder(const struct placeholder *placeholder,
        const struct figures *figures, enum locale locale, struct buffer *out)
{
    enum figure_format format = figure_format_named(placeholder->filter);
    const void *record = figures->body;
    struct figure figure;

    if (!figure_find(figures->schema, placeholder->name, &figure)) {
        record = figures->surroundings;
        if (!figure_find(&notification_surroundings_schema, placeholder->name,
                    &figure))
            return;
    }
    if (figure_fits(figure.field, format))
        figure_write(&figure, record, format, locale, out);
}

void
template_render(struct str text, const struct figures *figures,
        enum locale locale, struct buffer *out)
{
    struct placeholder placeholder;
    struct str before;

    while (next_placeholder(&text, &before, &placeholder)) {
        buffer_append_str(out, before);
        render_placeholder(&placeholder, figures, locale, out);
    }
    buffer_append_str(out, before);
}

void
template_render_line(struct str text, const struct figures *figures,
        enum locale locale, struct buffer *out)
{
    size_t start = out->len;

    template_render(text, figures, locale, out);
    for (size_t i = start; i < out->len; i++)
        if (iscntrl((unsigned char)out->data[i]))
            out->data[i] = ' ';
}
