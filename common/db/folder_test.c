#include "db/folder.h"

#include "db/disk.h"
#include "db/test.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const struct migration first_release[] = {
    { "001_note", "CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT;" },
    { NULL, NULL },
};

static const struct migration second_release[] = {
    { "001_note", "CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT;" },
    { "002_text", "ALTER TABLE note ADD COLUMN text TEXT;"
                  "INSERT INTO note (text) VALUES ('moved');" },
    { NULL, NULL },
};

static const struct migration broken_release[] = {
    { "001_note", "CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT;" },
    { "002_link", "CREATE TABLE link (note INTEGER REFERENCES note (id));"
                  "INSERT INTO link VALUES (5);" },
    { NULL, NULL },
};

static enum status
create(const char *hub)
{
    return folder_create(temp_folder, "grants", hub, STORE_TEST, first_release);
}

static enum status
open_release(struct folder **out, const struct migration *release)
{
    return folder_open(out, temp_folder, "grants", "longgang.bantian", release);
}

static struct folder *
open_store(void)
{
    struct folder *folder;

    assert_int_equal(open_release(&folder, first_release), STATUS_OK);
    return folder;
}

static int64_t
number(struct db *db, const char *sql)
{
    struct queries *queries = queries_open(db, &sql, 1);
    sqlite3_stmt *row;
    int64_t value;

    assert_int_equal(db_first(queries, 0, &row), STATUS_OK);
    value = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    return value;
}

static void
a_missing_store_is_never_made_by_opening(void **state)
{
    struct folder *folder;

    assert_int_equal(open_release(&folder, first_release), STATUS_NOT_FOUND);
    assert_null(folder);
    assert_int_equal(access(temp_path("grants"), F_OK), -1);
    create("longgang.bantian");
    unlink(temp_path("grants/longgang.bantian/current"));
    assert_int_equal(open_release(&folder, first_release), STATUS_NOT_FOUND);
}

static void
a_created_store_opens_with_its_tables(void **state)
{
    struct folder *folder;

    assert_int_equal(create("longgang.bantian"), STATUS_OK);
    folder = open_store();
    assert_int_equal(folder_identity(folder)->kind, STORE_TEST);
    assert_false(uuid_is_zero(folder_identity(folder)->store));
    assert_false(uuid_is_zero(folder_identity(folder)->store_epoch));
    assert_int_equal(number(folder_writer(folder), "PRAGMA user_version"),
            6001);
    assert_int_equal(number(folder_writer(folder), "SELECT count(*) FROM note"),
            0);
    assert_int_equal(access(folder_files(folder), W_OK), 0);
    assert_int_equal(access(folder_database(folder), W_OK), 0);
    folder_close(folder);
}

static void
a_store_is_created_once(void **state)
{
    assert_int_equal(create("longgang"), STATUS_OK);
    assert_int_equal(create("longgang"), STATUS_CONFLICT);
}

static void
names_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const names[] = { "", ".", "..", "../x", "a/b", "A",
        "a..b", "a.", ".a", "a.b.c.d.e", "-a", "a_b",
        "a123456789012345678901234567890123" };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_int_equal(create(names[i]), STATUS_MALFORMED);
    assert_int_equal(create("longgang.bantian.yangguang-2"), STATUS_OK);
}

static void
one_process_at_a_time_holds_the_lease(void **state)
{
    struct folder *folder, *second;

    create("longgang.bantian");
    folder = open_store();
    assert_int_equal(open_release(&second, first_release), STATUS_UNAVAILABLE);
    assert_null(second);
    folder_close(folder);
    assert_int_equal(open_release(&second, first_release), STATUS_OK);
    folder_close(second);
}

static void
hold_until_killed(int ready)
{
    struct folder *folder = open_store();

    if (write(ready, "x", 1) != 1)
        _exit(1);
    pause();
    folder_close(folder);
}

static void
a_killed_holder_gives_the_lease_up_and_loses_nothing(void **state)
{
    struct folder *folder;
    int pipe_ends[2], how;
    pid_t child;
    char byte;

    create("longgang.bantian");
    assert_int_equal(pipe(pipe_ends), 0);
    child = fork();
    if (child == 0)
        hold_until_killed(pipe_ends[1]);
    assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
    assert_int_equal(open_release(&folder, first_release), STATUS_UNAVAILABLE);
    kill(child, SIGKILL);
    waitpid(child, &how, 0);
    folder = open_store();
    assert_int_equal(folder_identity(folder)->term, 2);
    folder_close(folder);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void
a_paused_holder_keeps_the_lease(void **state)
{
    struct folder *folder;
    int pipe_ends[2], how;
    pid_t child;
    char byte;

    create("longgang.bantian");
    assert_int_equal(pipe(pipe_ends), 0);
    child = fork();
    if (child == 0)
        hold_until_killed(pipe_ends[1]);
    assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
    kill(child, SIGSTOP);
    assert_int_equal(waitpid(child, &how, WUNTRACED), child);
    assert_true(WIFSTOPPED(how));
    assert_int_equal(open_release(&folder, first_release), STATUS_UNAVAILABLE);
    kill(child, SIGKILL);
    waitpid(child, &how, 0);
    folder = open_store();
    folder_close(folder);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

/* As a program that a service starts would, with all it inherits. */
static void
a_child_does_not_keep_the_lease(void **state)
{
    struct folder *folder;
    FILE *child;

    create("longgang.bantian");
    folder = open_store();
    child = popen("cat", "w");
    folder_close(folder);
    folder = open_store();
    folder_close(folder);
    assert_int_equal(pclose(child), 0);
}

static void
what_a_crashed_creation_left_is_not_in_the_way(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    assert_int_equal(rename(temp_path("grants/longgang.bantian/current"),
                             temp_path("grants/longgang.bantian/current.new")),
            0);
    assert_int_equal(open_release(&folder, first_release), STATUS_NOT_FOUND);
    assert_int_equal(create("longgang.bantian"), STATUS_OK);
    folder = open_store();
    folder_close(folder);
}

static void
every_table_is_strict(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    folder = open_store();
    assert_int_equal(number(folder_writer(folder),
                             "SELECT count(*) FROM pragma_table_list"
                             " WHERE schema = 'main' AND NOT strict"
                             " AND name NOT LIKE 'sqlite_%'"),
            0);
    folder_close(folder);
}

static void
each_taking_raises_the_term_and_keeps_the_rest(void **state)
{
    struct store_identity before;
    struct folder *folder;

    create("longgang.bantian");
    folder = open_store();
    before = *folder_identity(folder);
    folder_close(folder);
    folder = open_store();
    assert_int_equal(before.term, 1);
    assert_int_equal(folder_identity(folder)->term, 2);
    assert_true(uuid_equal(before.store, folder_identity(folder)->store));
    assert_true(uuid_equal(before.store_epoch,
            folder_identity(folder)->store_epoch));
    folder_close(folder);
}

static void
a_batch_under_an_older_term_is_refused(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    folder = open_store();
    assert_int_equal(folder_assert_term(folder), STATUS_OK);
    db_exec(folder_writer(folder),
            "UPDATE meta SET value = value + 1 WHERE key = 'term'");
    assert_int_equal(folder_assert_term(folder), STATUS_CONFLICT);
    folder_close(folder);
}

static void
the_lock_names_its_holder(void **state)
{
    struct folder *folder;
    char text[512] = "", expected[64];
    FILE *file;

    create("longgang.bantian");
    folder = open_store();
    file = fopen(temp_path("grants/longgang.bantian/lock"), "r");
    assert_non_null(fgets(text, sizeof(text), file));
    fclose(file);
    snprintf(expected, sizeof(expected), "pid=%ld ", (long)getpid());
    assert_memory_equal(text, expected, strlen(expected));
    assert_non_null(strstr(text, " term=1 "));
    folder_close(folder);
}

static void
a_newer_store_is_refused_and_left_as_it_is(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    assert_int_equal(open_release(&folder, second_release), STATUS_OK);
    folder_close(folder);
    assert_int_equal(open_release(&folder, first_release), STATUS_CONFLICT);
    assert_int_equal(open_release(&folder, second_release), STATUS_OK);
    assert_int_equal(folder_identity(folder)->term, 2);
    db_exec(folder_writer(folder), "PRAGMA user_version = 7002");
    folder_close(folder);
    assert_int_equal(open_release(&folder, second_release), STATUS_CONFLICT);
}

static void
an_older_store_is_migrated(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    assert_int_equal(open_release(&folder, second_release), STATUS_OK);
    assert_int_equal(number(folder_writer(folder), "PRAGMA user_version"),
            6002);
    assert_int_equal(number(folder_writer(folder),
                             "SELECT count(*) FROM note WHERE text = 'moved'"),
            1);
    assert_int_equal(number(folder_writer(folder), "PRAGMA foreign_keys"), 1);
    folder_close(folder);
}

/* As the release before kept_key left it, with one key used lately. */
static void
make_first_release(void)
{
    struct folder *folder = open_store();

    assert_int_equal(
            db_exec(folder_writer(folder),
                    "DROP TABLE kept_key; DROP TABLE rollup;"
                    " DROP TABLE rollup_hub; DROP TABLE kept_event;"
                    " DROP TABLE loss; DROP TABLE disclosure; PRAGMA "
                    "user_version = 1001;"
                    " DELETE FROM meta WHERE key = 'sealed';"
                    " INSERT INTO idempotency VALUES"
                    " (x'0123456789ab00ff102030405060ffee', x'aa', x'bb')"),
            STATUS_OK);
    folder_close(folder);
}

static void
keys_of_the_release_before_are_kept_in_both_forms(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    make_first_release();
    folder = open_store();
    assert_int_equal(number(folder_writer(folder),
                             "SELECT count(*) FROM kept_key WHERE slot IN"
                             " (x'0123456789ab00ff102030405060ffee',"
                             " x'00000000000000ff102030405060ffee')"),
            2);
    folder_close(folder);
}

static void
a_migration_that_breaks_a_reference_changes_nothing(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    assert_int_equal(open_release(&folder, broken_release), STATUS_INTERNAL);
    folder = open_store();
    assert_int_equal(number(folder_writer(folder), "PRAGMA user_version"),
            6001);
    assert_int_equal(number(folder_writer(folder),
                             "SELECT count(*) FROM sqlite_schema"
                             " WHERE name = 'link'"),
            0);
    folder_close(folder);
}

static void
a_store_of_another_service_or_hub_is_refused(void **state)
{
    struct folder *folder;

    create("longgang.bantian");
    assert_int_equal(rename(temp_path("grants/longgang.bantian"),
                             temp_path("grants/longgang.nanwan")),
            0);
    assert_int_equal(folder_open(&folder, temp_folder, "grants",
                             "longgang.nanwan", first_release),
            STATUS_CONFLICT);
    assert_int_equal(rename(temp_path("grants"), temp_path("registry")), 0);
    assert_int_equal(rename(temp_path("registry/longgang.nanwan"),
                             temp_path("registry/longgang.bantian")),
            0);
    assert_int_equal(folder_open(&folder, temp_folder, "registry",
                             "longgang.bantian", first_release),
            STATUS_CONFLICT);
}

static void
a_live_store_refuses_a_clock_that_moves(void **state)
{
    struct folder *folder;

    setenv("CW_CLOCK_FILE", temp_path("clock"), 1);
    assert_int_equal(folder_create(temp_folder, "grants", "longgang",
                             STORE_LIVE, first_release),
            STATUS_CONFLICT);
    assert_int_equal(folder_create(temp_folder, "grants", "sample",
                             STORE_SAMPLE, first_release),
            STATUS_OK);
    unsetenv("CW_CLOCK_FILE");
    assert_int_equal(folder_create(temp_folder, "grants", "longgang",
                             STORE_LIVE, first_release),
            STATUS_OK);
    setenv("CW_CLOCK_FILE", temp_path("clock"), 1);
    assert_int_equal(folder_open(&folder, temp_folder, "grants", "longgang",
                             first_release),
            STATUS_CONFLICT);
    assert_int_equal(folder_open(&folder, temp_folder, "grants", "sample",
                             first_release),
            STATUS_OK);
    folder_close(folder);
    unsetenv("CW_CLOCK_FILE");
}

static void
network_file_systems_are_refused(void **state)
{
    assert_true(disk_is_network(0x6969));      /* NFS */
    assert_true(disk_is_network(0xff534d42));  /* CIFS */
    assert_true(disk_is_network(0xfe534d42));  /* SMB 2 */
    assert_true(disk_is_network(0x65735546));  /* FUSE */
    assert_true(disk_is_network(0x01021997));  /* 9P */
    assert_false(disk_is_network(0xef53));     /* ext4 */
    assert_false(disk_is_network(0x58465342)); /* XFS */
    assert_int_equal(disk_refuse_network(temp_folder), STATUS_OK);
}

static void
five_percent_of_the_disk_stay_free(void **state)
{
    struct folder *folder;

    assert_true(disk_is_roomy(5, 100));
    assert_true(disk_is_roomy(50001, 1000000));
    assert_false(disk_is_roomy(4, 100));
    assert_false(disk_is_roomy(0, 1000000));
    create("longgang.bantian");
    folder = open_store();
    assert_int_equal(folder_has_room(folder), disk_has_room(temp_folder));
    folder_close(folder);
}

static void
a_reader_finds_the_live_store(void **state)
{
    struct arena arena = { 0 };
    const char *database;
    struct folder *folder;

    assert_int_equal(folder_find(temp_folder, "grants", "longgang.bantian",
                             &arena, &database),
            STATUS_NOT_FOUND);
    create("longgang.bantian");
    folder = open_store();
    assert_int_equal(folder_find(temp_folder, "grants", "longgang.bantian",
                             &arena, &database),
            STATUS_OK);
    assert_string_equal(database, folder_database(folder));
    folder_close(folder);
    arena_release(&arena);
}

static void
stores_are_listed_in_order(void **state)
{
    struct arena arena = { 0 };
    struct str *hubs;
    size_t count;

    assert_int_equal(folder_list(temp_folder, "grants", &arena, &hubs, &count),
            STATUS_OK);
    assert_int_equal(count, 0);
    create("longgang.nanwan");
    create("longgang");
    create("longgang.bantian");
    mkdir(temp_path("grants/longgang.empty"), 0700);
    mkdir(temp_path("grants/.instances"), 0700);
    assert_int_equal(folder_list(temp_folder, "grants", &arena, &hubs, &count),
            STATUS_OK);
    assert_int_equal(count, 3);
    assert_string_equal(hubs[0].data, "longgang");
    assert_string_equal(hubs[1].data, "longgang.bantian");
    assert_string_equal(hubs[2].data, "longgang.nanwan");
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_missing_store_is_never_made_by_opening),
        TEST(a_created_store_opens_with_its_tables),
        TEST(a_store_is_created_once),
        TEST(names_that_lead_elsewhere_are_refused),
        TEST(one_process_at_a_time_holds_the_lease),
        TEST(a_killed_holder_gives_the_lease_up_and_loses_nothing),
        TEST(a_paused_holder_keeps_the_lease),
        TEST(a_child_does_not_keep_the_lease),
        TEST(what_a_crashed_creation_left_is_not_in_the_way),
        TEST(every_table_is_strict),
        TEST(each_taking_raises_the_term_and_keeps_the_rest),
        TEST(a_batch_under_an_older_term_is_refused),
        TEST(the_lock_names_its_holder),
        TEST(a_newer_store_is_refused_and_left_as_it_is),
        TEST(an_older_store_is_migrated),
        TEST(keys_of_the_release_before_are_kept_in_both_forms),
        TEST(a_migration_that_breaks_a_reference_changes_nothing),
        TEST(a_store_of_another_service_or_hub_is_refused),
        TEST(a_live_store_refuses_a_clock_that_moves),
        TEST(network_file_systems_are_refused),
        TEST(five_percent_of_the_disk_stay_free),
        TEST(a_reader_finds_the_live_store),
        TEST(stores_are_listed_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
