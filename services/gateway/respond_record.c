#include "respond_record.h"

#include "accept.h"
#include "csv.h"
#include "response.h"
#include "wire/json.h"

#include <string.h>

bool
wants_csv(const struct ask *ask)
{
    const struct str accepted = http_header(ask->http, "Accept");

    if (ask->mapped.format.len > 0)
        return str_equal(ask->mapped.format, STR("csv"));
    return accept_weight(accepted, STR("text/csv"), STR("text/*")) >
           accept_weight(accepted, STR("application/json"), STR("*/*"));
}

static const struct field *
reply_field(const struct operation *operation, const char *name)
{
    const struct schema *schema = operation->reply;

    for (size_t i = 0; i < schema->field_count; i++)
        if (strcmp(schema->fields[i].name, name) == 0)
            return &schema->fields[i];
    return NULL;
}

static struct str
csv_of(const struct operation *operation, const char *record,
        struct buffer *buffer)
{
    const struct field *items = reply_field(operation, "items");
    const void *list = *(void *const *)(const void *)(record + items->offset);
    const size_t count =
            *(const size_t *)(const void *)(record + items->companion_offset);

    csv_write(items->record, list, count, buffer);
    return buffer_str(buffer);
}

static void
append_escaped(struct buffer *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.data[i];
        if (memchr("-._~", byte, 4) || (byte >= '0' && byte <= '9') ||
                (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
            buffer_append(out, &byte, 1);
        else
            buffer_printf(out, "%%%02X", (unsigned char)byte);
    }
}

static void
append_parameter(struct buffer *out, struct str name, struct str value,
        const char **separator)
{
    buffer_append_str(out, str_from(*separator));
    append_escaped(out, name);
    buffer_append(out, "=", 1);
    append_escaped(out, value);
    *separator = "&";
}

/* The same question with another cursor. */
static void
set_link(struct ask *ask, struct str cursor)
{
    const struct str target = ask->http->target;
    const char *separator = "?";
    struct buffer link = { 0 };

    buffer_append(&link, "<", 1);
    buffer_append(&link, target.data, strcspn(target.data, "?"));
    for (size_t i = 0; i < ask->uri.parameter_count; i++) {
        const struct parameter *parameter = &ask->uri.parameters[i];
        if (!str_equal(parameter->name, STR("cursor")))
            append_parameter(&link, parameter->name, parameter->value,
                    &separator);
    }
    append_parameter(&link, STR("cursor"), cursor, &separator);
    buffer_append_str(&link, STR(">; rel=\"next\""));
    http_set_header(ask->http, "Link", buffer_str(&link));
    buffer_release(&link);
}

static void
set_next_link(struct ask *ask, const char *record)
{
    const struct field *next =
            reply_field(ask->route->operation, "next_cursor");

    if (next && next->kind == FIELD_TEXT && next->is_optional &&
            *(const bool *)(record + next->companion_offset))
        set_link(ask,
                *(const struct str *)(const void *)(record + next->offset));
}

/* "…/hubs/longgang/awards" is saved as awards.csv. */
static void
set_file_name(struct ask *ask)
{
    const struct route *route = ask->route;
    struct str name = STR("list");

    for (size_t i = 0; i < route->segment_count; i++)
        if (!route->segments[i].is_name)
            name = route->segments[i].text;
    http_set_header(ask->http, "Content-Disposition",
            arena_printf(ask->arena, "attachment; filename=\"" STR_FMT ".csv\"",
                    STR_ARG(name)));
}

void
respond_table(struct ask *ask, struct str csv)
{
    set_file_name(ask);
    respond_read(ask, "text/csv; charset=utf-8", csv);
}

static struct str
json_of(const struct operation *operation, const void *record,
        struct buffer *out)
{
    json_encode(operation->reply, record, out);
    return buffer_str(out);
}

void
respond_record(struct ask *ask, const void *record)
{
    const struct operation *operation = ask->route->operation;
    const bool is_list = mapping_is_list(operation);
    struct buffer buffer = { 0 };

    if (is_list)
        set_next_link(ask, record);
    if (is_list && wants_csv(ask))
        respond_table(ask, csv_of(operation, record, &buffer));
    else
        respond_json(ask, json_of(operation, record, &buffer));
    buffer_release(&buffer);
}
