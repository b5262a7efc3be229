#include "table.h"

#include "csv.h"
#include "operation_page.h"
#include "respond_problem.h"
#include "respond_record.h"

#include <stdlib.h>

enum { PAGES_MAX = 2000, WAIT_MS = 1000 };

struct table {
    struct buffer rows;
    size_t pages;
};

static const struct field *
find_field(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->field_count; i++)
        if (strcmp(schema->fields[i].name, name) == 0)
            return &schema->fields[i];
    return NULL;
}

/* Who says how much of it, or from where on, gets that. */
static bool
is_whole(const struct ask *ask)
{
    const struct operation *operation = ask->route->operation;

    return mapping_is_list(operation) && wants_csv(ask) &&
           find_field(operation->request, "cursor") &&
           !uri_find(&ask->uri, STR("cursor")) &&
           !uri_find(&ask->uri, STR("limit"));
}

static void *
value_of(const struct field *field, void *record)
{
    return (char *)record + field->offset;
}

static bool *
presence_of(const struct field *field, void *record)
{
    return (bool *)((char *)record + field->companion_offset);
}

void
table_prepare(struct ask *ask)
{
    const struct schema *request = ask->route->operation->request;
    const struct field *limit = find_field(request, "limit");

    if (!is_whole(ask))
        return;
    ask->table = calloc(1, sizeof *ask->table);
    if (!ask->table)
        abort();
    if (!limit || !limit->is_optional)
        return;
    *(int64_t *)value_of(limit, ask->mapped.record) = limit->max;
    *presence_of(limit, ask->mapped.record) = true;
}

/* The next page's cursor into the request; false: this was the last one. */
static bool
turn(struct ask *ask, void *reply)
{
    const struct operation *operation = ask->route->operation;
    const struct field *next = find_field(operation->reply, "next_cursor");
    const struct field *cursor = find_field(operation->request, "cursor");
    const struct str *text;

    if (!next || !*presence_of(next, reply))
        return false;
    text = value_of(next, reply);
    *(struct str *)value_of(cursor, ask->mapped.record) =
            arena_copy(ask->arena, text->data, text->len);
    *presence_of(cursor, ask->mapped.record) = true;
    return true;
}

static void
add_rows(struct ask *ask, void *reply)
{
    const struct field *items =
            find_field(ask->route->operation->reply, "items");
    const void *list = *(void **)value_of(items, reply);
    const size_t count = *(size_t *)((char *)reply + items->companion_offset);
    struct table *table = ask->table;
    const size_t before = table->rows.len;

    (table->pages++ ? csv_write_rows : csv_write)(items->record, list, count,
            &table->rows);
    ask->edge->table_bytes += table->rows.len - before;
}

static bool
has_room(struct ask *ask)
{
    if (ask->table->rows.len > TABLE_MAX || ask->table->pages > PAGES_MAX) {
        respond_problem(ask, &problem_too_large, STR("format"),
                STR("the whole list is too large for one table"),
                STR("fewer rows by its filters, or pages by limit and "
                    "cursor"));
        return false;
    }
    if (ask->edge->table_bytes > TABLES_MAX) {
        respond_too_many(ask, &problem_too_many, WAIT_MS);
        return false;
    }
    return true;
}

static void
take_page(struct ask *ask, void *reply)
{
    add_rows(ask, reply);
    if (!has_room(ask))
        return;
    if (turn(ask, reply))
        operation_ask(ask, operation_answer);
    else
        respond_table(ask, buffer_str(&ask->table->rows));
}

bool
table_take(struct ask *ask, struct str payload)
{
    struct arena arena = { 0 };
    void *reply;

    if (!ask->table)
        return false;
    reply = operation_reply(ask, ask->route->operation->reply, payload, &arena);
    if (reply)
        take_page(ask, reply);
    arena_release(&arena);
    return true;
}

void
table_forget(struct ask *ask)
{
    if (!ask->table)
        return;
    ask->edge->table_bytes -= ask->table->rows.len;
    buffer_release(&ask->table->rows);
    free(ask->table);
    ask->table = NULL;
}
