#include "store_rule.h"

enum query {
    INSERT_RULE,
    DISABLE_RULE,
    LIST_RULES,
    LIST_RULES_OF,
    LAST_VERSION,
    INSERT_TEMPLATE,
    FIND_TEMPLATE,
    FIND_TEMPLATE_EVENT,
    LIST_TEMPLATES,
    LIST_VERSIONS,
    QUERY_COUNT,
};

#define RULE                                                                   \
    "SELECT rowid, id, event, when_field, when_value, audience, role,"         \
    " template, email, disabled_at, disabled_reason FROM rule"

#define TEMPLATE                                                               \
    "SELECT rowid, name, locale, version, event, subject, body, at"            \
    " FROM template t"

#define IN_FORCE                                                               \
    " version = (SELECT max(version) FROM template l"                          \
    " WHERE l.name = t.name AND l.locale = t.locale)"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_RULE] = "INSERT INTO rule (id, event, when_field, when_value,"
                    " audience, role, template, email)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [DISABLE_RULE] = "UPDATE rule SET disabled_at = ?2, disabled_reason = ?3"
                     " WHERE id = ?1 AND disabled_at IS NULL",
    [LIST_RULES] = RULE " WHERE rowid > ?1 AND (?2 = '' OR event = ?2)"
                        " ORDER BY rowid LIMIT ?3",
    [LIST_RULES_OF] = RULE " WHERE event = ?1 AND disabled_at IS NULL"
                           " ORDER BY rowid LIMIT ?2",
    [LAST_VERSION] = "SELECT coalesce(max(version), 0) FROM template"
                     " WHERE name = ?1 AND locale = ?2",
    [INSERT_TEMPLATE] = "INSERT INTO template (name, locale, version, event,"
                        " subject, body, at)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [FIND_TEMPLATE] = TEMPLATE " WHERE name = ?1 AND locale = ?2"
                               " ORDER BY version DESC LIMIT 1",
    [FIND_TEMPLATE_EVENT] = "SELECT event FROM template WHERE name = ?1"
                            " ORDER BY rowid DESC LIMIT 1",
    [LIST_TEMPLATES] = TEMPLATE " WHERE rowid > ?1 AND (?2 = '' OR event = ?2)"
                                " AND" IN_FORCE " ORDER BY rowid LIMIT ?3",
    [LIST_VERSIONS] = TEMPLATE " WHERE rowid > ?1 AND name = ?2"
                               " ORDER BY rowid LIMIT ?3",
};

enum { RULES_PER_EVENT = 100 };

struct queries *
store_rule_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_rule(struct queries *rules, const struct rule_row *rule)
{
    return db_run(rules, INSERT_RULE, V(rule->rule), V(rule->event),
            V_IF(rule->has_when_field, rule->when_field),
            V_IF(rule->has_when_value, rule->when_value), V(rule->audience),
            V_IF(rule->has_role, rule->role), V(rule->template),
            V(rule->email));
}

enum status
store_disable_rule(struct queries *rules, struct uuid rule, int64_t at,
        struct str reason)
{
    return db_change(rules, DISABLE_RULE, V(rule), V(at), V(reason));
}

static struct rule_row
read_rule(sqlite3_stmt *row, struct arena *arena)
{
    return (struct rule_row){
        .rule = column_uuid(row, 1),
        .event = column_text(row, 2, arena),
        .has_when_field = !column_is_null(row, 3),
        .when_field = column_text(row, 3, arena),
        .has_when_value = !column_is_null(row, 4),
        .when_value = column_text(row, 4, arena),
        .audience = (enum audience)column_int(row, 5),
        .has_role = !column_is_null(row, 6),
        .role = (enum role)column_int(row, 6),
        .template = column_text(row, 7, arena),
        .email = column_bool(row, 8),
        .has_disabled_at = !column_is_null(row, 9),
        .disabled_at = column_int(row, 9),
        .has_disabled_reason = !column_is_null(row, 10),
        .disabled_reason = column_text(row, 10, arena),
    };
}

enum status
store_list_rules(struct queries *rules, struct str event, struct page *page,
        struct arena *arena, struct rule_row **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    *count = 0;
    status = db_first(rules, LIST_RULES, &row, V(page->after), V(event),
            V(page->limit + 1));
    for (; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0)))
            continue;
        (*out)[(*count)++] = read_rule(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_rules_of(struct queries *rules, struct str event,
        struct arena *arena, struct rule_row **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, RULES_PER_EVENT * sizeof(**out));
    *count = 0;
    status = db_first(rules, LIST_RULES_OF, &row, V(event), V(RULES_PER_EVENT));
    for (; !status; status = db_next(row))
        (*out)[(*count)++] = read_rule(row, arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_template(struct queries *rules, struct template_version *version)
{
    sqlite3_stmt *row;
    enum status status;

    status = db_first(rules, LAST_VERSION, &row, V(version->name),
            V(version->locale));
    if (status)
        return status;
    version->version = column_int(row, 0) + 1;
    db_done(row);
    return db_run(rules, INSERT_TEMPLATE, V(version->name), V(version->locale),
            V(version->version), V(version->event), V(version->subject),
            V(version->body), V(version->at));
}

static struct template_version
read_template(sqlite3_stmt *row, struct arena *arena)
{
    return (struct template_version){
        .name = column_text(row, 1, arena),
        .locale = (enum locale)column_int(row, 2),
        .version = column_int(row, 3),
        .event = column_text(row, 4, arena),
        .subject = column_text(row, 5, arena),
        .body = column_text(row, 6, arena),
        .at = column_int(row, 7),
    };
}

enum status
store_find_template(struct queries *rules, struct str name, enum locale locale,
        struct arena *arena, struct template_version *out)
{
    sqlite3_stmt *row;
    enum status status;

    status = db_first(rules, FIND_TEMPLATE, &row, V(name), V(locale));
    if (status)
        return status;
    *out = read_template(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_template_event(struct queries *rules, struct str name,
        struct arena *arena, struct str *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(rules, FIND_TEMPLATE_EVENT, &row, V(name));

    if (status)
        return status;
    *out = column_text(row, 0, arena);
    db_done(row);
    return STATUS_OK;
}

/* Either query takes a name or an event as its second value. */
static enum status
list_templates(struct queries *rules, enum query query, struct str of,
        struct page *page, struct arena *arena, struct template_version **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    *count = 0;
    status = db_first(rules, query, &row, V(page->after), V(of),
            V(page->limit + 1));
    for (; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0)))
            continue;
        (*out)[(*count)++] = read_template(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_templates(struct queries *rules, struct str event, struct page *page,
        struct arena *arena, struct template_version **out, size_t *count)
{
    return list_templates(rules, LIST_TEMPLATES, event, page, arena, out,
            count);
}

enum status
store_list_versions(struct queries *rules, struct str name, struct page *page,
        struct arena *arena, struct template_version **out, size_t *count)
{
    return list_templates(rules, LIST_VERSIONS, name, page, arena, out, count);
}
