#include "notebook.h"

#include <ctype.h>
#include <stdlib.h>

enum query {
    INSERT_NOTE,
    FIND_NOTE,
    INSERT_REMINDER,
    INSERT_COMMENT,
    SAVE_PLAN,
    FIND_PLAN,
    COUNT_ROWS,
    COUNT_FOREVER,
    COUNT_SLOWLY,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [INSERT_NOTE] = "INSERT INTO note (id, text) VALUES (?1, ?2)",
    [FIND_NOTE] = "SELECT text FROM note WHERE id = ?1",
    [INSERT_REMINDER] = "INSERT INTO reminder (note, due_at) VALUES (?1, ?2)",
    [INSERT_COMMENT] = "INSERT INTO comment (about, hub) VALUES (?1, ?2)",
    [SAVE_PLAN] = "INSERT INTO plan (note, amount) VALUES (?1, ?2)"
                  " ON CONFLICT DO UPDATE SET amount = excluded.amount",
    [FIND_PLAN] = "SELECT amount FROM plan WHERE note = ?1",
    [COUNT_ROWS] = "SELECT (SELECT count(*) FROM note),"
                   " (SELECT count(*) FROM reminder),"
                   " (SELECT count(*) FROM comment)",
    [COUNT_FOREVER] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                      " SELECT i + 1 FROM n) SELECT count(*) FROM n",
    [COUNT_SLOWLY] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                     " SELECT i + 1 FROM n LIMIT 20000000)"
                     " SELECT count(*) FROM n",
};

struct notebook {
    struct queries *queries;
};

static enum status
insert_note(struct notebook *self, struct call *call, struct str text,
        struct uuid *out)
{
    struct notebook_note_written body = { .length = (int64_t)text.len };
    enum status status;

    *out = call_new_id(call);
    status = db_run(self->queries, INSERT_NOTE, V(*out), V(text));
    if (!status)
        status = emit_note_written(call, *out, &body, NULL);
    return status;
}

enum status
handle_write_note(struct notebook *self, struct call *call,
        const struct write_note_request *request,
        struct write_note_reply *reply)
{
    enum status status = call_next_number(call, "NB", &reply->number);

    if (!status)
        status = insert_note(self, call, request->text, &reply->note);
    if (!status && request->text.len == 0)
        return call_refuse(call, &problem_blank, "text", "it is empty");
    return status;
}

enum status
handle_write_keyed(struct notebook *self, struct call *call,
        const struct write_keyed_request *request,
        struct write_keyed_reply *reply)
{
    return insert_note(self, call, request->text, &reply->note);
}

enum status
handle_lock_note(struct notebook *self, struct call *call,
        const struct lock_note_request *request, struct lock_note_reply *reply)
{
    reply->has_word = !request->has_word;
    reply->word = STR("sesame");
    return insert_note(self, call, request->text, &reply->note);
}

struct shouting {
    char *text;
    size_t len;
};

static void
shout(void *state)
{
    struct shouting *shouting = state;

    for (size_t i = 0; i < shouting->len; i++)
        shouting->text[i] = (char)toupper((unsigned char)shouting->text[i]);
}

static enum status
end_shout(void *self, struct call *call, void *state, const void *request,
        void *reply)
{
    struct shouting *shouting = state;
    struct shout_reply *out = reply;
    struct uuid note;

    (void)request;
    out->text = (struct str){ shouting->text, shouting->len };
    return insert_note(self, call, out->text, &note);
}

enum status
handle_shout(struct notebook *self, struct call *call,
        const struct shout_request *request, struct shout_reply *reply)
{
    struct shouting *shouting = arena_alloc(call->arena, sizeof(*shouting));
    struct str copy =
            arena_copy(call->arena, request->text.data, request->text.len);

    (void)self, (void)reply;
    *shouting = (struct shouting){ (char *)copy.data, copy.len };
    return call_begin_job(call, shout, end_shout, shouting);
}

enum status
handle_remind(struct notebook *self, struct call *call,
        const struct remind_request *request, struct remind_reply *reply)
{
    enum status status = db_run(self->queries, SAVE_PLAN, V(request->note),
            V(request->amount));

    (void)reply;
    if (!status)
        status = call_schedule(call, "reminder", request->note, request->at);
    return status;
}

enum status
on_timer_reminder(struct notebook *self, struct call *call, struct uuid subject)
{
    struct notebook_reminded body = { .due_at = call->now };
    int64_t amount;
    sqlite3_stmt *row;
    enum status status;

    status = db_run(self->queries, INSERT_REMINDER, V(subject), V(call->now));
    if (!status)
        status = db_first(self->queries, FIND_PLAN, &row, V(subject));
    if (status)
        return status;
    amount = column_int(row, 0);
    db_done(row);
    return amount ? emit_reminded(call, subject, &body, NULL) : STATUS_CONFLICT;
}

enum status
handle_count_notes(struct notebook *self, struct call *call,
        const struct count_notes_request *request,
        struct count_notes_reply *reply)
{
    sqlite3_stmt *row;
    enum status status =
            db_first_values(self->queries, COUNT_ROWS, &row, NULL, 0);

    (void)call, (void)request;
    if (status)
        return status;
    reply->notes = column_int(row, 0);
    reply->reminders = column_int(row, 1);
    reply->comments = column_int(row, 2);
    db_done(row);
    return STATUS_OK;
}

enum status
handle_count_forever(struct notebook *self, struct call *call,
        const struct count_forever_request *request,
        struct count_forever_reply *reply)
{
    sqlite3_stmt *row;
    enum status status =
            db_first_values(self->queries, COUNT_FOREVER, &row, NULL, 0);

    (void)call, (void)request, (void)reply;
    if (!status)
        db_done(row);
    return status;
}

enum status
handle_export_notes(struct notebook *self, struct call *call,
        const struct export_notes_request *request,
        struct export_notes_reply *reply)
{
    struct count_notes_reply counted = { 0 };
    enum status status = handle_count_notes(self, call, NULL, &counted);

    (void)request;
    reply->notes = counted.notes;
    return status;
}

enum status
handle_export_slowly(struct notebook *self, struct call *call,
        const struct export_slowly_request *request,
        struct export_slowly_reply *reply)
{
    sqlite3_stmt *row;
    enum status status =
            db_first_values(self->queries, COUNT_SLOWLY, &row, NULL, 0);

    (void)call, (void)request;
    if (status)
        return status;
    reply->notes = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
on_notebook_note_written(struct notebook *self, struct call *call,
        const struct foreign_event *event,
        const struct notebook_note_written *body)
{
    (void)call, (void)body;
    return db_run(self->queries, INSERT_NOTE, V(event->subject),
            V(STR("followed")));
}

enum status
on_notebook_note_commented(struct notebook *self, struct call *call,
        const struct foreign_event *event,
        const struct notebook_note_commented *body)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->queries, FIND_NOTE, &row, V(body->about));

    if (status == STATUS_NOT_FOUND)
        return call_await(call, body->about);
    if (status)
        return status;
    db_done(row);
    if (body->refuse)
        return call_refuse(call, &problem_blank, NULL, "told to refuse");
    return db_run(self->queries, INSERT_COMMENT, V(body->about), V(event->hub));
}

static enum status
open_notebook(void **self, struct db *db)
{
    struct notebook *notebook = calloc(1, sizeof(*notebook));

    if (!notebook)
        abort();
    notebook->queries = queries_open(db, sql, QUERY_COUNT);
    *self = notebook;
    return STATUS_OK;
}

static void
close_notebook(void *self)
{
    struct notebook *notebook = self;

    queries_close(notebook->queries);
    free(notebook);
}

extern const struct migration notebook_migrations[];

static const char *const series[] = { "NB", NULL };

const struct service notebook_service = {
    .schema = &notebook_schema,
    .migrations = notebook_migrations,
    .series = series,
    .open = open_notebook,
    .close = close_notebook,
};
