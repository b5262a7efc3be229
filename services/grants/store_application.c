#include "store_inside.h"

#include "base/log.h"
#include "wire/codec.h"

#include <inttypes.h>

enum {
    INSERT_APPLICATION,
    UPDATE_APPLICATION,
    FORGET_CONTACT,
    FORGET_APPLICANT,
    DELETE_APPLICATION,
    INSERT_VERSION,
    LINK_ATTACHMENT,
    DELETE_VERSIONS,
    UNLINK_ATTACHMENTS,
    FIND_APPLICATION,
    FIND_VERSION,
    LIST_VERSIONS,
    LIST_APPLICATIONS,
    MAY_SEE,
    LIST_UNDECIDED,
    LIST_DECLINED,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [INSERT_APPLICATION] =
            "INSERT INTO application (id, state, version, organisation, title,"
            " amount, section, field, place, starts_on, ends_on, summary,"
            " contact, submitted_at, published_at, reason, number, applicant,"
            " round)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
            " seal('application.contact', ?1, ?13), ?14, ?15, ?16, ?17, ?18, "
            "(SELECT row FROM round WHERE id = ?19))",
    [UPDATE_APPLICATION] =
            "UPDATE application SET state = ?2, version = ?3,"
            " organisation = ?4, title = ?5, amount = ?6, section = ?7,"
            " field = ?8, place = ?9, starts_on = ?10, ends_on = ?11,"
            " summary = ?12,"
            " contact = seal('application.contact', id, ?13, contact),"
            " submitted_at = ?14,"
            " published_at = ?15, reason = ?16, number = ?17 WHERE id = ?1",
    [FORGET_CONTACT] = "UPDATE application SET contact = NULL WHERE id = ?1",
    [FORGET_APPLICANT] = "UPDATE application SET contact = NULL"
                         " WHERE applicant = ?1 AND contact IS NOT NULL",
    [DELETE_APPLICATION] = "DELETE FROM application WHERE row = ?1",
    [INSERT_VERSION] =
            "INSERT INTO application_version (application, version, document)"
            " VALUES ((SELECT row FROM application WHERE id = ?1), ?2, ?3)",
    [LINK_ATTACHMENT] =
            "INSERT INTO application_attachment (application, hash)"
            " VALUES ((SELECT row FROM application WHERE id = ?1), ?2)"
            " ON CONFLICT DO NOTHING",
    [DELETE_VERSIONS] =
            "DELETE FROM application_version WHERE application = ?1",
    [UNLINK_ATTACHMENTS] =
            "DELETE FROM application_attachment WHERE application = ?1",
    [FIND_APPLICATION] =
            "SELECT a.row, a.id, r.row, r.id, a.number, a.state, a.version,"
            " a.applicant, a.organisation, a.title, a.amount, a.section,"
            " a.field, a.place, a.starts_on, a.ends_on, a.summary,"
            " unseal('application.contact', a.id, a.contact), a.submitted_at, "
            "a.published_at, a.reason,"
            " (SELECT w.id FROM award w WHERE w.application = a.row"
            "  ORDER BY w.row DESC LIMIT 1)"
            " FROM application a JOIN round r ON r.row = a.round"
            " WHERE a.id = ?1",
    [FIND_VERSION] = "SELECT version, document FROM application_version"
                     " WHERE application = ?1 AND version = ?2",
    [LIST_VERSIONS] = "SELECT version, document FROM application_version"
                      " WHERE application = ?1 AND version < ?2"
                      " ORDER BY version DESC LIMIT ?3",
    [LIST_APPLICATIONS] =
            "SELECT a.row, a.id, r.id, a.number, a.state, a.version,"
            " a.organisation, a.title, a.amount, a.section, a.field, a.place,"
            " a.submitted_at, a.published_at IS NOT NULL"
            " FROM application a JOIN round r ON r.row = a.round"
            " WHERE a.row < ?4 AND " SEES_APPLICATION
            " AND (?5 IS NULL OR r.id = ?5) AND (?6 IS NULL OR a.state = ?6)"
            " AND (?7 IS NULL OR a.organisation = ?7)"
            " AND (?8 IS NULL OR a.section = ?8)"
            " ORDER BY a.row DESC LIMIT ?9",
    [MAY_SEE] = "SELECT " SEES_APPLICATION " FROM application a"
                " WHERE a.row = ?4",
    [LIST_UNDECIDED] =
            "SELECT id FROM application WHERE round = ?1"
            " AND state IN ('submitted', 'returned', 'eligible') ORDER BY row",
    [LIST_DECLINED] = "SELECT id FROM application WHERE round = ?1"
                      " AND state = 'declined' ORDER BY row",
};

/* What may change, in the order of INSERT and UPDATE. */
#define CHANGING_VALUES(a)                                                     \
    V(state_name(THING_APPLICATION, (a)->state)), V((a)->version),             \
            V((a)->organisation), V((a)->title), V((a)->amount),               \
            V_IF((a)->has_section, (a)->section),                              \
            V_IF((a)->has_field, (a)->field),                                  \
            V_IF((a)->has_place, (a)->place),                                  \
            V_IF((a)->has_starts_on, (a)->starts_on),                          \
            V_IF((a)->has_ends_on, (a)->ends_on),                              \
            V_IF((a)->has_summary, (a)->summary),                              \
            V_IF((a)->has_contact, (a)->contact),                              \
            V_IF((a)->has_submitted_at, (a)->submitted_at),                    \
            V_IF((a)->has_published_at, (a)->published_at),                    \
            V_IF((a)->has_reason, (a)->reason),                                \
            V_IF((a)->has_number, (a)->number)

struct queries *
store_application_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_application(struct store *store,
        const struct application *application)
{
    return db_run(store->applications, INSERT_APPLICATION, V(application->id),
            CHANGING_VALUES(application), V(application->applicant),
            V(application->round));
}

enum status
store_update_application(struct store *store,
        const struct application *application)
{
    return db_change(store->applications, UPDATE_APPLICATION,
            V(application->id), CHANGING_VALUES(application));
}

enum status
store_forget_applicant(struct store *store, struct uuid applicant)
{
    return db_run(store->applications, FORGET_APPLICANT, V(applicant));
}

enum status
store_forget_application_contact(struct store *store, struct uuid application)
{
    return db_change(store->applications, FORGET_CONTACT, V(application));
}

enum status
store_delete_application(struct store *store, int64_t rowid)
{
    return db_change(store->applications, DELETE_APPLICATION, V(rowid));
}

enum status
store_insert_version(struct store *store, const struct application *application,
        const struct application_version *version, struct arena *arena)
{
    const struct str document =
            codec_encode_in(arena, &grants_application_version_schema, version);
    enum status status = db_run(store->applications, INSERT_VERSION,
            V(application->id), V(version->version), value_blob(document));

    for (size_t i = 0; !status && i < version->attachments_count; i++)
        status = db_run(store->applications, LINK_ATTACHMENT,
                V(application->id), V(version->attachments[i].hash));
    return status;
}

enum status
store_delete_versions(struct store *store, int64_t application)
{
    enum status status =
            db_run(store->applications, DELETE_VERSIONS, V(application));

    if (!status)
        status =
                db_run(store->applications, UNLINK_ATTACHMENTS, V(application));
    return status;
}

static void
read_application(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct application *)item = (struct application){
        .rowid = column_int(row, 0),
        .id = column_uuid(row, 1),
        .round_rowid = column_int(row, 2),
        .round = column_uuid(row, 3),
        .has_number = !column_is_null(row, 4),
        .number = column_text(row, 4, arena),
        .state = column_enum(row, 5, &grants_application_state_enumeration),
        .version = column_int(row, 6),
        .applicant = column_uuid(row, 7),
        .organisation = column_uuid(row, 8),
        .title = column_text(row, 9, arena),
        .amount = column_int(row, 10),
        .has_section = !column_is_null(row, 11),
        .section = column_text(row, 11, arena),
        .has_field = !column_is_null(row, 12),
        .field = column_text(row, 12, arena),
        .has_place = !column_is_null(row, 13),
        .place = column_text(row, 13, arena),
        .has_starts_on = !column_is_null(row, 14),
        .starts_on = column_int(row, 14),
        .has_ends_on = !column_is_null(row, 15),
        .ends_on = column_int(row, 15),
        .has_summary = !column_is_null(row, 16),
        .summary = column_text(row, 16, arena),
        .has_contact = !column_is_null(row, 17),
        .contact = column_text(row, 17, arena),
        .has_submitted_at = !column_is_null(row, 18),
        .submitted_at = column_int(row, 18),
        .has_published_at = !column_is_null(row, 19),
        .published_at = column_int(row, 19),
        .has_reason = !column_is_null(row, 20),
        .reason = column_text(row, 20, arena),
        .has_award = !column_is_null(row, 21),
        .award = column_uuid(row, 21),
    };
}

enum status
store_find_application(struct store *store, struct uuid id, struct arena *arena,
        struct application *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->applications, FIND_APPLICATION, &row, V(id));

    return store_take(status, row, read_application, arena, out);
}

struct stored_version {
    int64_t version;
    struct str document;
};

static void
read_version(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct stored_version *)item = (struct stored_version){
        .version = column_int(row, 0),
        .document = column_blob(row, 1, arena),
    };
}

static const struct row_reader version_reader = { sizeof(struct stored_version),
    read_version };

/* What we wrote we can read, unless somebody changed the store. */
static enum status
decode_version(const struct stored_version *stored, struct arena *arena,
        struct application_version *out)
{
    struct decode_error error;

    *out = (struct application_version){ 0 };
    if (!codec_decode(&grants_application_version_schema, stored->document,
                arena, out, NULL, &error))
        return STATUS_OK;
    log_error("version=%" PRId64 " cannot be read: field=" STR_FMT,
            stored->version, STR_ARG(error.field));
    return STATUS_INTERNAL;
}

enum status
store_find_version(struct store *store, int64_t application, int64_t version,
        struct arena *arena, struct application_version *out)
{
    sqlite3_stmt *row;
    struct stored_version stored;
    enum status status = db_first(store->applications, FIND_VERSION, &row,
            V(application), V(version));

    status = store_take(status, row, read_version, arena, &stored);
    return status ? status : decode_version(&stored, arena, out);
}

enum status
store_list_versions(struct store *store, int64_t application, struct page *page,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    struct rows stored;
    struct application_version *versions;
    enum status status = db_first(store->applications, LIST_VERSIONS, &row,
            V(application), V(page_start(page)), V(page->limit + 1));

    status = store_collect(status, row, &version_reader, page, arena, &stored);
    versions = arena_alloc(arena, (stored.count + 1) * sizeof(*versions));
    for (size_t i = 0; !status && i < stored.count; i++)
        status = decode_version((struct stored_version *)stored.items + i,
                arena, &versions[i]);
    *out = (struct rows){ versions, stored.count };
    return status;
}

static void
read_item(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct application_item *)item = (struct application_item){
        .application = column_uuid(row, 1),
        .application_id = column_uuid(row, 1),
        .round = column_uuid(row, 2),
        .has_number = !column_is_null(row, 3),
        .number = column_text(row, 3, arena),
        .state = column_enum(row, 4, &grants_application_state_enumeration),
        .version = column_int(row, 5),
        .organisation = column_uuid(row, 6),
        .title = column_text(row, 7, arena),
        .amount = column_int(row, 8),
        .has_section = !column_is_null(row, 9),
        .section = column_text(row, 9, arena),
        .has_field = !column_is_null(row, 10),
        .field = column_text(row, 10, arena),
        .has_place = !column_is_null(row, 11),
        .place = column_text(row, 11, arena),
        .has_submitted_at = !column_is_null(row, 12),
        .submitted_at = column_int(row, 12),
        .is_published = column_bool(row, 13),
    };
}

static const struct row_reader item_reader = { sizeof(struct application_item),
    read_item };

enum status
store_list_applications(struct store *store,
        const struct application_filter *filter, struct page *page,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->applications, LIST_APPLICATIONS, &row,
            VIEWER_VALUES(&filter->viewer), V(page_start(page)),
            V_IF(filter->has_round, filter->round),
            V(state_name(THING_APPLICATION, filter->state)),
            V_IF(filter->has_organisation, filter->organisation),
            V_IF(filter->has_section, filter->section), V(page->limit + 1));

    return store_collect(status, row, &item_reader, page, arena, out);
}

enum status
store_may_see_application(struct store *store, int64_t application,
        const struct viewer *viewer, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->applications, MAY_SEE, &row,
            VIEWER_VALUES(viewer), V(application));

    return store_take_bool(status, row, out);
}

enum status
store_list_undecided(struct store *store, int64_t round, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->applications, LIST_UNDECIDED, &row, V(round));

    return store_collect(status, row, &uuid_reader, NULL, arena, out);
}

enum status
store_list_declined(struct store *store, int64_t round, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->applications, LIST_DECLINED, &row, V(round));

    return store_collect(status, row, &uuid_reader, NULL, arena, out);
}
