#include "db/seal.h"

#include "db/keyring.h"
#include "db/mirror.h"
#include "db/test.h"

static const struct migration before_sealing[] = {
    { "001_card", "CREATE TABLE card (id INTEGER PRIMARY KEY, phone TEXT)"
                  " STRICT;" },
    { NULL, NULL },
};

static const struct migration with_sealing[] = {
    { "001_card", "CREATE TABLE card (id INTEGER PRIMARY KEY, phone TEXT)"
                  " STRICT;" },
    { "002_sealed", "UPDATE card SET phone = seal('card.phone', id, phone);" },
    { NULL, NULL },
};

static const struct sealed_column sealed[] = {
    { "card", "phone", "card.phone", "id", "id" },
    { NULL, NULL, NULL, NULL, NULL },
};

static const struct mirrored mirrored[] = {
    { "card", { "phone" } },
    { NULL, { NULL } },
};

enum query { PUT, CHANGE, READ, MUST_READ, RAW, MOVE, PLAIN };

static const char *const sql[] = {
    [PUT] = "INSERT INTO card (id, phone) VALUES (?1,"
            " seal('card.phone', ?1, ?2))",
    [CHANGE] = "UPDATE card SET phone = seal('card.phone', id, ?2, phone)"
               " WHERE id = ?1",
    [READ] = "SELECT unseal('card.phone', id, phone) FROM card WHERE id = ?1",
    [MUST_READ] = "SELECT must_unseal('card.phone', id, phone) FROM card"
                  " WHERE id = ?1",
    [RAW] = "SELECT phone FROM card WHERE id = ?1",
    [MOVE] = "UPDATE card SET phone = (SELECT phone FROM card WHERE id = ?2)"
             " WHERE id = ?1",
    [PLAIN] = "UPDATE card SET phone = ?2 WHERE id = ?1",
};

struct store {
    struct folder *folder;
    struct db *writer, *reader;
    struct queries *writing, *reading;
    struct arena arena;
};

static const char *
key_file(void)
{
    return temp_path("keys/contacts/longgang");
}

static void
open_store(struct store *store)
{
    *store = (struct store){ 0 };
    assert_int_equal(folder_open(&store->folder, temp_folder, "grants",
                             "longgang", with_sealing),
            STATUS_OK);
    store->writer = folder_writer(store->folder);
    assert_int_equal(folder_open_reader(store->folder, &store->reader), 0);
    store->writing = queries_open(store->writer, sql, 7);
    store->reading = queries_open(store->reader, sql, 7);
}

static void
make_store(struct store *store)
{
    assert_int_equal(folder_create(temp_folder, "grants", "longgang",
                             STORE_TEST, with_sealing),
            STATUS_OK);
    open_store(store);
}

static void
close_store(struct store *store)
{
    queries_close(store->writing);
    queries_close(store->reading);
    db_close(store->reader);
    folder_close(store->folder);
    arena_release(&store->arena);
}

static void
put(struct store *store, int id, const char *phone)
{
    assert_int_equal(db_run(store->writing, PUT, V(id), V(phone)), STATUS_OK);
}

/* "" for null. */
static const char *
ask(struct store *store, struct queries *queries, enum query query, int id)
{
    sqlite3_stmt *row;
    const char *text;

    assert_int_equal(db_first(queries, query, &row, V(id)), STATUS_OK);
    text = column_text(row, 0, &store->arena).data;
    db_done(row);
    return text;
}

static void
a_contact_is_sealed_in_its_column_and_read_as_it_was(void **state)
{
    struct store store;

    make_store(&store);
    put(&store, 1, "13800000000");
    put(&store, 2, NULL);
    assert_string_equal(ask(&store, store.reading, READ, 1), "13800000000");
    assert_string_equal(ask(&store, store.reading, READ, 2), "");
    assert_null(strstr(ask(&store, store.reading, RAW, 1), "138"));
    close_store(&store);
}

static void
what_is_not_changed_stays_as_it_is(void **state)
{
    struct store store;
    const char *before;

    make_store(&store);
    put(&store, 1, "13800000000");
    before = ask(&store, store.reading, RAW, 1);
    db_run(store.writing, CHANGE, V(1), V("13800000000"));
    assert_string_equal(ask(&store, store.reading, RAW, 1), before);
    db_run(store.writing, CHANGE, V(1), V("13911111111"));
    assert_string_not_equal(ask(&store, store.reading, RAW, 1), before);
    assert_string_equal(ask(&store, store.reading, READ, 1), "13911111111");
    close_store(&store);
}

static void
one_of_another_row_or_put_in_plainly_is_not_believed(void **state)
{
    struct store store;

    make_store(&store);
    put(&store, 1, "13800000000");
    put(&store, 2, "13911111111");
    db_run(store.writing, MOVE, V(1), V(2));
    assert_string_equal(ask(&store, store.reading, READ, 1), "");
    db_run(store.writing, PLAIN, V(2), V("13999999999"));
    assert_string_equal(ask(&store, store.reading, READ, 2), "");
    close_store(&store);
}

static void
without_the_key_the_rest_goes_on_and_nothing_is_lost(void **state)
{
    struct store store;
    sqlite3_stmt *row;
    const char *carried;

    make_store(&store);
    put(&store, 1, "13800000000");
    close_store(&store);
    rename(key_file(), temp_path("elsewhere"));
    open_store(&store);
    assert_true(db_lacks_key(store.writer));
    assert_string_equal(ask(&store, store.reading, READ, 1), "");

    /* A command reads a row, changes something else and writes it all. */
    carried = ask(&store, store.writing, READ, 1);
    assert_int_equal(db_run(store.writing, CHANGE, V(1), V(carried)), 0);
    assert_int_equal(db_run(store.writing, PUT, V(2), V("13911111111")),
            STATUS_UNAVAILABLE);
    assert_true(db_missed_key(store.writer));
    assert_int_equal(db_first(store.writing, MUST_READ, &row, V(1)),
            STATUS_UNAVAILABLE);
    put(&store, 3, NULL);
    close_store(&store);

    rename(temp_path("elsewhere"), key_file());
    open_store(&store);
    assert_false(db_lacks_key(store.writer));
    assert_string_equal(ask(&store, store.reading, READ, 1), "13800000000");
    close_store(&store);
}

static void
a_store_of_before_is_sealed_when_it_is_opened(void **state)
{
    struct store store;

    assert_int_equal(folder_create(temp_folder, "grants", "longgang",
                             STORE_TEST, before_sealing),
            STATUS_OK);
    assert_int_equal(folder_open(&store.folder, temp_folder, "grants",
                             "longgang", before_sealing),
            STATUS_OK);
    db_exec(folder_writer(store.folder),
            "INSERT INTO card VALUES (1, '13800000000'), (2, NULL)");
    folder_close(store.folder);
    open_store(&store);
    assert_string_equal(ask(&store, store.reading, READ, 1), "13800000000");
    assert_null(strstr(ask(&store, store.reading, RAW, 1), "138"));
    assert_string_equal(ask(&store, store.reading, READ, 2), "");
    close_store(&store);
}

static void
a_key_that_was_lost_is_not_made_anew(void **state)
{
    struct store store;

    make_store(&store);
    close_store(&store);
    unlink(key_file());
    open_store(&store);
    assert_true(db_lacks_key(store.writer));
    assert_int_equal(access(key_file(), F_OK), -1);
    close_store(&store);
}

static void
after_a_new_key_all_is_sealed_again_in_pages(void **state)
{
    struct store store;
    struct mirror *mirror;
    int64_t done, all, unreadable;
    size_t changes;

    make_store(&store);
    for (int i = 1; i <= 5; i++)
        put(&store, i, "13800000000");
    assert_int_equal(mirror_open(&mirror, store.writer, mirrored), STATUS_OK);
    keyring_add(key_file());
    for (int left = 5; left > 0; left -= 2) {
        assert_int_equal(db_begin(store.writer), STATUS_OK);
        assert_int_equal(seal_again(store.writer, sealed, 2, &done), 0);
        assert_int_equal(done, left < 2 ? left : 2);
        mirror_changes(mirror, &changes);
        assert_int_equal(changes, 0);
        assert_int_equal(db_commit(store.writer), STATUS_OK);
    }
    assert_int_equal(seal_again(store.writer, sealed, 2, &done), STATUS_OK);
    assert_int_equal(done, 0);
    keyring_retire(key_file());
    assert_int_equal(seal_count(store.writer, sealed, &all, &unreadable), 0);
    assert_int_equal(all, 5);
    assert_int_equal(unreadable, 0);
    assert_string_equal(ask(&store, store.writing, READ, 5), "13800000000");
    close_store(&store);
}

static void
what_cannot_be_opened_is_counted_and_does_not_stop_the_rest(void **state)
{
    struct store store;
    int64_t done, all, unreadable;

    make_store(&store);
    put(&store, 1, "13800000000");
    put(&store, 2, "13911111111");
    db_run(store.writing, MOVE, V(1), V(2));
    keyring_add(key_file());
    assert_int_equal(seal_again(store.writer, sealed, 9, &done), STATUS_OK);
    assert_int_equal(done, 1);
    assert_int_equal(seal_count(store.writer, sealed, &all, &unreadable), 0);
    assert_int_equal(unreadable, 1);
    close_store(&store);
}

static void
a_store_says_which_keys_it_lacks_before_one_is_asked_for(void **state)
{
    struct missing_keys missing;
    struct store store;
    sqlite3_stmt *row;

    make_store(&store);
    put(&store, 1, "13800000000");
    put(&store, 2, "13911111111");
    close_store(&store);
    keyring_add(key_file());
    open_store(&store);
    put(&store, 3, "13922222222");
    assert_int_equal(
            seal_find_missing(store.reader, sealed, SEALED_ROWS_ALL, &missing),
            0);
    assert_int_equal(missing.count, 0);
    close_store(&store);

    keyring_retire(key_file());
    open_store(&store);
    assert_false(db_lacks_key(store.reader));
    assert_int_equal(
            seal_find_missing(store.reader, sealed, SEALED_ROWS_ALL, &missing),
            0);
    assert_int_equal(missing.count, 1);
    assert_int_equal(missing.items[0].contacts, 2);
    seal_find_missing(store.reader, sealed, 1, &missing);
    assert_int_equal(missing.items[0].contacts, 1);
    assert_true(keyring_has_retired(key_file(), missing.items[0].id));
    assert_true(db_lacks_key(store.reader));

    assert_int_equal(keyring_give_up(key_file(), missing.items[0].id), 0);
    close_store(&store);
    open_store(&store);
    assert_int_equal(
            seal_find_missing(store.reader, sealed, SEALED_ROWS_ALL, &missing),
            0);
    assert_int_equal(missing.count, 0);
    assert_int_equal(db_first(store.reading, MUST_READ, &row, V(1)), STATUS_OK);
    assert_true(column_is_null(row, 0));
    db_done(row);
    close_store(&store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_contact_is_sealed_in_its_column_and_read_as_it_was),
        TEST(what_is_not_changed_stays_as_it_is),
        TEST(one_of_another_row_or_put_in_plainly_is_not_believed),
        TEST(without_the_key_the_rest_goes_on_and_nothing_is_lost),
        TEST(a_store_of_before_is_sealed_when_it_is_opened),
        TEST(a_key_that_was_lost_is_not_made_anew),
        TEST(after_a_new_key_all_is_sealed_again_in_pages),
        TEST(what_cannot_be_opened_is_counted_and_does_not_stop_the_rest),
        TEST(a_store_says_which_keys_it_lacks_before_one_is_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
