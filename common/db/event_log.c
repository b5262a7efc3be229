#include "db/event_log.h"

#include "base/log.h"
#include "db/parts.h"

#include <inttypes.h>
#include <stdlib.h>

enum { SALT_SIZE = 16, SALTS = 64, PAGE = 500, PAGE_BYTES = 1024 * 1024 };

enum {
    FIND_HEAD,
    INSERT_EVENT,
    TAKE_BACK,
    LIST_EVENTS,
    FIND_LAST,
    ERASE_EVENT,
    QUERY_COUNT,
};

#define EVENT_COLUMNS                                                          \
    "SELECT seq, id, at, type, subject, actor, cause, salt, body,"             \
    " subject_hash, leaf, hash FROM event "

static const char *const sql[QUERY_COUNT] = {
    [FIND_HEAD] = "SELECT seq, at, hash FROM event ORDER BY seq DESC LIMIT 1",
    [INSERT_EVENT] = "INSERT INTO event (seq, id, at, type, subject, actor,"
                     " cause, salt, body, leaf, hash)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [TAKE_BACK] = "INSERT INTO event (seq, id, at, type, subject, actor,"
                  " cause, salt, body, leaf, hash, subject_hash)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                  " ?12)",
    [LIST_EVENTS] = EVENT_COLUMNS "WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    [FIND_LAST] = EVENT_COLUMNS "WHERE seq < ?1 AND subject = ?2 AND type = ?3"
                                " ORDER BY seq DESC LIMIT 1",
    [ERASE_EVENT] = "UPDATE event SET subject = NULL, actor = NULL,"
                    " salt = NULL, body = NULL, subject_hash = ?2"
                    " WHERE seq = ?1",
};

struct event_log {
    struct queries *queries;
    int64_t seq;
    int64_t at;
    struct hash hash;
    /* Random bytes are fetched for many events at once: it is a system call. */
    unsigned salts_used;
    char salts[SALTS][SALT_SIZE];
};

struct hash
event_leaf(const struct event *event)
{
    struct parts parts;

    parts_begin(&parts, 3);
    parts_add_bytes(&parts, event->salt.data, event->salt.len);
    parts_add_bytes(&parts, event->body.data, event->body.len);
    parts_add_bytes(&parts, event->actor.data, event->actor.len);
    return parts_end(&parts);
}

struct hash
event_subject_hash(const struct event *event)
{
    struct parts parts;

    if (event->is_erased)
        return event->subject_hash;
    parts_begin(&parts, 2);
    parts_add_bytes(&parts, event->salt.data, event->salt.len);
    parts_add_bytes(&parts, event->subject.bytes, sizeof(event->subject.bytes));
    return parts_end(&parts);
}

struct hash
event_hash(const struct event *event, struct hash previous)
{
    const struct hash subject = event_subject_hash(event);
    struct parts parts;

    parts_begin(&parts, 7);
    parts_add_bytes(&parts, previous.bytes, sizeof(previous.bytes));
    parts_add_int(&parts, event->seq);
    parts_add_bytes(&parts, event->id.bytes, sizeof(event->id.bytes));
    parts_add_int(&parts, event->at);
    parts_add_text(&parts, event->type);
    parts_add_bytes(&parts, subject.bytes, sizeof(subject.bytes));
    parts_add_bytes(&parts, event->leaf.bytes, sizeof(event->leaf.bytes));
    return parts_end(&parts);
}

struct event_log *
event_log_create(struct db *db)
{
    struct event_log *log = calloc(1, sizeof(*log));

    if (!log || sodium_init() < 0)
        abort();
    log->queries = queries_open(db, sql, QUERY_COUNT);
    log->salts_used = SALTS;
    return log;
}

enum status
event_log_open(struct event_log **out, struct db *db)
{
    struct event_log *log = event_log_create(db);
    enum status status = event_log_reload(log);

    if (status) {
        event_log_close(log);
        log = NULL;
    }
    *out = log;
    return status;
}

void
event_log_close(struct event_log *log)
{
    if (!log)
        return;
    queries_close(log->queries);
    free(log);
}

int64_t
event_log_head(const struct event_log *log)
{
    return log->seq;
}

int64_t
event_log_last_at(const struct event_log *log)
{
    return log->at;
}

enum status
event_log_reload(struct event_log *log)
{
    sqlite3_stmt *row;
    enum status status = db_first(log->queries, FIND_HEAD, &row);

    if (status && status != STATUS_NOT_FOUND)
        return status;
    log->seq = status ? 0 : column_int(row, 0);
    log->at = status ? 0 : column_int(row, 1);
    log->hash = status ? (struct hash){ 0 } : column_hash(row, 2);
    db_done(row);
    return STATUS_OK;
}

static struct str
next_salt(struct event_log *log)
{
    if (log->salts_used == SALTS) {
        randombytes_buf(log->salts, sizeof(log->salts));
        log->salts_used = 0;
    }
    return (struct str){ log->salts[log->salts_used++], SALT_SIZE };
}

static enum status
insert_event(struct event_log *log, const struct event *event)
{
    return db_run(log->queries, INSERT_EVENT, V(event->seq), V(event->id),
            V(event->at), V(event->type), V(event->subject), V(event->actor),
            V(event->cause), value_blob(event->salt), value_blob(event->body),
            V(&event->leaf), V(&event->hash));
}

enum status
event_log_append(struct event_log *log, struct event *event)
{
    enum status status;

    if (event->at < log->at) {
        log_error("event=log_would_go_back at=%" PRId64 " last=%" PRId64,
                event->at, log->at);
        return STATUS_INTERNAL;
    }
    event->seq = log->seq + 1;
    event->salt = next_salt(log);
    event->is_erased = false;
    event->leaf = event_leaf(event);
    event->hash = event_hash(event, log->hash);
    status = insert_event(log, event);
    if (status)
        return status;
    log->seq = event->seq;
    log->at = event->at;
    log->hash = event->hash;
    return STATUS_OK;
}

static const char *
find_fault(const struct event *event, int64_t previous_seq,
        struct hash previous)
{
    if (event->seq != previous_seq + 1)
        return "gap";
    if (!event->is_erased && !hash_equal(event_leaf(event), event->leaf))
        return "leaf";
    if (!hash_equal(event_hash(event, previous), event->hash))
        return "hash";
    return NULL;
}

enum status
event_log_take_back(struct event_log *log, const struct event *event)
{
    const bool is_whole = !event->is_erased;
    enum status status;

    if (find_fault(event, log->seq, log->hash))
        return STATUS_CONFLICT;
    status = db_run(log->queries, TAKE_BACK, V(event->seq), V(event->id),
            V(event->at), V(event->type), V_IF(is_whole, event->subject),
            V_IF(is_whole, event->actor), V(event->cause),
            is_whole ? value_blob(event->salt) : value_null(),
            is_whole ? value_blob(event->body) : value_null(), V(&event->leaf),
            V(&event->hash), V_IF(!is_whole, &event->subject_hash));
    if (status)
        return status;
    log->seq = event->seq;
    log->at = event->at;
    log->hash = event->hash;
    return STATUS_OK;
}

static struct event
read_event(sqlite3_stmt *row, struct arena *arena)
{
    return (struct event){
        .seq = column_int(row, 0),
        .id = column_uuid(row, 1),
        .at = column_int(row, 2),
        .type = column_text(row, 3, arena),
        .subject = column_uuid(row, 4),
        .actor = column_text(row, 5, arena),
        .cause = column_uuid(row, 6),
        .salt = column_blob(row, 7, arena),
        .body = column_blob(row, 8, arena),
        .is_erased = column_is_null(row, 7),
        .subject_hash = column_hash(row, 9),
        .leaf = column_hash(row, 10),
        .hash = column_hash(row, 11),
    };
}

/* How many there can be: the log has no gaps. */
static enum status
count_after(struct event_log *log, int64_t after, size_t limit, size_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(log->queries, FIND_HEAD, &row);
    int64_t head = status ? 0 : column_int(row, 0);

    db_done(row);
    *out = head > after ? (size_t)(head - after) : 0;
    if (*out > limit)
        *out = limit;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
event_log_list(struct event_log *log, int64_t after, size_t limit,
        size_t max_bytes, struct arena *arena, struct event **events,
        size_t *count)
{
    size_t bytes = 0, most;
    sqlite3_stmt *row;
    enum status status = count_after(log, after, limit, &most);

    *count = 0;
    *events = NULL;
    if (status || most == 0)
        return status;
    *events = arena_alloc(arena, most * sizeof(**events));
    status = db_first(log->queries, LIST_EVENTS, &row, V(after), V(most));
    for (; !status; status = db_next(row)) {
        bytes += (size_t)sqlite3_column_bytes(row, 8);
        if (*count > 0 && bytes > max_bytes) {
            db_done(row);
            return STATUS_OK;
        }
        (*events)[(*count)++] = read_event(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
event_log_find_last(struct event_log *log, const struct event *before,
        struct str type, struct arena *arena, struct event *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(log->queries, FIND_LAST, &row, V(before->seq),
            V(before->subject), V(type));

    if (status)
        return status;
    *out = read_event(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
event_log_erase(struct event_log *log, int64_t seq)
{
    struct arena arena = { 0 };
    struct event *event;
    struct hash subject;
    size_t count;
    enum status status;

    status = event_log_list(log, seq - 1, 1, 0, &arena, &event, &count);
    if (!status && (count == 0 || event->seq != seq))
        status = STATUS_NOT_FOUND;
    if (!status && !event->is_erased) {
        subject = event_subject_hash(event);
        status = db_change(log->queries, ERASE_EVENT, V(seq), V(&subject));
    }
    arena_release(&arena);
    return status;
}

static bool
check_page(const struct event *events, size_t count,
        struct event_log_check *out)
{
    for (size_t i = 0; i < count; i++) {
        out->what = find_fault(&events[i], out->checked, out->head);
        if (out->what) {
            out->bad_seq = events[i].seq;
            return false;
        }
        out->checked++;
        out->head = events[i].hash;
    }
    return count > 0;
}

enum status
event_log_verify(struct event_log *log, struct event_log_check *out)
{
    bool goes_on = true;
    enum status status = STATUS_OK;

    *out = (struct event_log_check){ 0 };
    while (goes_on && !status) {
        struct arena arena = { 0 };
        struct event *events;
        size_t count;

        status = event_log_list(log, out->checked, PAGE, PAGE_BYTES, &arena,
                &events, &count);
        goes_on = !status && check_page(events, count, out);
        arena_release(&arena);
    }
    return status;
}
