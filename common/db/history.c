#include "db/history.h"

#include "base/log.h"
#include "db/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BEGIN,
    EXTEND,
    FIND_HISTORY,
    FIND_HEAD,
    FIND_HASH,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [BEGIN] = "INSERT INTO meta (key, value) VALUES ('history', ?1)"
              " ON CONFLICT DO NOTHING",
    [EXTEND] = "UPDATE meta SET value = value || ?1 WHERE key = 'history'",
    [FIND_HISTORY] = "SELECT value FROM meta WHERE key = 'history'",
    [FIND_HEAD] = "SELECT coalesce(max(seq), 0) FROM event",
    [FIND_HASH] = "SELECT hash FROM event WHERE seq = ?1",
};

/* Of an epoch's text in a line. */
enum { EPOCH_LEN = UUID_TEXT_SIZE - 1 };

static struct queries *
queries_of(struct db *db)
{
    return db_queries(db, sql, QUERY_COUNT);
}

/*
 * A line each, oldest first: the epoch, and the last event that it has in
 * common with the line before. "=" before that number: another store was of
 * that epoch, and this is all that we have in common with it.
 */
static enum status
write_line(struct db *db, int query, struct uuid epoch, const char *mark,
        int64_t head)
{
    char line[UUID_TEXT_SIZE + 24], text[UUID_TEXT_SIZE];

    uuid_format(epoch, text);
    snprintf(line, sizeof(line), "%s %s%lld\n", text, mark, (long long)head);
    return db_run(queries_of(db), query, V((const char *)line));
}

enum status
history_begin(struct db *db, struct uuid epoch)
{
    return write_line(db, BEGIN, epoch, "", 0);
}

enum status
history_extend(struct db *db, struct uuid epoch, int64_t head)
{
    return write_line(db, EXTEND, epoch, "", head);
}

enum status
history_find_head(struct db *db, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(queries_of(db), FIND_HEAD, &row);

    if (!status)
        *out = column_int(row, 0);
    db_done(row);
    return status;
}

/* The text of it; "" if there is none. */
static enum status
find_history(struct db *db, struct arena *arena, const char **out)
{
    sqlite3_stmt *row;
    enum status status = db_first(queries_of(db), FIND_HISTORY, &row);

    *out = status ? "" : column_text(row, 0, arena).data;
    db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The next line, or NULL. */
static const char *
next_line(const char *line)
{
    const char *end = strchr(line, '\n');

    return end && strlen(end + 1) > EPOCH_LEN ? end + 1 : NULL;
}

struct line {
    struct uuid epoch;
    bool is_other; /* see write_line() */
    int64_t head;
};

static bool
read_line(const char *text, struct line *out)
{
    if (strlen(text) <= EPOCH_LEN + 1 ||
            !uuid_parse((struct str){ text, EPOCH_LEN }, &out->epoch))
        return false;
    text += EPOCH_LEN + 1;
    out->is_other = *text == '=';
    out->head = strtoll(text + out->is_other, NULL, 10);
    return true;
}

/*
 * The lowest head of our own lines that came after that of `epoch`, and of
 * that one, if it is another store's.
 */
static enum status
read_fork(const char *text, struct uuid epoch, int64_t *head)
{
    bool is_known = false;
    struct line line;

    *head = INT64_MAX;
    for (; text; text = next_line(text)) {
        bool is_one;

        if (!read_line(text, &line))
            continue;
        is_one = uuid_equal(line.epoch, epoch);
        if ((line.is_other ? is_one : is_known) && line.head < *head)
            *head = line.head;
        is_known = is_known || is_one;
    }
    return is_known && *head < INT64_MAX ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status
history_find_fork(struct db *db, struct uuid epoch, int64_t *head)
{
    struct arena arena = { 0 };
    const char *text;
    enum status status = find_history(db, &arena, &text);

    if (!status)
        status = read_fork(text, epoch, head);
    arena_release(&arena);
    return status;
}

/* -- another store -------------------------------------------------------- */

static enum status
find_hash(struct db *db, int64_t seq, struct hash *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(queries_of(db), FIND_HASH, &row, V(seq));

    if (!status)
        *out = column_hash(row, 0);
    db_done(row);
    return status;
}

/* A hash covers all before it: the last that both have is searched for. */
static enum status
find_common(struct db *db, struct db *other, int64_t *out)
{
    int64_t ours = 0, theirs = 0, high;
    enum status status = history_find_head(db, &ours);

    if (!status)
        status = history_find_head(other, &theirs);
    *out = 0;
    high = ours < theirs ? ours : theirs;
    while (!status && *out < high) {
        const int64_t middle = *out + (high - *out + 1) / 2;
        struct hash a, b;

        status = find_hash(db, middle, &a);
        if (!status)
            status = find_hash(other, middle, &b);
        if (!status && hash_equal(a, b))
            *out = middle;
        else
            high = middle - 1;
    }
    return status;
}

/* Unless it is one of ours. */
static enum status
note_epoch(struct db *db, const char *own, struct db *other, struct uuid epoch,
        int64_t common)
{
    char text[UUID_TEXT_SIZE];
    int64_t fork;

    uuid_format(epoch, text);
    if (strstr(own, text))
        return STATUS_OK;
    if (!history_find_fork(other, epoch, &fork) && fork < common)
        common = fork;
    return write_line(db, EXTEND, epoch, "=", common);
}

static enum status
note_epochs(struct db *db, struct db *other, struct uuid present,
        int64_t common)
{
    struct arena arena = { 0 };
    const char *own, *text;
    struct line line;
    enum status status = find_history(db, &arena, &own);

    if (!status)
        status = note_epoch(db, own, other, present, common);
    if (!status)
        status = find_history(other, &arena, &text);
    for (; !status && text; text = next_line(text))
        if (read_line(text, &line) && !uuid_equal(line.epoch, present))
            status = note_epoch(db, own, other, line.epoch, common);
    arena_release(&arena);
    return status;
}

static bool
is_same_store(struct db *db, struct db *other, struct uuid *other_epoch)
{
    struct store_identity ours, theirs;

    if (identity_find(db, &ours) || identity_find(other, &theirs))
        return false;
    *other_epoch = theirs.store_epoch;
    return uuid_equal(ours.store, theirs.store);
}

enum status
history_compare(struct db *db, const char *replaced)
{
    struct db *other = NULL;
    struct uuid epoch;
    int64_t common = 0;
    enum status status = STATUS_OK;

    if (db_open_reader(&other, replaced) || !is_same_store(db, other, &epoch) ||
            find_common(db, other, &common))
        log_warn("event=replaced_store_is_not_compared path=%s", replaced);
    else
        status = note_epochs(db, other, epoch, common);
    db_close(other);
    return status;
}
