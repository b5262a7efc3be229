/* What happens to the events of others. */
#include "notebook.h"

#include "base/test.h"
#include "server/harness.h"
#include "server/shard.h"

#define ABOVE "longgang"

static struct harness *harness;
static const struct uuid note = { { 1 } };
static const struct uuid remark = { { 2 } };

static int
open_notebook(void **state)
{
    harness = harness_open(&notebook_service, "longgang.bantian");
    return 0;
}

static int
close_notebook(void **state)
{
    harness_close(harness);
    return 0;
}

static enum status
hear_of_note(struct uuid subject)
{
    struct notebook_note_written body = { .length = 1 };

    return harness_event(harness, "notebook.note_written", ABOVE, subject,
            &body);
}

static enum status
hear_of_comment(struct uuid subject, bool refuse)
{
    struct notebook_note_commented body = { .about = note, .refuse = refuse };

    return harness_event(harness, "notebook.note_commented", ABOVE, subject,
            &body);
}

static struct count_notes_reply
counts(void)
{
    struct count_notes_request request = { 0 };
    struct count_notes_reply reply;

    assert_int_equal(harness_call(harness, harness_public(harness),
                             "count_notes", NULL, &request, &reply),
            STATUS_OK);
    return reply;
}

static void
an_event_is_applied(void **state)
{
    assert_int_equal(hear_of_note(note), STATUS_OK);
    assert_int_equal(hear_of_comment(remark, false), STATUS_OK);
    assert_int_equal(counts().comments, 1);
}

static void
an_event_waits_for_what_it_speaks_of(void **state)
{
    assert_int_equal(hear_of_comment(remark, false), STATUS_OK);
    assert_int_equal(counts().comments, 0);
    assert_int_equal(harness_shard(harness)->waiting, 1);
    harness_reopen(harness);
    assert_int_equal(hear_of_note(note), STATUS_OK);
    assert_int_equal(counts().comments, 1);
    assert_int_equal(harness_shard(harness)->waiting, 0);
}

static void
a_fact_of_our_own_ends_the_wait_too(void **state)
{
    struct write_note_request request = { .text = STR("mine") };
    struct write_note_reply reply;
    struct notebook_note_commented body = { 0 };

    assert_int_equal(harness_call(harness, harness_public(harness),
                             "write_note", NULL, &request, &reply),
            STATUS_OK);
    body.about = reply.note;
    assert_int_equal(harness_event(harness, "notebook.note_commented", ABOVE,
                             remark, &body),
            STATUS_OK);
    assert_int_equal(counts().comments, 1);
}

static void
later_events_of_a_waiting_subject_keep_their_order(void **state)
{
    assert_int_equal(hear_of_comment(remark, false), STATUS_OK);
    assert_int_equal(hear_of_note(remark), STATUS_OK);
    assert_int_equal(counts().notes, 0);
    assert_int_equal(harness_shard(harness)->waiting, 2);
    assert_int_equal(hear_of_note(note), STATUS_OK);
    assert_int_equal(counts().notes, 2);
    assert_int_equal(counts().comments, 1);
    assert_int_equal(harness_shard(harness)->waiting, 0);
}

static void
a_refusal_leaves_nothing_and_says_why(void **state)
{
    hear_of_note(note);
    assert_int_equal(hear_of_comment(remark, true), STATUS_REFUSED);
    assert_string_equal(harness_problem(harness), "blank");
    assert_int_equal(counts().comments, 0);
}

/* Two remarks on one note: the first goes on waiting, for another. */
static void
one_that_waits_again_does_not_hold_others(void **state)
{
    const struct uuid other = { { 3 } };
    struct notebook_note_commented body = { .about = remark };

    hear_of_comment(other, false);
    assert_int_equal(harness_event(harness, "notebook.note_commented", ABOVE,
                             (struct uuid){ { 4 } }, &body),
            STATUS_OK);
    assert_int_equal(harness_shard(harness)->waiting, 2);
    assert_int_equal(hear_of_note(note), STATUS_OK);
    assert_int_equal(counts().comments, 1);
    assert_int_equal(harness_shard(harness)->waiting, 1);
    assert_int_equal(hear_of_note(remark), STATUS_OK);
    assert_int_equal(counts().comments, 2);
}

/* A refused event that waited is a dead letter at once. */
static void
bury_a_comment(void)
{
    hear_of_comment(remark, true);
    hear_of_note(note);
    assert_int_equal(harness_shard(harness)->dead, 1);
}

/* A disk that is full today is not the fault of the event that waited. */
static void
a_storage_error_does_not_make_what_waited_a_dead_letter(void **state)
{
    hear_of_comment(remark, false);
    db_exec(harness_shard(harness)->writer,
            "CREATE TRIGGER break BEFORE INSERT ON comment"
            " BEGIN SELECT json('{'); END");
    assert_true(hear_of_note(note) >= STATUS_INTERNAL);
    assert_int_equal(harness_shard(harness)->dead, 0);
}

static void
a_dead_letter_holds_back_its_subject(void **state)
{
    bury_a_comment();
    assert_int_equal(hear_of_comment(remark, false), STATUS_OK);
    assert_int_equal(counts().comments, 0);
    assert_int_equal(harness_shard(harness)->waiting, 1);
}

/* Another source may speak of the same subject: the order holds all the same.
 */
static void
a_dead_letter_holds_back_whoever_wakes_its_subject(void **state)
{
    struct notebook_note_written body = { .length = 1 };

    bury_a_comment();
    hear_of_comment(remark, false);
    assert_int_equal(harness_event(harness, "notebook.note_written",
                             "longgang.bantian.yangguang", remark, &body),
            STATUS_OK);
    assert_int_equal(counts().comments, 0);
    assert_int_equal(harness_shard(harness)->waiting, 1);
}

static struct list_dead_letters_reply
dead_letters(void)
{
    struct list_dead_letters_request request = { 0 };
    struct list_dead_letters_reply reply;

    assert_int_equal(harness_call(harness,
                             harness_actor(harness, "op", "operator", ABOVE),
                             "list_dead_letters", NULL, &request, &reply),
            STATUS_OK);
    return reply;
}

static enum status
settle(bool skip)
{
    struct settle_dead_letter_request request = {
        .letter = dead_letters().items[0].letter,
        .skip = skip,
        .reason = STR("looked at it"),
    };

    return harness_call(harness,
            harness_actor(harness, "op", "operator", ABOVE),
            "settle_dead_letter", NULL, &request, NULL);
}

static void
a_dead_letter_is_listed_with_its_reason(void **state)
{
    struct list_dead_letters_reply letters;

    bury_a_comment();
    letters = dead_letters();
    assert_int_equal(letters.items_count, 1);
    assert_true(
            str_equal(letters.items[0].type, STR("notebook.note_commented")));
    assert_true(
            str_equal(letters.items[0].reason, STR("blank: told to refuse")));
}

static void
skipping_lets_the_later_ones_through_and_is_logged(void **state)
{
    bury_a_comment();
    hear_of_comment(remark, false);
    assert_int_equal(settle(true), STATUS_OK);
    assert_int_equal(counts().comments, 1);
    assert_int_equal(harness_shard(harness)->dead, 0);
    assert_int_equal(event_log_head(harness_shard(harness)->log), 1);
}

static void
a_retry_that_is_refused_again_changes_nothing(void **state)
{
    bury_a_comment();
    assert_int_equal(settle(false), STATUS_CONFLICT);
    assert_int_equal(dead_letters().items_count, 1);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, open_notebook, close_notebook)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_is_applied),
        TEST(an_event_waits_for_what_it_speaks_of),
        TEST(a_fact_of_our_own_ends_the_wait_too),
        TEST(later_events_of_a_waiting_subject_keep_their_order),
        TEST(a_refusal_leaves_nothing_and_says_why),
        TEST(a_storage_error_does_not_make_what_waited_a_dead_letter),
        TEST(a_dead_letter_holds_back_its_subject),
        TEST(one_that_waits_again_does_not_hold_others),
        TEST(a_dead_letter_holds_back_whoever_wakes_its_subject),
        TEST(a_dead_letter_is_listed_with_its_reason),
        TEST(skipping_lets_the_later_ones_through_and_is_logged),
        TEST(a_retry_that_is_refused_again_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
