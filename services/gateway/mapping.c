#include "mapping.h"

#include <string.h>

static const struct field *
find_field_of(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->field_count; i++)
        if (strcmp(schema->fields[i].name, name) == 0)
            return &schema->fields[i];
    return NULL;
}

bool
mapping_is_list(const struct operation *operation)
{
    const struct field *items = find_field_of(operation->reply, "items");

    return items && items->is_list && items->kind == FIELD_STRUCT &&
           strcmp(operation->http_method, "GET") == 0;
}

bool
mapping_takes_hub(const struct route *route)
{
    for (size_t i = 0; i < route->segment_count; i++)
        if (route->segments[i].is_name &&
                str_equal(route->segments[i].text, STR("hub")))
            return false;
    return !route->operation ||
           !find_field_of(route->operation->request, "hub");
}

/* State of one mapping. */
struct mapper {
    const struct route *route;
    struct arena *arena;
    struct mapped *out;
    struct decode_error *error;
    uint64_t set;
};

static enum status
set_field(struct mapper *mapper, struct str name, struct str value)
{
    return json_set_field(mapper->route->operation->request, name, value,
            mapper->arena, mapper->out->record, &mapper->set, mapper->error);
}

static enum status
map_path(struct mapper *mapper, const struct uri *uri)
{
    for (size_t i = 0; i < mapper->route->segment_count; i++) {
        const struct route_segment *segment = &mapper->route->segments[i];
        if (!segment->is_name)
            continue;
        if (str_equal(segment->text, STR("hub"))) {
            mapper->out->hub = uri->segments[i];
            continue;
        }
        enum status status = set_field(mapper, segment->text, uri->segments[i]);
        if (status)
            return status;
    }
    return STATUS_OK;
}

static enum status
refuse_format(struct mapper *mapper)
{
    *mapper->error = (struct decode_error){
        .status = STATUS_MALFORMED,
        .field = STR("format"),
        .detail = STR("is no format of lists"),
        .expected = STR("json or csv"),
    };
    return STATUS_MALFORMED;
}

/* "format" is ours on every list, unless the operation has such a field. */
static bool
is_format(const struct mapper *mapper, const struct parameter *parameter)
{
    const struct operation *operation = mapper->route->operation;

    return str_equal(parameter->name, STR("format")) &&
           mapping_is_list(operation) &&
           !find_field_of(operation->request, "format");
}

static bool
is_hub(const struct mapper *mapper, const struct parameter *parameter)
{
    return str_equal(parameter->name, STR("hub")) &&
           mapping_takes_hub(mapper->route);
}

static enum status
map_parameter(struct mapper *mapper, const struct parameter *parameter)
{
    if (!is_format(mapper, parameter))
        return set_field(mapper, parameter->name, parameter->value);
    if (!str_equal(parameter->value, STR("csv")) &&
            !str_equal(parameter->value, STR("json")))
        return refuse_format(mapper);
    mapper->out->format = parameter->value;
    return STATUS_OK;
}

static enum status
refuse_parameter(struct mapper *mapper, struct str name)
{
    *mapper->error = (struct decode_error){
        .status = STATUS_MALFORMED,
        .field = name,
        .detail = STR("does not belong in the query of a command"),
        .expected = STR("a field of the body"),
    };
    return STATUS_MALFORMED;
}

static enum status
map_query(struct mapper *mapper, const struct uri *uri)
{
    const char *method = mapper->route->method;
    const bool has_query =
            strcmp(method, "GET") == 0 || strcmp(method, "DELETE") == 0;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < uri->parameter_count && !status; i++) {
        const struct parameter *parameter = &uri->parameters[i];
        if (is_hub(mapper, parameter))
            mapper->out->hub = parameter->value;
        else if (has_query)
            status = map_parameter(mapper, parameter);
        else
            status = refuse_parameter(mapper, parameter->name);
    }
    return status;
}

enum status
mapping_read(const struct route *route, const struct uri *uri, struct str body,
        struct arena *arena, struct mapped *out, struct decode_error *error)
{
    const struct schema *schema = route->operation->request;
    struct mapper mapper = { route, arena, out, error, 0 };
    enum status status;

    *out = (struct mapped){ .record = arena_alloc(arena, schema->size) };
    status = map_path(&mapper, uri);
    if (!status)
        status = map_query(&mapper, uri);
    if (!status)
        status = json_decode_rest(schema, body, arena, out->record, mapper.set,
                error);
    return status;
}
