#include "store_message.h"

enum query {
    INSERT_MESSAGE,
    FIND_MESSAGE,
    LIST_INBOX,
    COUNT_UNREAD,
    MARK_READ,
    LIST_MESSAGES,
    LIST_MESSAGES_ABOUT,
    LIST_MESSAGES_MAILED,
    LIST_WAITING,
    DELETE_ATTEMPTS,
    DELETE_MAILS,
    DELETE_MESSAGES,
    INSERT_MAIL,
    HOLD_MAILS,
    RELEASE_MAILS,
    COUNT_HELD,
    PUT_MAIL,
    BEGIN_ATTEMPT,
    END_ATTEMPT,
    LIST_ATTEMPTS,
    QUERY_COUNT,
};

#define MESSAGE_ROW                                                            \
    "SELECT m.rowid, m.id, m.at, m.event, m.about, m.recipient,"               \
    " m.is_donor_contact, m.subject_zh, m.read_at, l.state, l.tries,"          \
    " l.next_try_at"

#define OLDER " (?1 = 0 OR m.rowid < ?1)"

#define THEIRS " (SELECT rowid FROM message WHERE recipient = ?1)"

#define NEWEST_FIRST " ORDER BY m.rowid DESC LIMIT ?2"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_MESSAGE] =
            "INSERT INTO message (id, event, about, recipient,"
            " is_donor_contact, at, subject_zh, body_zh, subject_en, body_en)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [FIND_MESSAGE] = "SELECT m.rowid, m.id, m.event, m.about, m.recipient,"
                     " m.is_donor_contact, m.at, m.subject_zh, m.body_zh,"
                     " m.subject_en, m.body_en, m.read_at, l.state, l.tries,"
                     " l.next_try_at FROM message m LEFT JOIN mail l"
                     " ON l.message = m.rowid WHERE m.id = ?1",
    [LIST_INBOX] =
            "SELECT rowid, id, at, event, about,"
            " CASE ?4 WHEN 1 THEN subject_zh ELSE subject_en END, read_at"
            " FROM message WHERE recipient = ?2 AND (?1 = 0 OR rowid < ?1)"
            " AND (NOT ?3 OR read_at IS NULL) AND NOT is_donor_contact"
            " ORDER BY rowid DESC LIMIT ?5",
    [COUNT_UNREAD] = "SELECT count(*) FROM message"
                     " WHERE recipient = ?1 AND read_at IS NULL",
    [MARK_READ] = "UPDATE message SET read_at = ?2"
                  " WHERE rowid = ?1 AND read_at IS NULL",
    [LIST_MESSAGES] =
            MESSAGE_ROW " FROM message m LEFT JOIN mail l ON"
                        " l.message = m.rowid WHERE" OLDER NEWEST_FIRST,
    [LIST_MESSAGES_ABOUT] = MESSAGE_ROW
    " FROM message m LEFT JOIN mail l ON l.message = m.rowid"
    " WHERE" OLDER
    " AND m.about = ?3 AND (?4 = 0 OR l.state = ?4)" NEWEST_FIRST,
    [LIST_MESSAGES_MAILED] =
            MESSAGE_ROW " FROM mail l JOIN message m ON m.rowid = l.message"
                        " WHERE l.state = ?3 AND (?1 = 0 OR l.message < ?1)"
                        " ORDER BY l.message DESC LIMIT ?2",
    [LIST_WAITING] = "SELECT m.id, l.next_try_at FROM mail l JOIN message m"
                     " ON m.rowid = l.message WHERE l.state = ?1"
                     " ORDER BY l.next_try_at LIMIT ?2",
    [DELETE_ATTEMPTS] = "DELETE FROM attempt WHERE message IN" THEIRS,
    [DELETE_MAILS] = "DELETE FROM mail WHERE message IN" THEIRS,
    [DELETE_MESSAGES] = "DELETE FROM message WHERE rowid IN" THEIRS,
    [INSERT_MAIL] = "INSERT INTO mail (message, state, next_try_at)"
                    " VALUES (?1, ?2, ?3)",
    [HOLD_MAILS] = "UPDATE mail SET state = ?2, next_try_at = NULL"
                   " WHERE state = ?1",
    [RELEASE_MAILS] = "UPDATE mail SET state = ?2, next_try_at = ?3"
                      " WHERE state = ?1",
    [COUNT_HELD] = "SELECT count(*), min(m.at) FROM mail l JOIN message m"
                   " ON m.rowid = l.message WHERE l.state = ?1",
    [PUT_MAIL] = "UPDATE mail SET state = ?2, tries = ?3, next_try_at = ?4"
                 " WHERE message = ?1",
    [BEGIN_ATTEMPT] = "INSERT INTO attempt (message, ordinal, begun_at,"
                      " outcome) SELECT ?1, coalesce(max(ordinal), 0) + 1, ?2,"
                      " ?3 FROM attempt WHERE message = ?1 RETURNING ordinal",
    [END_ATTEMPT] = "UPDATE attempt SET ended_at = ?3, outcome = ?4,"
                    " reply_code = ?5, enhanced_code = ?6"
                    " WHERE message = ?1 AND ordinal = ?2",
    [LIST_ATTEMPTS] =
            "SELECT ordinal, begun_at, ended_at, outcome, reply_code,"
            " enhanced_code FROM attempt WHERE message = ?1 AND ordinal > ?2"
            " ORDER BY ordinal LIMIT ?3",
};

struct queries *
store_message_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_message(struct queries *messages, struct message *message)
{
    enum status status;

    status = db_run(messages, INSERT_MESSAGE, V(message->id), V(message->event),
            V(message->about), V(message->recipient),
            V(message->is_donor_contact), V(message->at),
            V(message->zh.subject), V(message->zh.body), V(message->en.subject),
            V(message->en.body));
    if (!status)
        message->rowid = db_last_rowid(queries_db(messages));
    return status;
}

enum status
store_find_message(struct queries *messages, struct uuid id,
        struct arena *arena, struct message *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(messages, FIND_MESSAGE, &row, V(id));

    if (status)
        return status;
    *out = (struct message){
        .rowid = column_int(row, 0),
        .id = column_uuid(row, 1),
        .event = column_text(row, 2, arena),
        .about = column_uuid(row, 3),
        .recipient = column_uuid(row, 4),
        .is_donor_contact = column_bool(row, 5),
        .at = column_int(row, 6),
        .zh = { column_text(row, 7, arena), column_text(row, 8, arena) },
        .en = { column_text(row, 9, arena), column_text(row, 10, arena) },
        .read_at = column_int(row, 11),
        .mail = (enum mail_state)column_int(row, 12),
        .tries = (int)column_int(row, 13),
        .next_try_at = column_int(row, 14),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_inbox(struct queries *messages, const struct inbox_filter *filter,
        struct page *page, struct arena *arena, struct inbox_item **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    *count = 0;
    status = db_first(messages, LIST_INBOX, &row, V(page->after),
            V(filter->account), V(filter->unread), V(filter->locale),
            V(page->limit + 1));
    for (; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0)))
            continue;
        (*out)[(*count)++] = (struct inbox_item){
            .message = column_uuid(row, 1),
            .at = column_int(row, 2),
            .event = column_text(row, 3, arena),
            .about = column_uuid(row, 4),
            .subject = column_text(row, 5, arena),
            .has_read_at = !column_is_null(row, 6),
            .read_at = column_int(row, 6),
        };
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_delete_messages(struct queries *messages, struct uuid recipient)
{
    enum status status = STATUS_OK;

    for (int i = DELETE_ATTEMPTS; i <= DELETE_MESSAGES && !status; i++)
        status = db_run(messages, i, V(recipient));
    return status;
}

enum status
store_count_unread(struct queries *messages, struct uuid account, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(messages, COUNT_UNREAD, &row, V(account));

    if (status)
        return status;
    *out = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_mark_read(struct queries *messages, int64_t message, int64_t at)
{
    return db_run(messages, MARK_READ, V(message), V(at));
}

static struct message_row
read_message_row(sqlite3_stmt *row, struct arena *arena)
{
    return (struct message_row){
        .message = column_uuid(row, 1),
        .at = column_int(row, 2),
        .event = column_text(row, 3, arena),
        .about = column_uuid(row, 4),
        .recipient = column_uuid(row, 5),
        .is_donor_contact = column_bool(row, 6),
        .subject = column_text(row, 7, arena),
        .has_read_at = !column_is_null(row, 8),
        .read_at = column_int(row, 8),
        .has_mail = !column_is_null(row, 9),
        .mail = (enum mail_state)column_int(row, 9),
        .tries = column_int(row, 10),
        .has_next_try_at = !column_is_null(row, 11),
        .next_try_at = column_int(row, 11),
    };
}

/* Each by the index that serves it. */
static enum status
first_message(struct queries *messages, const struct message_filter *filter,
        const struct page *page, sqlite3_stmt **row)
{
    if (!uuid_is_zero(filter->about))
        return db_first(messages, LIST_MESSAGES_ABOUT, row, V(page->after),
                V(page->limit + 1), V(filter->about), V(filter->mail));
    if (filter->mail)
        return db_first(messages, LIST_MESSAGES_MAILED, row, V(page->after),
                V(page->limit + 1), V(filter->mail));
    return db_first(messages, LIST_MESSAGES, row, V(page->after),
            V(page->limit + 1));
}

enum status
store_list_messages(struct queries *messages,
        const struct message_filter *filter, struct page *page,
        struct arena *arena, struct message_row **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    *count = 0;
    status = first_message(messages, filter, page, &row);
    for (; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0)))
            continue;
        (*out)[(*count)++] = read_message_row(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_mail(struct queries *messages, int64_t message,
        enum mail_state state, int64_t next_try_at)
{
    return db_run(messages, INSERT_MAIL, V(message), V(state),
            V_IF(state == MAIL_STATE_WAITING, next_try_at));
}

enum status
store_hold_mails(struct queries *messages)
{
    return db_run(messages, HOLD_MAILS, V(MAIL_STATE_WAITING),
            V(MAIL_STATE_HELD));
}

enum status
store_release_mails(struct queries *messages, int64_t now, int64_t *released)
{
    enum status status = db_run(messages, RELEASE_MAILS, V(MAIL_STATE_HELD),
            V(MAIL_STATE_WAITING), V(now));

    *released = status ? 0 : db_changes(queries_db(messages));
    return status;
}

enum status
store_count_held(struct queries *messages, int64_t *count, int64_t *oldest)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(messages, COUNT_HELD, &row, V(MAIL_STATE_HELD));

    *count = status ? 0 : column_int(row, 0);
    *oldest = status ? 0 : column_int(row, 1);
    if (!status)
        db_done(row);
    return status;
}

enum status
store_put_mail(struct queries *messages, int64_t message, enum mail_state state,
        int tries, int64_t next_try_at)
{
    return db_change(messages, PUT_MAIL, V(message), V(state), V(tries),
            V_IF(state == MAIL_STATE_WAITING, next_try_at));
}

enum status
store_list_waiting(struct queries *messages, size_t limit, struct arena *arena,
        struct waiting_mail **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, limit * sizeof(**out));
    *count = 0;
    status = db_first(messages, LIST_WAITING, &row, V(MAIL_STATE_WAITING),
            V(limit));
    for (; !status; status = db_next(row))
        (*out)[(*count)++] = (struct waiting_mail){
            .message = column_uuid(row, 0),
            .try_at = column_int(row, 1),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_begin_attempt(struct queries *messages, int64_t message, int64_t at,
        int64_t *ordinal)
{
    sqlite3_stmt *row;
    enum status status;

    status = db_first(messages, BEGIN_ATTEMPT, &row, V(message), V(at),
            V(ATTEMPT_OUTCOME_BEGUN));
    if (status)
        return status;
    *ordinal = column_int(row, 0);
    status = db_next(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_end_attempt(struct queries *messages, int64_t message,
        const struct mail_attempt *attempt)
{
    return db_change(messages, END_ATTEMPT, V(message), V(attempt->ordinal),
            V(attempt->ended_at), V(attempt->outcome),
            V_IF(attempt->has_reply_code, attempt->reply_code),
            V_IF(attempt->has_enhanced_code, attempt->enhanced_code));
}

static struct mail_attempt
read_attempt(sqlite3_stmt *row, struct arena *arena)
{
    return (struct mail_attempt){
        .ordinal = column_int(row, 0),
        .begun_at = column_int(row, 1),
        .has_ended_at = !column_is_null(row, 2),
        .ended_at = column_int(row, 2),
        .outcome = (enum attempt_outcome)column_int(row, 3),
        .has_reply_code = !column_is_null(row, 4),
        .reply_code = column_int(row, 4),
        .has_enhanced_code = !column_is_null(row, 5),
        .enhanced_code = column_text(row, 5, arena),
    };
}

enum status
store_list_attempts(struct queries *messages, int64_t message,
        struct page *page, struct arena *arena, struct mail_attempt **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    *count = 0;
    status = db_first(messages, LIST_ATTEMPTS, &row, V(message), V(page->after),
            V(page->limit + 1));
    for (; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = read_attempt(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
