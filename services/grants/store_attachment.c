#include "store_inside.h"

enum {
    INSERT_ATTACHMENT,
    INSERT_UPLOAD,
    HAS_UPLOADED,
    FIND_ATTACHMENT,
    IS_PUBLIC,
    MAY_READ,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [INSERT_ATTACHMENT] =
            "INSERT INTO attachment (hash, size, media_type, uploaded_by,"
            " uploaded_at) VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT (hash) DO NOTHING",
    [INSERT_UPLOAD] = "INSERT INTO upload (hash, account, at)"
                      " VALUES (?1, ?2, ?3)"
                      " ON CONFLICT DO NOTHING",
    [HAS_UPLOADED] = "SELECT EXISTS (SELECT 1 FROM upload"
                     " WHERE hash = ?1 AND account = ?2)",
    [FIND_ATTACHMENT] = "SELECT hash, size, media_type, uploaded_by,"
                        " uploaded_at FROM attachment WHERE hash = ?1",
    [IS_PUBLIC] =
            "SELECT EXISTS (SELECT 1 FROM programme WHERE rule_document = ?1)"
            " OR EXISTS (SELECT 1 FROM round WHERE rule_document = ?1"
            " AND state <> 'draft')",
    [MAY_READ] = "SELECT EXISTS (SELECT 1 FROM upload"
                 "  WHERE hash = ?4 AND account = ?2)"
                 " OR EXISTS (SELECT 1 FROM application_attachment f"
                 "  JOIN application a ON a.row = f.application"
                 "  WHERE f.hash = ?4 AND " SEES_APPLICATION ")"
                 " OR EXISTS (SELECT 1 FROM report_attachment f"
                 "  JOIN report r ON r.row = f.report"
                 "  JOIN award w ON w.row = r.award"
                 "  JOIN application a ON a.row = w.application"
                 "  WHERE f.hash = ?4 AND " SEES_APPLICATION ")"
                 " OR EXISTS (SELECT 1 FROM award w"
                 "  JOIN application a ON a.row = w.application"
                 "  WHERE w.agreement = ?4 AND " SEES_APPLICATION ")",
};

struct queries *
store_attachment_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_attachment(struct store *store,
        const struct attachment *attachment)
{
    enum status status = db_run(store->attachments, INSERT_ATTACHMENT,
            V(attachment->hash), V(attachment->size), V(attachment->media_type),
            V(attachment->uploaded_by), V(attachment->uploaded_at));

    return status ? status
                  : db_run(store->attachments, INSERT_UPLOAD,
                            V(attachment->hash), V(attachment->uploaded_by),
                            V(attachment->uploaded_at));
}

enum status
store_has_uploaded(struct store *store, struct str hash, struct uuid account,
        bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->attachments, HAS_UPLOADED, &row,
            V(hash), V(account));

    return store_take_bool(status, row, out);
}

static void
read_attachment(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct attachment *)item = (struct attachment){
        .hash = column_text(row, 0, arena),
        .size = column_int(row, 1),
        .media_type = column_text(row, 2, arena),
        .uploaded_by = column_uuid(row, 3),
        .uploaded_at = column_int(row, 4),
    };
}

enum status
store_find_attachment(struct store *store, struct str hash, struct arena *arena,
        struct attachment *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->attachments, FIND_ATTACHMENT, &row, V(hash));

    return store_take(status, row, read_attachment, arena, out);
}

enum status
store_is_public_file(struct store *store, struct str hash, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->attachments, IS_PUBLIC, &row, V(hash));

    return store_take_bool(status, row, out);
}

enum status
store_may_read_file(struct store *store, struct str hash,
        const struct viewer *viewer, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->attachments, MAY_READ, &row,
            VIEWER_VALUES(viewer), V(hash));

    return store_take_bool(status, row, out);
}
