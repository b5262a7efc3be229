#include "db/backup.h"

#include "base/clock.h"
#include "db/event_log.h"
#include "db/inbox.h"
#include "db/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

static const struct migration release[] = {
    { "001_note", "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT,"
                  " of INTEGER REFERENCES note (id)) STRICT;" },
    { NULL, NULL },
};

static const struct migration next_release[] = {
    { "001_note", "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT,"
                  " of INTEGER REFERENCES note (id)) STRICT;" },
    { "002_drop", "DELETE FROM note;" },
    { NULL, NULL },
};

static struct folder *
open_hub(const char *hub, const struct migration *migrations)
{
    struct folder *folder;

    assert_int_equal(
            folder_open(&folder, temp_folder, "grants", hub, migrations),
            STATUS_OK);
    return folder;
}

static struct folder *
open_store(void)
{
    return open_hub("longgang", release);
}

static struct folder *
make_store(void)
{
    assert_int_equal(folder_create(temp_folder, "grants", "longgang",
                             STORE_TEST, release),
            STATUS_OK);
    return open_store();
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void
add_note(struct folder *folder, const char *text)
{
    struct event event = { .at = 1,
        .type = STR("grants.note_added"),
        .body = str_from(text) };
    struct event_log *log;
    char sql[200];

    snprintf(sql, sizeof(sql), "INSERT INTO note (text) VALUES ('%s')", text);
    assert_int_equal(db_exec(folder_writer(folder), sql), STATUS_OK);
    assert_int_equal(event_log_open(&log, folder_writer(folder)), STATUS_OK);
    assert_int_equal(event_log_append(log, &event), STATUS_OK);
    event_log_close(log);
}

static int64_t
number(struct folder *folder, const char *sql)
{
    struct queries *queries = queries_open(folder_writer(folder), &sql, 1);
    sqlite3_stmt *row;
    int64_t value;

    assert_int_equal(db_first(queries, 0, &row), STATUS_OK);
    value = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    return value;
}

static enum status
back_up(struct folder *folder, const char *name)
{
    return backup_write(folder_database(folder), folder_files(folder),
            temp_path(name), 0);
}

/* A store with two notes, one file and a cursor, backed up as "backup". */
static void
make_backup(void)
{
    struct folder *folder = make_store();
    struct inbox *inbox = inbox_open(folder_writer(folder));
    const struct cursor cursor = { .store_epoch = uuid_new(5), .seq = 7 };

    add_note(folder, "one");
    add_note(folder, "two");
    inbox_move_cursor(inbox, STR("registry@longgang"), &cursor);
    inbox_close(inbox);
    write_file(temp_path("grants/longgang/files/abc"), "a report");
    assert_int_equal(back_up(folder, "backup"), STATUS_OK);
    folder_close(folder);
}

static void
flip_byte(const char *path, long offset)
{
    FILE *file = fopen(path, "r+");
    int byte;

    assert_non_null(file);
    fseek(file, offset, SEEK_SET);
    byte = fgetc(file);
    fseek(file, offset, SEEK_SET);
    fputc(byte ^ 1, file);
    fclose(file);
}

static char *
read_text(const char *path)
{
    static char text[10000];
    FILE *file = fopen(path, "r");
    size_t len;

    assert_non_null(file);
    len = fread(text, 1, sizeof(text) - 1, file);
    text[len] = '\0';
    fclose(file);
    return text;
}

static void
a_backup_holds_all_and_says_what(void **state)
{
    const char *manifest;

    make_backup();
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_OK);
    assert_string_equal(read_text(temp_path("backup/files/abc")), "a report");
    manifest = read_text(temp_path("backup/manifest.json"));
    assert_non_null(strstr(manifest, "\"service\": \"grants\""));
    assert_non_null(strstr(manifest, "\"hub\": \"longgang\""));
    assert_non_null(strstr(manifest, "\"source\": \"registry@longgang\""));
    assert_non_null(strstr(manifest, "\"name\": \"abc\""));
    assert_non_null(strstr(manifest, "\"seq\": 2"));
    assert_int_equal(access(temp_path("backup/store.db-wal"), F_OK), -1);
    assert_int_equal(access(temp_path("backup.part"), F_OK), -1);
}

static void
a_backup_beside_a_batch_holds_only_what_was_committed(void **state)
{
    struct folder *folder = make_store();

    add_note(folder, "one");
    assert_int_equal(db_begin(folder_writer(folder)), STATUS_OK);
    add_note(folder, "two");
    assert_int_equal(back_up(folder, "backup"), STATUS_OK);
    assert_int_equal(db_commit(folder_writer(folder)), STATUS_OK);
    folder_close(folder);
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_OK);
    assert_non_null(
            strstr(read_text(temp_path("backup/manifest.json")), "\"seq\": 1"));
}

static void
a_name_that_is_taken_is_refused(void **state)
{
    struct folder *folder = make_store();

    assert_int_equal(back_up(folder, "a/b/backup"), STATUS_OK);
    assert_int_equal(back_up(folder, "a/b/backup"), STATUS_CONFLICT);
    folder_close(folder);
}

static enum status
back_up_once(struct folder *folder, uint8_t request, int64_t *head)
{
    return backup_write_once(folder_database(folder), folder_files(folder),
            temp_path("a/once"), 0, (struct uuid){ { request } }, head);
}

/* A gateway that lost a service for a moment sends it the request again. */
static void
a_request_that_comes_twice_finds_what_it_wrote(void **state)
{
    struct folder *folder = make_store();
    int64_t head = 0;

    (void)state;
    add_note(folder, "one");
    assert_int_equal(back_up_once(folder, 1, &head), STATUS_OK);
    assert_int_equal(head, 1);
    add_note(folder, "two");
    assert_int_equal(back_up_once(folder, 1, &head), STATUS_OK);
    assert_int_equal(head, 1);
    assert_int_equal(back_up_once(folder, 2, &head), STATUS_CONFLICT);
    folder_close(folder);
}

static void *
back_up_beside(void *folder)
{
    int64_t head;
    enum status status = back_up_once(folder, 1, &head);

    return (void *)(intptr_t)status;
}

static void
a_request_that_comes_twice_waits_for_the_first(void **state)
{
    struct folder *folder = make_store();
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    void *status;

    (void)state;
    add_note(folder, "one");
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(
                pthread_create(&threads[i], NULL, back_up_beside, folder), 0);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &status);
        assert_int_equal((intptr_t)status, STATUS_OK);
    }
    assert_int_equal(backup_verify(temp_path("a/once")), STATUS_OK);
    folder_close(folder);
}

static void
what_a_crash_left_is_no_backup_and_not_in_the_way(void **state)
{
    struct folder *folder = make_store();

    mkdir(temp_path("backup.part"), 0700);
    write_file(temp_path("backup.part/store.db"), "half");
    assert_int_equal(backup_verify(temp_path("backup.part")), STATUS_CONFLICT);
    assert_int_equal(back_up(folder, "backup"), STATUS_OK);
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_OK);
    folder_close(folder);
}

static void
one_that_is_late_is_no_backup_and_leaves_its_name(void **state)
{
    struct folder *folder = make_store();

    (void)state;
    assert_int_equal(backup_write(folder_database(folder), NULL,
                             temp_path("late"), clock_monotonic()),
            STATUS_TOO_LATE);
    assert_int_not_equal(access(temp_path("late"), F_OK), 0);
    assert_int_not_equal(access(temp_path("late.part"), F_OK), 0);
    assert_int_equal(backup_write(folder_database(folder), NULL,
                             temp_path("late"), clock_monotonic() + HOUR_MS),
            STATUS_OK);
    folder_close(folder);
}

static void
files_that_are_not_complete_are_left_out(void **state)
{
    struct folder *folder = make_store();

    write_file(temp_path("grants/longgang/files/.upload-1"), "hal");
    assert_int_equal(back_up(folder, "backup"), STATUS_OK);
    assert_int_equal(access(temp_path("backup/files/.upload-1"), F_OK), -1);
    folder_close(folder);
}

static long
place_in(const char *path, const char *what)
{
    const char *text = read_text(path);
    const char *found = strstr(text, what);

    assert_non_null(found);
    return found - text + (long)strlen(what);
}

static void
one_flipped_byte_is_found_wherever_it_is(void **state)
{
    const char *manifest = temp_path("backup/manifest.json");
    struct {
        const char *path;
        long offset;
    } bytes[4];

    make_backup();
    bytes[0].path = temp_path("backup/store.db");
    bytes[0].offset = 5000;
    bytes[1].path = temp_path("backup/files/abc");
    bytes[1].offset = 3;
    bytes[2].path = bytes[3].path = manifest;
    bytes[2].offset = place_in(manifest, "\"store\": \"");
    bytes[3].offset = place_in(manifest, "\"store_epoch\": \"");
    for (size_t i = 0; i < COUNT_OF(bytes); i++) {
        flip_byte(bytes[i].path, bytes[i].offset);
        assert_int_equal(backup_verify(temp_path("backup")), STATUS_CONFLICT);
        flip_byte(bytes[i].path, bytes[i].offset);
        assert_int_equal(backup_verify(temp_path("backup")), STATUS_OK);
    }
}

static void
a_missing_file_is_found(void **state)
{
    make_backup();
    unlink(temp_path("backup/files/abc"));
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_CONFLICT);
}

/* Someone who alters rows and fits the manifest to them. */
static void
a_rewritten_history_is_found_though_the_manifest_agrees(void **state)
{
    struct folder *folder = make_store();

    add_note(folder, "one");
    add_note(folder, "two");
    db_exec(folder_writer(folder),
            "UPDATE event SET body = x'00' WHERE seq = 1");
    assert_int_equal(back_up(folder, "backup"), STATUS_OK);
    folder_close(folder);
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_CONFLICT);
}

static void
a_damaged_store_is_not_backed_up(void **state)
{
    struct folder *folder = make_store();

    db_exec(folder_writer(folder), "PRAGMA foreign_keys = OFF;"
                                   "INSERT INTO note (of) VALUES (99)");
    assert_int_equal(back_up(folder, "backup"), STATUS_CONFLICT);
    assert_int_equal(access(temp_path("backup"), F_OK), -1);
    folder_close(folder);
}

static void
a_manifest_that_leads_elsewhere_is_refused(void **state)
{
    char text[10000], *name;

    make_backup();
    strcpy(text, read_text(temp_path("backup/manifest.json")));
    name = strstr(text, "\"abc\"");
    memcpy(name, "\"a/b\"", 5);
    write_file(temp_path("backup/manifest.json"), text);
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_CONFLICT);
}

static void
a_journal_left_beside_a_backup_is_refused(void **state)
{
    make_backup();
    write_file(temp_path("backup/store.db-wal"), "");
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_CONFLICT);
    assert_int_equal(backup_restore(temp_path("backup"), temp_folder, "grants",
                             "longgang"),
            STATUS_CONFLICT);
}

static enum status
restore(const char *hub)
{
    return backup_restore(temp_path("backup"), temp_folder, "grants", hub);
}

static void
a_restored_store_is_the_backup_with_a_new_epoch(void **state)
{
    struct store_identity before;
    struct folder *folder;

    make_backup();
    folder = open_store();
    before = *folder_identity(folder);
    add_note(folder, "later");
    write_file(temp_path("grants/longgang/files/def"), "a later report");
    folder_close(folder);

    assert_int_equal(restore("longgang"), STATUS_OK);
    folder = open_store();
    assert_true(uuid_equal(folder_identity(folder)->store, before.store));
    assert_false(uuid_equal(folder_identity(folder)->store_epoch,
            before.store_epoch));
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 2);
    assert_int_equal(number(folder, "SELECT max(seq) FROM event"), 2);
    assert_int_equal(number(folder, "SELECT count(*) FROM meta"
                                    " WHERE key = 'restored_at'"),
            1);
    assert_string_equal(read_text(temp_path("grants/longgang/files/def")),
            "a later report");
    folder_close(folder);
}

static void
end_recovery(struct folder *folder, int64_t head)
{
    struct db *db = folder_writer(folder);

    assert_int_equal(db_begin(db), STATUS_OK);
    assert_int_equal(folder_end_recovery(folder, head), STATUS_OK);
    assert_int_equal(db_commit(db), STATUS_OK);
}

static void
a_restored_store_knows_where_it_parted_from_what_it_was(void **state)
{
    const struct uuid unknown = { { 9 } };
    struct uuid epochs[3];
    struct folder *folder;
    int64_t head;

    (void)state;
    make_backup();
    for (int i = 0; i < 3; i++) {
        folder = open_store();
        epochs[i] = folder_identity(folder)->store_epoch;
        assert_int_equal(folder_identity(folder)->is_recovering, i > 0);
        if (i > 0)
            end_recovery(folder, i == 1 ? 5 : 3);
        if (i == 1)
            assert_int_equal(back_up(folder, "second"), STATUS_OK);
        folder_close(folder);
        if (i < 2)
            assert_int_equal(
                    backup_restore(temp_path(i == 0 ? "backup" : "second"),
                            temp_folder, "grants", "longgang"),
                    STATUS_OK);
    }
    folder = open_store();
    assert_false(folder_identity(folder)->is_recovering);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
                folder_find_fork(folder_writer(folder), epochs[i], &head),
                STATUS_OK);
        assert_int_equal(head, 3);
    }
    assert_int_equal(folder_find_fork(folder_writer(folder), epochs[2], &head),
            STATUS_NOT_FOUND);
    assert_int_equal(folder_find_fork(folder_writer(folder), unknown, &head),
            STATUS_NOT_FOUND);
    folder_close(folder);
}

/* The same backup, restored; and what happens then. */
static struct uuid
restore_and_go_on(const char *note)
{
    struct folder *folder;
    struct uuid epoch;

    assert_int_equal(restore("longgang"), STATUS_OK);
    folder = open_store();
    epoch = folder_identity(folder)->store_epoch;
    end_recovery(folder, 2);
    add_note(folder, note);
    folder_close(folder);
    return epoch;
}

static void
restores_of_one_backup_know_where_they_part(void **state)
{
    struct uuid epochs[3];
    struct folder *folder;
    int64_t head;

    (void)state;
    make_backup();
    for (int i = 0; i < 3; i++)
        epochs[i] = restore_and_go_on(i == 0   ? "first"
                                      : i == 1 ? "second"
                                               : "third");
    folder = open_store();
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
                folder_find_fork(folder_writer(folder), epochs[i], &head),
                STATUS_OK);
        assert_int_equal(head, 2);
    }
    assert_int_equal(folder_find_fork(folder_writer(folder), epochs[2], &head),
            STATUS_NOT_FOUND);
    folder_close(folder);
}

/* What came back since the backup may be another thing than what was lost. */
static void
where_restores_part_is_found_in_their_logs(void **state)
{
    struct uuid first;
    struct folder *folder;
    int64_t head;

    (void)state;
    make_backup();
    first = restore_and_go_on("first");
    assert_int_equal(restore("longgang"), STATUS_OK);
    folder = open_store();
    add_note(folder, "second");
    add_note(folder, "third");
    end_recovery(folder, 4);
    assert_int_equal(folder_find_fork(folder_writer(folder), first, &head),
            STATUS_OK);
    assert_int_equal(head, 2);
    folder_close(folder);
}

static void
a_store_in_place_of_one_that_is_gone_says_nothing_of_it(void **state)
{
    char text[UUID_TEXT_SIZE], path[100];
    struct folder *folder;
    struct uuid first;
    int64_t head;

    (void)state;
    make_backup();
    first = restore_and_go_on("first");
    uuid_format(first, text);
    snprintf(path, sizeof(path), "grants/longgang/%s/store.db", text);
    assert_int_equal(restore("longgang"), STATUS_OK);
    assert_int_equal(unlink(temp_path(path)), 0);
    folder = open_store();
    end_recovery(folder, 2);
    assert_int_equal(folder_find_fork(folder_writer(folder), first, &head),
            STATUS_NOT_FOUND);
    folder_close(folder);
}

static const char *
beside(struct arena *arena, const char *path, const char *suffix)
{
    return arena_printf(arena, "%s%s", path, suffix).data;
}

static void
copy(const char *from, const char *to)
{
    char command[3 * PATH_MAX];

    snprintf(command, sizeof(command), "cp %s %s", from, to);
    assert_int_equal(system(command), 0);
}

/* The WAL that a killed process left has rows its file does not have yet. */
static void
the_wal_of_the_old_store_does_not_reach_the_restored_one(void **state)
{
    struct arena arena = { 0 };
    const char *old, *restored;
    struct folder *folder;

    make_backup();
    folder_find(temp_folder, "grants", "longgang", &arena, &old);
    folder = open_store();
    add_note(folder, "later");
    copy(beside(&arena, old, "-wal"), temp_path("kept"));
    folder_close(folder);
    copy(temp_path("kept"), beside(&arena, old, "-wal"));

    assert_int_equal(restore("longgang"), STATUS_OK);
    folder_find(temp_folder, "grants", "longgang", &arena, &restored);
    assert_string_not_equal(restored, old);
    assert_int_equal(access(beside(&arena, restored, "-wal"), F_OK), -1);
    assert_int_equal(access(beside(&arena, restored, "-shm"), F_OK), -1);
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 2);
    folder_close(folder);
    arena_release(&arena);
}

/* It had written its new folder, but `current` still named the old one. */
static void
what_a_crashed_restore_left_is_not_in_the_way(void **state)
{
    struct folder *folder;

    make_backup();
    mkdir(temp_path("grants/longgang/0192f0c4-6d2a-7000-8000-0123456789ab"),
            0700);
    assert_int_equal(symlink("0192f0c4-6d2a-7000-8000-0123456789ab",
                             temp_path("grants/longgang/current.new")),
            0);
    write_file(temp_path("grants/longgang/files/.restored"), "a rep");
    unlink(temp_path("grants/longgang/files/abc"));
    folder = open_store();
    folder_close(folder);
    assert_int_equal(restore("longgang"), STATUS_OK);
    assert_string_equal(read_text(temp_path("grants/longgang/files/abc")),
            "a report");
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 2);
    folder_close(folder);
}

/* Killed before it was committed: the live store was not touched. */
static void
half_a_restore_is_swept_up_when_the_store_opens(void **state)
{
    const char *part = temp_path(
            "grants/longgang/0192f0c4-6d2a-7000-8000-0123456789ab.part");
    struct folder *folder;

    make_backup();
    mkdir(part, 0700);
    write_file(temp_path("grants/longgang/"
                         "0192f0c4-6d2a-7000-8000-0123456789ab.part/store.db"),
            "half");
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 2);
    assert_int_not_equal(access(part, F_OK), 0);
    folder_close(folder);
}

static void
stores_that_belong_together_are_replaced_together(void **state)
{
    struct restoring *restoring;
    struct folder *folder;

    make_backup();
    folder = open_store();
    add_note(folder, "three");
    folder_close(folder);
    assert_int_equal(restore_begin(&restoring, temp_path("backup"), temp_folder,
                             "grants", "longgang"),
            STATUS_OK);
    restore_close(restoring);
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 3);
    folder_close(folder);
    assert_int_equal(restore_begin(&restoring, temp_path("backup"), temp_folder,
                             "grants", "longgang"),
            STATUS_OK);
    assert_int_equal(restore_commit(restoring), STATUS_OK);
    restore_close(restoring);
    assert_int_equal(
            folder_open(&folder, temp_folder, "grants", "longgang", release),
            STATUS_CONFLICT);
    assert_int_equal(restore("longgang"), STATUS_OK);
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 2);
    folder_close(folder);
}

static void
a_served_store_is_not_restored(void **state)
{
    struct folder *folder;

    make_backup();
    folder = open_store();
    assert_int_equal(restore("longgang"), STATUS_UNAVAILABLE);
    add_note(folder, "three");
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 3);
    folder_close(folder);
}

static void
a_backup_is_restored_where_nothing_was(void **state)
{
    struct folder *folder;

    make_backup();
    assert_int_equal(rename(temp_path("grants"), temp_path("burnt")), 0);
    assert_int_equal(restore("longgang"), STATUS_OK);
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 2);
    assert_string_equal(read_text(temp_path("grants/longgang/files/abc")),
            "a report");
    folder_close(folder);
}

static void
a_damaged_backup_or_one_of_another_hub_changes_nothing(void **state)
{
    struct folder *folder;

    make_backup();
    assert_int_equal(restore("longgang.bantian"), STATUS_CONFLICT);
    assert_int_equal(access(temp_path("grants/longgang.bantian"), F_OK), -1);
    flip_byte(temp_path("backup/store.db"), 5000);
    assert_int_equal(restore("longgang"), STATUS_CONFLICT);
    folder = open_store();
    assert_int_equal(folder_identity(folder)->term, 2);
    folder_close(folder);
}

static void
a_store_is_backed_up_before_it_is_migrated(void **state)
{
    struct folder *folder = make_store();
    struct arena arena = { 0 };
    const char *command;

    assert_int_equal(access(temp_path("grants/longgang/backups"), F_OK), -1);
    add_note(folder, "one");
    folder_close(folder);
    folder = open_hub("longgang", next_release);
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 0);
    folder_close(folder);
    command = arena_printf(&arena, "mv %s/*-version-6001 %s",
            temp_path("grants/longgang/backups"), temp_path("backup"))
                      .data;
    assert_int_equal(system(command), 0);
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_OK);
    assert_int_equal(restore("longgang"), STATUS_OK);
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 1);
    folder_close(folder);
    arena_release(&arena);
}

static void
add_tokenizer(sqlite3 *sqlite)
{
    fts5_api *fts = NULL;
    fts5_tokenizer unicode;
    sqlite3_stmt *stmt;
    void *context;

    sqlite3_prepare_v2(sqlite, "SELECT fts5(?1)", -1, &stmt, NULL);
    sqlite3_bind_pointer(stmt, 1, &fts, "fts5_api_ptr", NULL);
    sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    fts->xFindTokenizer(fts, "unicode61", &context, &unicode);
    fts->xCreateTokenizer(fts, "ours", context, &unicode, NULL);
}

static void
a_store_with_a_tokenizer_of_its_service_is_backed_up(void **state)
{
    struct folder *folder;

    db_on_open(add_tokenizer);
    folder = make_store();
    assert_int_equal(db_exec(folder_writer(folder),
                             "CREATE VIRTUAL TABLE words USING"
                             " fts5 (text, tokenize = 'ours');"
                             "INSERT INTO words VALUES ('a library')"),
            STATUS_OK);
    assert_int_equal(back_up(folder, "backup"), STATUS_OK);
    folder_close(folder);
    assert_int_equal(restore("longgang"), STATUS_OK);
    folder = open_store();
    assert_int_equal(number(folder, "SELECT count(*) FROM words"
                                    " WHERE words MATCH 'library'"),
            1);
    folder_close(folder);
    /* A tool that knows nothing of the service can check it all the same. */
    db_on_open(NULL);
    assert_int_equal(backup_verify(temp_path("backup")), STATUS_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_backup_holds_all_and_says_what),
        TEST(a_backup_beside_a_batch_holds_only_what_was_committed),
        TEST(a_name_that_is_taken_is_refused),
        TEST(a_request_that_comes_twice_finds_what_it_wrote),
        TEST(a_request_that_comes_twice_waits_for_the_first),
        TEST(what_a_crash_left_is_no_backup_and_not_in_the_way),
        TEST(one_that_is_late_is_no_backup_and_leaves_its_name),
        TEST(files_that_are_not_complete_are_left_out),
        TEST(one_flipped_byte_is_found_wherever_it_is),
        TEST(a_missing_file_is_found),
        TEST(a_rewritten_history_is_found_though_the_manifest_agrees),
        TEST(a_damaged_store_is_not_backed_up),
        TEST(a_manifest_that_leads_elsewhere_is_refused),
        TEST(a_journal_left_beside_a_backup_is_refused),
        TEST(a_restored_store_is_the_backup_with_a_new_epoch),
        TEST(a_restored_store_knows_where_it_parted_from_what_it_was),
        TEST(restores_of_one_backup_know_where_they_part),
        TEST(where_restores_part_is_found_in_their_logs),
        TEST(a_store_in_place_of_one_that_is_gone_says_nothing_of_it),
        TEST(the_wal_of_the_old_store_does_not_reach_the_restored_one),
        TEST(what_a_crashed_restore_left_is_not_in_the_way),
        TEST(half_a_restore_is_swept_up_when_the_store_opens),
        TEST(stores_that_belong_together_are_replaced_together),
        TEST(a_served_store_is_not_restored),
        TEST(a_backup_is_restored_where_nothing_was),
        TEST(a_damaged_backup_or_one_of_another_hub_changes_nothing),
        TEST(a_store_is_backed_up_before_it_is_migrated),
        TEST(a_store_with_a_tokenizer_of_its_service_is_backed_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
