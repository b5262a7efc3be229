#include "db/move.h"

#include "base/clock.h"
#include "db/away.h"
#include "db/disk.h"
#include "db/event_log.h"
#include "db/internal.h"
#include "db/test.h"

static const struct migration release[] = {
    { "001_note", "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"
                  " STRICT;" },
    { NULL, NULL },
};

#define HUB "longgang.bantian"

static const char *
there(void)
{
    return temp_path("there");
}

static struct folder *
open_at(const char *data)
{
    struct folder *folder;

    assert_int_equal(folder_open(&folder, data, "grants", HUB, release),
            STATUS_OK);
    return folder;
}

static int64_t
number(struct folder *folder, const char *sql)
{
    int64_t value = 0;

    assert_int_equal(db_read_int(folder_writer(folder), sql, &value),
            STATUS_OK);
    return value;
}

static void
add_note(struct folder *folder)
{
    struct event event = { .at = 1,
        .type = STR("grants.note_added"),
        .body = STR("text") };
    struct event_log *log;

    assert_int_equal(db_exec(folder_writer(folder),
                             "INSERT INTO note (text) VALUES ('text')"),
            STATUS_OK);
    assert_int_equal(event_log_open(&log, folder_writer(folder)), STATUS_OK);
    assert_int_equal(event_log_append(log, &event), STATUS_OK);
    event_log_close(log);
}

static struct store_identity
make_store(void)
{
    struct store_identity identity;
    struct folder *folder;

    assert_int_equal(
            folder_create(temp_folder, "grants", HUB, STORE_TEST, release),
            STATUS_OK);
    folder = open_at(temp_folder);
    add_note(folder);
    identity = *folder_identity(folder);
    folder_close(folder);
    return identity;
}

static enum status
put_away(void)
{
    return away_begin(temp_folder, "grants", HUB, AWAY_RELEASING, "/usb/it");
}

static struct store_identity
release_store(void)
{
    struct store_identity identity = make_store();

    assert_int_equal(put_away(), STATUS_OK);
    assert_int_equal(move_write(temp_folder, "grants", HUB, temp_path("copy")),
            STATUS_OK);
    return identity;
}

static enum status
take(struct uuid taking)
{
    struct restoring *restoring;
    enum status status = move_begin(&restoring, temp_path("copy"), there(),
            "grants", HUB, taking);

    if (!status)
        status = restore_finish(restoring);
    restore_close(restoring);
    return status;
}

static void
a_store_that_is_away_is_not_opened(void **state)
{
    struct folder *folder;
    struct away away;

    make_store();
    assert_false(away_is(temp_folder, "grants", HUB));
    assert_int_equal(put_away(), STATUS_OK);
    assert_int_equal(folder_open(&folder, temp_folder, "grants", HUB, release),
            STATUS_CONFLICT);
    away_read(temp_folder, "grants", HUB, &away);
    assert_int_equal(away.reason, AWAY_RELEASING);
    assert_string_equal(away.what, "/usb/it");
    assert_int_equal(away_end(temp_folder, "grants", HUB), STATUS_OK);
    folder_close(open_at(temp_folder));
}

static void
a_mark_that_cannot_be_read_counts(void **state)
{
    struct away away;
    FILE *file;

    make_store();
    put_away();
    file = fopen(temp_path("grants/" HUB "/away"), "w");
    fputs("??", file);
    fclose(file);
    away_read(temp_folder, "grants", HUB, &away);
    assert_int_equal(away.reason, AWAY_UNKNOWN);
}

static void
only_what_is_away_and_free_is_copied(void **state)
{
    struct folder *folder;

    make_store();
    assert_int_equal(move_write(temp_folder, "grants", HUB, temp_path("copy")),
            STATUS_CONFLICT);
    folder = open_at(temp_folder);
    put_away();
    assert_int_equal(move_write(temp_folder, "grants", HUB, temp_path("copy")),
            STATUS_UNAVAILABLE);
    folder_close(folder);
    assert_int_equal(move_write(temp_folder, "grants", HUB, temp_path("copy")),
            STATUS_OK);
}

static void
what_was_taken_is_the_same_store_of_another_epoch(void **state)
{
    const struct store_identity before = release_store();
    const struct store_identity *after;
    struct folder *folder;
    int64_t fork;

    assert_int_equal(take(uuid_new(1)), STATUS_OK);
    folder = open_at(there());
    after = folder_identity(folder);
    assert_true(uuid_equal(after->store, before.store));
    assert_false(uuid_equal(after->store_epoch, before.store_epoch));
    assert_int_equal(after->term, before.term + 1);
    assert_false(after->is_recovering);
    assert_int_equal(after->restored_at, 0);
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 1);
    assert_int_equal(
            folder_find_fork(folder_writer(folder), before.store_epoch, &fork),
            STATUS_OK);
    assert_int_equal(fork, 1);
    folder_close(folder);
}

/* So a taking that was cut short is gone on with, and not begun anew. */
static void
one_taking_gives_one_store_and_another_one_another(void **state)
{
    const struct uuid first = uuid_new(1), second = uuid_new(1);

    release_store();
    assert_false(move_is_done(there(), "grants", HUB, first));
    assert_int_equal(take(first), STATUS_OK);
    assert_true(move_is_done(there(), "grants", HUB, first));
    assert_false(move_is_done(there(), "grants", HUB, second));
    unlink(temp_path("there/grants/" HUB "/current"));
    assert_int_equal(take(first), STATUS_OK);
    assert_true(move_is_done(there(), "grants", HUB, first));
    folder_close(open_at(there()));
}

static void
a_copy_that_was_altered_is_not_taken(void **state)
{
    struct folder *folder;
    FILE *file;

    release_store();
    file = fopen(temp_path("copy/store.db"), "r+");
    fseek(file, 5000, SEEK_SET);
    fputc('?', file);
    fclose(file);
    assert_int_equal(take(uuid_new(1)), STATUS_CONFLICT);
    assert_int_equal(folder_open(&folder, there(), "grants", HUB, release),
            STATUS_NOT_FOUND);
}

static enum status
place_keys(void)
{
    return move_place_keys(temp_path("copied"), there(), HUB);
}

static void
expect_keys(const char *name, const char *expected)
{
    char text[200] = "";
    FILE *file = fopen(temp_path(name), "r");

    assert_non_null(file);
    assert_non_null(fgets(text, sizeof(text), file));
    fclose(file);
    assert_string_equal(text, expected);
}

static void
write_text(const char *name, const char *text)
{
    FILE *file = fopen(temp_path(name), "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void
the_keys_of_contacts_go_along(void **state)
{
    make_store();
    write_text("keys/contacts/" HUB, "new");
    assert_int_equal(move_write_keys(temp_folder, HUB, temp_path("copied")),
            STATUS_OK);
    assert_int_equal(place_keys(), STATUS_OK);
    expect_keys("there/keys/contacts/" HUB, "new");
    write_text("there/keys/contacts/" HUB, "old");
    assert_int_equal(place_keys(), STATUS_OK);
    expect_keys("there/keys/contacts/" HUB, "new");
    expect_keys("there/keys/contacts/" HUB ".before", "old");
    write_text("copied", "nev");
    assert_int_equal(place_keys(), STATUS_CONFLICT);
    expect_keys("there/keys/contacts/" HUB, "new");
}

/* It comes back to where its former store lies. */
static void
it_takes_the_place_of_what_was_released(void **state)
{
    struct restoring *restoring;
    struct folder *folder;

    release_store();
    assert_int_equal(take(uuid_new(1)), STATUS_OK);
    folder = open_at(there());
    add_note(folder);
    folder_close(folder);
    away_begin(there(), "grants", HUB, AWAY_RELEASED, "x");
    assert_int_equal(move_write(there(), "grants", HUB, temp_path("back")),
            STATUS_OK);
    assert_int_equal(move_begin(&restoring, temp_path("back"), temp_folder,
                             "grants", HUB, uuid_new(2)),
            STATUS_OK);
    assert_int_equal(restore_finish(restoring), STATUS_OK);
    restore_close(restoring);
    away_end(temp_folder, "grants", HUB);
    folder = open_at(temp_folder);
    assert_int_equal(number(folder, "SELECT count(*) FROM note"), 2);
    folder_close(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_store_that_is_away_is_not_opened),
        TEST(a_mark_that_cannot_be_read_counts),
        TEST(only_what_is_away_and_free_is_copied),
        TEST(what_was_taken_is_the_same_store_of_another_epoch),
        TEST(one_taking_gives_one_store_and_another_one_another),
        TEST(a_copy_that_was_altered_is_not_taken),
        TEST(the_keys_of_contacts_go_along),
        TEST(it_takes_the_place_of_what_was_released),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
