#include "store_organisation.h"

enum query {
    INSERT_ORGANISATION,
    UPDATE_ORGANISATION,
    FIND_ORGANISATION,
    LIST_ORGANISATIONS,
    INSERT_VERSION,
    LIST_VERSIONS,
    FIND_FIELD,
    PUT_FIELD,
    RETIRE_FIELD,
    DELETE_LABELS,
    INSERT_LABEL,
    LIST_FIELDS,
    LIST_LABELS,
    QUERY_COUNT,
};

/* What a version copies: all but the contact, which is sealed. */
#define STATE                                                                  \
    "name, kind, credit_code, override_reason, status, supervising_unit,"      \
    " registration_authority, registered_on, hub_role, fields, address,"       \
    " summary"
#define STATE_VALUES "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?17"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_ORGANISATION] =
            "INSERT INTO organisation (id, folded, predecessor, successor,"
            " contact, " STATE ") VALUES (?1, ?2, ?3, ?4,"
            " seal('organisation.contact', ?1, ?16), " STATE_VALUES ")",
    [UPDATE_ORGANISATION] =
            "UPDATE organisation SET folded = ?2, predecessor = ?3,"
            " successor = ?4,"
            " contact = seal('organisation.contact', id, ?16, contact),"
            " (" STATE ") = (" STATE_VALUES ") WHERE id = ?1",
    [FIND_ORGANISATION] =
            "SELECT rowid, id, folded, predecessor, successor, " STATE ","
            " unseal('organisation.contact', id, contact)"
            " FROM organisation WHERE id = ?1",
    [LIST_ORGANISATIONS] =
            "SELECT rowid, id, name, kind, credit_code, status, hub_role,"
            " registered_on FROM organisation WHERE rowid > ?1"
            " AND (?2 = 0 OR kind = ?2) AND (?3 = 0 OR status = ?3)"
            " AND (?4 = 0 OR hub_role = ?4)"
            " AND (?5 = '' OR instr(' ' || fields || ' ', ' ' || ?5 || ' '))"
            " AND (?6 = '' OR instr(folded, ?6)) ORDER BY rowid LIMIT ?7",
    [INSERT_VERSION] =
            "INSERT INTO organisation_version (organisation, at, change,"
            " reason, actor, " STATE ") SELECT rowid, ?2, ?3, ?4, ?5, " STATE
            " FROM organisation WHERE rowid = ?1",
    [LIST_VERSIONS] =
            "WITH RECURSIVE line (rowid, id, predecessor) AS ("
            " SELECT rowid, id, predecessor FROM organisation WHERE id = ?1"
            " UNION SELECT o.rowid, o.id, o.predecessor FROM organisation o"
            " JOIN line ON o.id = line.predecessor)"
            "SELECT v.rowid, v.at, v.change, v.name, v.kind, v.credit_code,"
            " v.status, v.hub_role, v.supervising_unit, v.reason,"
            " v.override_reason, line.id, v.actor FROM organisation_version v"
            " JOIN line ON line.rowid = v.organisation WHERE v.rowid > ?2"
            " ORDER BY v.rowid LIMIT ?3",
    [FIND_FIELD] = "SELECT rowid, id, retired_at IS NOT NULL"
                   " FROM service_field WHERE field = ?1",
    [PUT_FIELD] = "INSERT INTO service_field (id, field, name, name_en)"
                  " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (field) DO UPDATE"
                  " SET name = excluded.name, name_en = excluded.name_en,"
                  " retired_at = NULL",
    [RETIRE_FIELD] = "UPDATE service_field SET retired_at = ?2"
                     " WHERE field = ?1",
    [DELETE_LABELS] = "DELETE FROM service_field_label WHERE field = ?1",
    [INSERT_LABEL] = "INSERT OR REPLACE INTO service_field_label"
                     " (field, list, label) VALUES (?1, ?2, ?3)",
    [LIST_FIELDS] = "SELECT rowid, field, name, name_en, id, retired_at"
                    " FROM service_field f WHERE rowid > ?1"
                    " AND (?4 OR retired_at IS NULL) AND (?2 = '' OR EXISTS "
                    "(SELECT 1 FROM"
                    " service_field_label WHERE field = f.rowid AND list = ?2))"
                    " ORDER BY rowid LIMIT ?3",
    [LIST_LABELS] = "SELECT list, label FROM service_field_label"
                    " WHERE field = ?1 LIMIT 16",
};

enum { LABELS_MAX = 16, FIELDS_MAX = 16 };

struct queries *
store_organisation_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

/* Codes joined by spaces: they contain none. */
static struct str
join_fields(const struct get_organisation_reply *entry, char *out, size_t size)
{
    size_t len = 0;

    for (size_t i = 0; i < entry->fields_count; i++) {
        struct str field = entry->fields[i];

        if (len + field.len + 1 > size)
            break;
        if (i > 0)
            out[len++] = ' ';
        memcpy(out + len, field.data, field.len);
        len += field.len;
    }
    return (struct str){ out, len };
}

static void
split_fields(struct str text, struct arena *arena,
        struct get_organisation_reply *entry)
{
    entry->fields = arena_alloc(arena, FIELDS_MAX * sizeof(*entry->fields));
    while (text.len > 0 && entry->fields_count < FIELDS_MAX) {
        const char *space = memchr(text.data, ' ', text.len);
        size_t len = space ? (size_t)(space - text.data) : text.len;
        size_t skipped = space ? len + 1 : len;

        entry->fields[entry->fields_count++] = (struct str){ text.data, len };
        text = (struct str){ text.data + skipped, text.len - skipped };
    }
}

enum { STATE_SIZE = 17, FIELDS_TEXT_SIZE = FIELDS_MAX * 41 };

static void
bind_organisation(const struct organisation *organisation,
        struct value values[STATE_SIZE], char fields[FIELDS_TEXT_SIZE])
{
    const struct get_organisation_reply *e = &organisation->entry;
    const struct value all[STATE_SIZE] = {
        V(e->organisation_id),
        V(organisation->folded),
        V_IF(e->has_predecessor, e->predecessor),
        V_IF(e->has_successor, e->successor),
        V(e->name),
        V(e->kind),
        V_IF(e->has_credit_code, e->credit_code),
        V_IF(organisation->has_override_reason, organisation->override_reason),
        V(e->status),
        V_IF(e->has_supervising_unit, e->supervising_unit),
        V_IF(e->has_registration_authority, e->registration_authority),
        V_IF(e->has_registered_on, e->registered_on),
        V_IF(e->has_hub_role, e->hub_role),
        V(join_fields(e, fields, FIELDS_TEXT_SIZE)),
        V_IF(e->has_address, e->address),
        V_IF(e->has_contact, e->contact),
        V_IF(e->has_summary, e->summary),
    };

    memcpy(values, all, sizeof(all));
}

enum status
store_insert_organisation(struct queries *organisations,
        struct organisation *organisation)
{
    struct value values[STATE_SIZE];
    char fields[FIELDS_TEXT_SIZE];
    enum status status;

    bind_organisation(organisation, values, fields);
    status = db_run_values(organisations, INSERT_ORGANISATION, values,
            STATE_SIZE);
    if (!status)
        organisation->rowid = db_last_rowid(queries_db(organisations));
    return status;
}

enum status
store_update_organisation(struct queries *organisations,
        const struct organisation *organisation)
{
    struct value values[STATE_SIZE];
    char fields[FIELDS_TEXT_SIZE];

    bind_organisation(organisation, values, fields);
    return db_change_values(organisations, UPDATE_ORGANISATION, values,
            STATE_SIZE);
}

static void
read_entry(sqlite3_stmt *row, struct arena *arena,
        struct get_organisation_reply *entry)
{
    *entry = (struct get_organisation_reply){
        .organisation_id = column_uuid(row, 1),
        .has_predecessor = !column_is_null(row, 3),
        .predecessor = column_uuid(row, 3),
        .has_successor = !column_is_null(row, 4),
        .successor = column_uuid(row, 4),
        .name = column_text(row, 5, arena),
        .kind = (enum organisation_kind)column_int(row, 6),
        .has_credit_code = !column_is_null(row, 7),
        .credit_code = column_text(row, 7, arena),
        .credit_code_overridden = !column_is_null(row, 8),
        .status = (enum organisation_status)column_int(row, 9),
        .has_supervising_unit = !column_is_null(row, 10),
        .supervising_unit = column_text(row, 10, arena),
        .has_registration_authority = !column_is_null(row, 11),
        .registration_authority = column_text(row, 11, arena),
        .has_registered_on = !column_is_null(row, 12),
        .registered_on = column_int(row, 12),
        .has_hub_role = !column_is_null(row, 13),
        .hub_role = (enum hub_role)column_int(row, 13),
        .has_address = !column_is_null(row, 15),
        .address = column_text(row, 15, arena),
        .has_summary = !column_is_null(row, 16),
        .summary = column_text(row, 16, arena),
        .has_contact = !column_is_null(row, 17),
        .contact = column_text(row, 17, arena),
    };
    split_fields(column_text(row, 14, arena), arena, entry);
}

enum status
store_find_organisation(struct queries *organisations, struct uuid id,
        struct arena *arena, struct organisation *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(organisations, FIND_ORGANISATION, &row, V(id));

    if (status)
        return status;
    *out = (struct organisation){
        .rowid = column_int(row, 0),
        .folded = column_text(row, 2, arena),
        .has_override_reason = !column_is_null(row, 8),
        .override_reason = column_text(row, 8, arena),
    };
    read_entry(row, arena, &out->entry);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_organisations(struct queries *organisations,
        const struct organisation_filter *filter, struct page *page,
        struct arena *arena, struct organisation_entry **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(organisations, LIST_ORGANISATIONS, &row, V(page->after),
                    V(filter->kind), V(filter->status), V(filter->hub_role),
                    V(filter->field), V(filter->folded), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = (struct organisation_entry){
            .organisation_id = column_uuid(row, 1),
            .name = column_text(row, 2, arena),
            .kind = (enum organisation_kind)column_int(row, 3),
            .has_credit_code = !column_is_null(row, 4),
            .credit_code = column_text(row, 4, arena),
            .status = (enum organisation_status)column_int(row, 5),
            .has_hub_role = !column_is_null(row, 6),
            .hub_role = (enum hub_role)column_int(row, 6),
            .has_registered_on = !column_is_null(row, 7),
            .registered_on = column_int(row, 7),
        };
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_version(struct queries *organisations, int64_t organisation,
        const struct version_note *note)
{
    return db_run(organisations, INSERT_VERSION, V(organisation), V(note->at),
            V(note->change), V_IF(note->has_reason, note->reason),
            V(note->actor));
}

static struct organisation_version
read_version(sqlite3_stmt *row, struct arena *arena)
{
    return (struct organisation_version){
        .at = column_int(row, 1),
        .change = (enum organisation_change)column_int(row, 2),
        .name = column_text(row, 3, arena),
        .kind = (enum organisation_kind)column_int(row, 4),
        .has_credit_code = !column_is_null(row, 5),
        .credit_code = column_text(row, 5, arena),
        .status = (enum organisation_status)column_int(row, 6),
        .has_hub_role = !column_is_null(row, 7),
        .hub_role = (enum hub_role)column_int(row, 7),
        .has_supervising_unit = !column_is_null(row, 8),
        .supervising_unit = column_text(row, 8, arena),
        .has_reason = !column_is_null(row, 9),
        .reason = column_text(row, 9, arena),
        .has_override_reason = !column_is_null(row, 10),
        .override_reason = column_text(row, 10, arena),
        .organisation_id = column_uuid(row, 11),
        .has_actor = true,
        .actor = column_text(row, 12, arena),
    };
}

enum status
store_list_versions(struct queries *organisations, struct uuid organisation,
        struct page *page, struct arena *arena,
        struct organisation_version **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(organisations, LIST_VERSIONS, &row,
            V(organisation), V(page->after), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = read_version(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_find_field(struct queries *organisations, struct str field,
        struct field_row *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(organisations, FIND_FIELD, &row, V(field));

    if (status)
        return status;
    out->rowid = column_int(row, 0);
    out->id = column_uuid(row, 1);
    out->is_retired = column_bool(row, 2);
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_field(struct queries *organisations, struct uuid id,
        const struct define_service_field_request *field, struct field_row *out)
{
    enum status status =
            db_run(organisations, PUT_FIELD, V(id), V(field->field),
                    V(field->name), V_IF(field->has_name_en, field->name_en));

    if (!status)
        status = store_find_field(organisations, field->field, out);
    if (!status)
        status = db_run(organisations, DELETE_LABELS, V(out->rowid));
    for (size_t i = 0; !status && i < field->labels_count; i++)
        status = db_run(organisations, INSERT_LABEL, V(out->rowid),
                V(field->labels[i].list), V(field->labels[i].label));
    return status;
}

enum status
store_retire_field(struct queries *organisations, struct str field, int64_t at)
{
    return db_change(organisations, RETIRE_FIELD, V(field), V(at));
}

static enum status
list_labels(struct queries *organisations, int64_t rowid, struct arena *arena,
        struct service_field *field)
{
    sqlite3_stmt *row;
    enum status status = db_first(organisations, LIST_LABELS, &row, V(rowid));

    field->labels = arena_alloc(arena, LABELS_MAX * sizeof(*field->labels));
    for (; !status; status = db_next(row))
        field->labels[field->labels_count++] = (struct field_label){
            .list = column_text(row, 0, arena),
            .label = column_text(row, 1, arena),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_fields(struct queries *organisations, struct str list,
        bool with_retired, struct page *page, struct arena *arena,
        struct service_field **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(organisations, LIST_FIELDS, &row,
            V(page->after), V(list), V(page->limit + 1), V(with_retired));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        struct service_field *field = &(*out)[*count];

        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        field->field = column_text(row, 1, arena);
        field->name = column_text(row, 2, arena);
        field->has_name_en = !column_is_null(row, 3);
        field->name_en = column_text(row, 3, arena);
        field->has_field_id = true;
        field->field_id = column_uuid(row, 4);
        field->has_retired_at = !column_is_null(row, 5);
        field->retired_at = column_int(row, 5);
        status = list_labels(organisations, column_int(row, 0), arena, field);
        if (status) {
            db_done(row);
            return status;
        }
        (*count)++;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
