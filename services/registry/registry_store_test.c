#include "fixture.h"

#include "server/shard.h"

static void
every_statement_compiles(void **state)
{
    const struct registry *self = harness_shard(hub)->writing;
    struct queries *const all[] = { self->hubs, self->links,
        self->organisations, self->people, self->figures, self->findings,
        self->accounts, self->searches, self->tracks };

    for (size_t i = 0; i < COUNT_OF(all); i++)
        assert_ok(queries_check(all[i]));
}

static void
a_reader_searches_with_the_same_tokenizer(void **state)
{
    struct search_reply hits;

    harness_reopen(hub);
    assert_ok(CALL(nobody, search, &hits, .q = STR("創新")));
    assert_int_equal(hits.items_count, 1);
}

static void
the_index_of_names_is_whole(void **state)
{
    struct db *db = harness_shard(hub)->writer;

    for (int i = 0; i < 20; i++)
        assert_ok(CALL(operator_, register_organisation, NULL,
                .name = STR("V创空间“能人”互助会"),
                .kind = ORGANISATION_KIND_FILED_GROUP));
    assert_ok(CALL(admin, change_hub, NULL, .has_name = true,
            .name = STR("龙岗创新中心"), .reason = STR("更名")));
    assert_ok(db_exec(db, "INSERT INTO search_text (search_text, rank)"
                          " VALUES ('integrity-check', 1)"));
    assert_ok(db_exec(db, "INSERT INTO search_text (search_text)"
                          " VALUES ('rebuild')"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_statement_compiles),
        TEST(a_reader_searches_with_the_same_tokenizer),
        TEST(the_index_of_names_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
