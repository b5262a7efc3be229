/* What fundraising publishes, as the verifier of tools/ finds it. */
#include "scene.h"
#include "server/shard.h"
#include "wire/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WHOLE, FAULTY };

static char folder[] = "/tmp/published-ledger-XXXXXX";

static const char *
file(const char *name, int number)
{
    static char path[100];

    snprintf(path, sizeof(path), "%s/%s-%02d.json", folder, name, number);
    return path;
}

static void
write_json(const char *path, const struct schema *schema, const void *record)
{
    struct buffer text = { 0 };
    FILE *out = fopen(path, "w");

    json_encode(schema, record, &text);
    assert_non_null(out);
    assert_int_equal(fwrite(text.data, 1, text.len, out), text.len);
    fclose(out);
    buffer_release(&text);
}

static void
publish_ledger(struct scene *scene)
{
    struct list_ledger_request request = { .has_limit = true, .limit = 4 };
    struct list_ledger_reply reply;
    int page = 0;

    do {
        assert_int_equal(scene_call(scene, scene->anybody, "list_ledger",
                                 &request, &reply),
                STATUS_OK);
        write_json(file("ledger", ++page),
                &fundraising_list_ledger_reply_schema, &reply);
        request.has_cursor = true;
        request.cursor = reply.next_cursor;
    } while (reply.has_next_cursor);
    assert_true(page > 2);
}

static void
publish_balances(struct scene *scene)
{
    struct list_balances_request request = { 0 };
    struct list_balances_reply reply;

    assert_int_equal(scene_call(scene, scene->anybody, "list_balances",
                             &request, &reply),
            STATUS_OK);
    write_json(file("balances", 1), &fundraising_list_balances_reply_schema,
            &reply);
}

static int
verify(struct scene *scene, struct str receipt)
{
    char command[600];

    assert_non_null(mkdtemp(folder));
    publish_ledger(scene);
    publish_balances(scene);
    snprintf(command, sizeof(command),
            "/usr/bin/python3 -B tools/verify_ledger.py %s/ledger-*.json"
            " --balances %s/balances-*.json --receipt " STR_FMT
            " && rm -r %s || { rm -r %s; exit 1; }",
            folder, folder, STR_ARG(receipt), folder, folder);
    memcpy(strrchr(folder, '-') + 1, "XXXXXX", 6);
    return WEXITSTATUS(system(command));
}

/* Gifts of donors who are named, erased or nobody, and a tranche paid. */
static struct str
play(struct scene *scene)
{
    const struct uuid project = scene_id("project"), award = scene_id("award"),
                      tranche = scene_id("tranche");
    const struct actor *donor =
            harness_actor(scene->harness, "chen", "donor", "longgang");
    struct give_request give = { .fund = scene->fund,
        .amount = 5000,
        .channel = CHANNEL_ONLINE };
    struct erase_gift_donor_request erase = { .reason = STR("asked for it") };
    struct give_reply given;
    struct erase_gift_donor_reply erased;

    scene_appropriate(scene, scene->fund, 1000000);
    scene_publish(scene, project);
    scene_give(scene, project, 2000);
    assert_int_equal(scene_call(scene, donor, "give", &give, &given), 0);
    erase.gift = given.gift_id;
    assert_int_equal(scene_call(scene, scene->clerk, "erase_gift_donor", &erase,
                             &erased),
            STATUS_OK);
    assert_int_equal(scene_propose(scene, award, project, 500000), STATUS_OK);
    assert_int_equal(scene_release(scene, award, tranche, 300000), STATUS_OK);
    scene_pay(scene, tranche, "bank-1");
    return given.receipt.hash;
}

static void
a_published_ledger_is_found_whole(void **state)
{
    struct scene *scene = *state;

    assert_int_equal(verify(scene, play(scene)), WHOLE);
}

static void
tamper(const char *sql)
{
    void *state;
    struct scene *scene;
    struct str receipt;

    assert_int_equal(scene_setup(&state), 0);
    scene = state;
    receipt = play(scene);
    scene->is_altered = true;
    assert_int_equal(db_exec(harness_shard(scene->harness)->writer, sql),
            STATUS_OK);
    assert_int_equal(verify(scene, receipt), FAULTY);
    scene_teardown(&state);
}

static void
what_is_altered_in_the_store_is_found(void **state)
{
    tamper("UPDATE event SET body = CAST(substr(body, 1, 20) || x'01' ||"
           " substr(body, 22) AS BLOB) WHERE type LIKE '%appropriation%'");
    tamper("UPDATE event SET actor = 'account:other' WHERE seq = 1");
    tamper("UPDATE event SET at = at - 1 WHERE seq = 1");
    tamper("DELETE FROM event WHERE seq = 3");
    tamper("UPDATE account SET balance = balance + 1 WHERE number = 1");
    tamper("UPDATE posting SET amount = amount * 2");
    tamper("DELETE FROM posting WHERE entry = 3");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_published_ledger_is_found_whole),
        cmocka_unit_test(what_is_altered_in_the_store_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
