/* The public ledger, reversals, statements, and what the audit finds. */
#include "scene.h"

#include "db/db.h"
#include "server/shard.h"
#include "wire/codec.h"

static const int64_t YUAN = SCENE_YUAN;
static const struct uuid no_project;

static struct list_ledger_reply
read_ledger(struct scene *scene, struct str cursor, int64_t limit,
        bool newest_first)
{
    struct list_ledger_request request = {
        .has_newest_first = newest_first,
        .newest_first = newest_first,
        .has_cursor = cursor.len > 0,
        .cursor = cursor,
        .has_limit = true,
        .limit = limit,
    };
    struct list_ledger_reply reply;

    assert_int_equal(
            scene_call(scene, scene->anybody, "list_ledger", &request, &reply),
            STATUS_OK);
    return reply;
}

static struct list_ledger_reply
ledger(struct scene *scene, struct str cursor, int64_t limit)
{
    return read_ledger(scene, cursor, limit, false);
}

/* The seq of the last event of a kind. */
static int64_t
last_of(struct scene *scene, const char *kind)
{
    struct list_ledger_reply reply = ledger(scene, STR(""), 200);

    for (size_t i = reply.items_count; i-- > 0;)
        if (str_equal(reply.items[i].kind, str_from(kind)))
            return reply.items[i].seq;
    return 0;
}

static enum status
reverse(struct scene *scene, int64_t seq)
{
    struct reverse_entry_request request = { seq, STR("entered by mistake") };

    return scene_call(scene, scene->clerk, "reverse_entry", &request, NULL);
}

static struct db *
writer(struct scene *scene)
{
    return harness_shard(scene->harness)->writer;
}

static void
alter(struct scene *scene, const char *sql)
{
    struct db *db = writer(scene);

    scene->is_altered = true;
    assert_int_equal(db_exec(db, "PRAGMA ignore_check_constraints = ON"),
            STATUS_OK);
    assert_int_equal(db_exec(db, sql), STATUS_OK);
}

static bool
found(struct scene *scene, const char *what)
{
    struct audit_reply audit = scene_audit(scene);

    for (size_t i = 0; i < audit.differences_count; i++)
        if (str_equal(audit.differences[i].what, str_from(what)))
            return true;
    return false;
}

/* A bit of everything: gifts, an award, a payment, a return, a campaign. */
static void
busy_fund(struct scene *scene)
{
    struct record_return_request back = {
        .award = scene_id("award"),
        .amount = 3 * YUAN,
        .bank_reference = STR("B-9"),
        .reason = STR("not needed"),
    };

    scene_appropriate(scene, scene->fund, 1000 * YUAN);
    scene_give(scene, no_project, 20 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 100 * YUAN);
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 60 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_int_equal(
            scene_call(scene, scene->clerk, "record_return", &back, NULL),
            STATUS_OK);
}

/* A gift whose donor was told of, and then forgotten. */
static void
erased_donor(struct scene *scene)
{
    struct give_request request = {
        .fund = scene->fund,
        .amount = 1,
        .channel = CHANNEL_COUNTER,
        .has_donor = true,
        .donor = { .has_contact = true, .contact = STR("a@example.org") },
    };
    struct give_reply reply;
    struct erase_gift_donor_request erase = { .reason = STR("asked to") };

    scene_call(scene, scene->anybody, "give", &request, &reply);
    erase.gift = reply.gift_id;
    assert_int_equal(
            scene_call(scene, scene->clerk, "erase_gift_donor", &erase, NULL),
            STATUS_OK);
}

static void
the_ledger_shows_every_link_with_its_postings(void **state)
{
    struct scene *scene = *state;
    struct list_ledger_reply reply;

    scene_give(scene, no_project, 20 * YUAN);
    reply = ledger(scene, STR(""), 200);
    assert_int_equal(reply.items_count, 4);
    assert_int_equal(reply.items[0].seq, 1);
    assert_true(str_equal(reply.items[0].kind, STR("fund_opened")));
    assert_int_equal(reply.items[0].postings_count, 0);
    assert_true(str_equal(reply.items[2].kind, STR("gift_received")));
    assert_int_equal(reply.items[2].postings_count, 2);
    assert_int_equal(reply.items[2].postings[0].amount +
                             reply.items[2].postings[1].amount,
            0);
    assert_int_equal(reply.items[2].hash.len, 32);
    assert_true(str_equal(reply.items[3].kind, STR("rows_changed")));
    assert_false(reply.items[3].has_body);
}

static void
the_postings_shown_are_those_the_hash_covers(void **state)
{
    struct scene *scene = *state;
    struct list_ledger_reply reply;
    struct fundraising_gift_received body = { 0 };
    struct arena arena = { 0 };
    struct decode_error error;
    const struct ledger_item *gift;

    scene_give(scene, no_project, 20 * YUAN);
    reply = ledger(scene, STR(""), 200);
    gift = &reply.items[2];
    assert_int_equal(codec_decode(&fundraising_gift_received_schema, gift->body,
                             &arena, &body, NULL, &error),
            STATUS_OK);
    assert_int_equal(body.postings_count, gift->postings_count);
    for (size_t i = 0; i < body.postings_count; i++) {
        bool is_shown = false;

        for (size_t j = 0; j < gift->postings_count; j++)
            is_shown |= str_equal(gift->postings[j].account,
                                body.postings[i].account) &&
                        gift->postings[j].amount == body.postings[i].amount;
        assert_true(is_shown);
    }
    arena_release(&arena);
}

/* FT-26 */
static void
anybody_can_recompute_the_chain(void **state)
{
    struct scene *scene = *state;
    struct list_ledger_reply reply;
    struct hash previous = { { 0 } };

    busy_fund(scene);
    erased_donor(scene);
    reply = ledger(scene, STR(""), 200);
    for (size_t i = 0; i < reply.items_count; i++) {
        const struct ledger_item *item = &reply.items[i];
        struct event event = {
            .seq = item->seq,
            .id = item->id,
            .at = item->at,
            .type = item->type,
            .subject = item->subject,
            .actor = item->actor,
            .salt = item->salt,
            .body = item->body,
            .is_erased = !item->has_body,
        };
        struct hash leaf;

        memcpy(event.leaf.bytes, item->leaf.data, sizeof(event.leaf));
        if (item->has_body) {
            leaf = event_leaf(&event);
            assert_memory_equal(leaf.bytes, item->leaf.data, 32);
        } else {
            memcpy(event.subject_hash.bytes, item->subject_hash.data, 32);
        }
        previous = event_hash(&event, previous);
        assert_memory_equal(previous.bytes, item->hash.data, 32);
    }
}

static void
the_balances_are_the_sums_of_the_postings(void **state)
{
    struct scene *scene = *state;
    struct list_balances_request request = { .has_limit = true, .limit = 200 };
    struct list_balances_reply balances;
    struct list_ledger_reply reply;

    busy_fund(scene);
    reply = ledger(scene, STR(""), 200);
    assert_int_equal(scene_call(scene, scene->anybody, "list_balances",
                             &request, &balances),
            STATUS_OK);
    for (size_t i = 0; i < balances.items_count; i++) {
        int64_t sum = 0;

        for (size_t j = 0; j < reply.items_count; j++)
            for (size_t k = 0; k < reply.items[j].postings_count; k++)
                if (str_equal(reply.items[j].postings[k].account,
                            balances.items[i].account))
                    sum += reply.items[j].postings[k].amount;
        assert_int_equal(sum, balances.items[i].balance);
    }
}

static void
the_ledger_comes_in_pages(void **state)
{
    struct scene *scene = *state;
    struct list_ledger_reply all, page = { 0 };
    struct str cursor = STR("");
    size_t seen = 0;

    busy_fund(scene);
    all = ledger(scene, STR(""), 200);
    do {
        page = ledger(scene, cursor, 3);
        for (size_t i = 0; i < page.items_count; i++) {
            assert_int_equal(page.items[i].seq, all.items[seen].seq);
            assert_int_equal(page.items[i].postings_count,
                    all.items[seen].postings_count);
            seen++;
        }
        cursor = page.next_cursor;
    } while (page.has_next_cursor);
    assert_int_equal(seen, all.items_count);
}

static void
the_ledger_comes_newest_first_when_asked(void **state)
{
    struct scene *scene = *state;
    struct list_ledger_reply all, page = { 0 };
    struct str cursor = STR("");
    size_t left;

    busy_fund(scene);
    all = ledger(scene, STR(""), 200);
    left = all.items_count;
    do {
        page = read_ledger(scene, cursor, 3, true);
        for (size_t i = 0; i < page.items_count; i++) {
            assert_int_equal(page.items[i].seq, all.items[--left].seq);
            assert_int_equal(page.items[i].postings_count,
                    all.items[left].postings_count);
            for (size_t k = 0; k < page.items[i].postings_count; k++)
                assert_int_equal(page.items[i].postings[k].amount,
                        all.items[left].postings[k].amount);
        }
        cursor = page.next_cursor;
    } while (page.has_next_cursor);
    assert_int_equal(left, 0);
    assert_int_equal(read_ledger(scene, STR("1"), 3, true).items_count, 0);
    assert_int_equal(read_ledger(scene, STR("3"), 9, true).items[0].seq, 2);
    assert_int_equal(read_ledger(scene, STR("99999"), 1, true).items[0].seq,
            all.items[all.items_count - 1].seq);
}

static void
a_reversed_gift_is_as_if_never_given(void **state)
{
    struct scene *scene = *state;
    struct fundraising_entry_reversed body;
    struct give_reply gift = scene_give(scene, no_project, 20 * YUAN);
    struct refund_gift_request refund = { gift.gift_id, STR("x") };

    assert_true(gift.has_seq);
    assert_int_equal(reverse(scene, gift.seq), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 0);
    assert_true(harness_last_event(scene->harness, "fundraising.entry_reversed",
            NULL, &body));
    assert_true(str_equal(body.kind, STR("gift_received")));
    assert_true(str_equal(body.reason, STR("entered by mistake")));
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &refund, NULL),
            STATUS_CONFLICT);
    scene_expect_clean(scene);
}

/* A reversal stays, and so does the number of what it reversed. */
static void
a_gift_entered_anew_is_another_and_the_first_stays_reversed(void **state)
{
    struct scene *scene = *state;
    struct give_reply first = scene_give(scene, no_project, 20 * YUAN), anew;
    struct get_gift_request look = { .gift = first.gift_id };
    struct get_gift_reply reply;

    assert_int_equal(reverse(scene, first.seq), STATUS_OK);
    anew = scene_give(scene, no_project, 20 * YUAN);
    assert_false(str_equal(anew.number, first.number));
    assert_false(str_equal(anew.receipt.number, first.receipt.number));
    assert_false(str_equal(anew.receipt.hash, first.receipt.hash));
    assert_int_equal(scene_call(scene, scene->clerk, "get_gift", &look, &reply),
            STATUS_OK);
    assert_int_equal(reply.gift.state, GIFT_STATE_REVERSED);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 20 * YUAN);
    scene_expect_clean(scene);
}

static void
an_entry_is_reversed_once(void **state)
{
    struct scene *scene = *state;
    int64_t seq;

    scene_appropriate(scene, scene->fund, 10 * YUAN);
    seq = last_of(scene, "appropriation_recorded");
    assert_int_equal(reverse(scene, seq), STATUS_OK);
    assert_int_equal(reverse(scene, seq), STATUS_CONFLICT);
    scene_expect(scene, "already_reversed");
    assert_int_equal(reverse(scene, last_of(scene, "entry_reversed")),
            STATUS_CONFLICT);
    scene_expect(scene, "not_reversible");
    assert_string_equal(harness_problem_detail(scene->harness),
            "a reversal stays: enter anew what it has reversed");
    assert_int_equal(scene_fund(scene, scene->fund).appropriated, 0);
    scene_expect_clean(scene);
}

static void
what_moved_no_money_is_told_from_what_is_not_there(void **state)
{
    struct scene *scene = *state;

    assert_int_equal(reverse(scene, last_of(scene, "fund_opened")),
            STATUS_CONFLICT);
    scene_expect(scene, "not_reversible");
    assert_non_null(strstr(harness_problem_detail(scene->harness),
            "moves no money: there is nothing to reverse"));
    assert_int_equal(reverse(scene, 100000), STATUS_NOT_FOUND);
    scene_expect(scene, "not_found");
}

static void
what_is_spent_cannot_be_reversed(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 10 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 1);
    assert_int_equal(reverse(scene, last_of(scene, "appropriation_recorded")),
            STATUS_CONFLICT);
    scene_expect(scene, "funds_committed");
    scene_expect_clean(scene);
}

static void
a_gift_that_paid_something_cannot_be_reversed(void **state)
{
    struct scene *scene = *state;

    busy_fund(scene);
    assert_int_equal(reverse(scene, last_of(scene, "gift_received")),
            STATUS_CONFLICT);
    scene_expect(scene, "funds_committed");
    scene_expect_clean(scene);
}

static void
payments_and_reservations_are_not_reversed_here(void **state)
{
    struct scene *scene = *state;

    busy_fund(scene);
    assert_int_equal(reverse(scene, last_of(scene, "payment_made")),
            STATUS_CONFLICT);
    scene_expect(scene, "not_reversible");
    assert_int_equal(reverse(scene, last_of(scene, "award_reserved")),
            STATUS_CONFLICT);
    scene_expect(scene, "not_reversible");
}

static void
a_return_can_be_reversed(void **state)
{
    struct scene *scene = *state;
    struct fundraising_grant_returned returned;
    struct fundraising_return_reversed reversed;
    struct uuid award;

    busy_fund(scene);
    assert_true(harness_last_event(scene->harness, "fundraising.grant_returned",
            NULL, &returned));
    assert_int_equal(reverse(scene, last_of(scene, "grant_returned")),
            STATUS_OK);
    assert_true(harness_last_event(scene->harness,
            "fundraising.return_reversed", &award, &reversed));
    assert_true(uuid_equal(award, scene_id("award")));
    assert_true(uuid_equal(reversed.money_return, returned.money_return));
    assert_int_equal(reversed.amount, returned.amount);
    assert_int_equal(scene_reservation(scene, scene_id("award")).returned, 0);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 60 * YUAN);
    scene_expect_clean(scene);
}

static void
a_return_for_the_wrong_award_is_recorded_for_the_right_one(void **state)
{
    struct scene *scene = *state;
    struct record_return_request right = {
        .award = scene_id("right"),
        .amount = 3 * YUAN,
        .bank_reference = STR("B-9"),
        .reason = STR("not needed"),
    };

    busy_fund(scene);
    scene_propose(scene, right.award, scene_id("other"), 10 * YUAN);
    scene_release(scene, right.award, scene_id("second"), 10 * YUAN);
    scene_pay(scene, scene_id("second"), "B-2");
    assert_int_equal(reverse(scene, last_of(scene, "grant_returned")),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->clerk, "record_return", &right, NULL),
            STATUS_OK);
    assert_int_equal(scene_reservation(scene, right.award).returned, 3 * YUAN);
    scene_expect_clean(scene);
}

static void
a_refund_can_be_reversed(void **state)
{
    struct scene *scene = *state;
    struct refund_gift_request refund = { .reason = STR("x") };

    scene_publish(scene, scene_id("project"));
    refund.gift = scene_give(scene, scene_id("project"), 50 * YUAN).gift_id;
    scene_call(scene, scene->clerk, "refund_gift", &refund, NULL);
    assert_int_equal(reverse(scene, last_of(scene, "gift_refunded")),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
    scene_expect_clean(scene);
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &refund, NULL),
            STATUS_OK);
    scene_expect_clean(scene);
}

static void
a_chargeback_and_its_settlement_can_be_reversed(void **state)
{
    struct scene *scene = *state;
    struct charge_back_gift_request charge = { .reason = STR("x") };
    struct settle_chargeback_request settle = {
        .settlement = SETTLEMENT_KIND_REPAID,
        .reason = STR("x"),
    };

    charge.gift = scene_give(scene, no_project, 50 * YUAN).gift_id;
    settle.gift = charge.gift;
    scene_propose(scene, scene_id("award"), scene_id("project"), 50 * YUAN);
    scene_call(scene, scene->clerk, "charge_back_gift", &charge, NULL);
    scene_call(scene, scene->clerk, "settle_chargeback", &settle, NULL);
    assert_int_equal(reverse(scene, last_of(scene, "gift_charged_back")),
            STATUS_CONFLICT);
    scene_expect(scene, "not_reversible");
    assert_int_equal(reverse(scene, last_of(scene, "chargeback_settled")),
            STATUS_OK);
    scene_expect_clean(scene);
    assert_int_equal(reverse(scene, last_of(scene, "gift_charged_back")),
            STATUS_OK);
    scene_expect_clean(scene);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 50 * YUAN);
}

static void
lift(struct scene *scene)
{
    struct lift_restriction_request request = {
        .fund = scene->fund,
        .project = scene_id("project"),
        .reason = STR("x"),
    };

    assert_int_equal(
            scene_call(scene, scene->clerk, "lift_restriction", &request, NULL),
            STATUS_OK);
}

static void
a_lifted_restriction_can_be_put_back(void **state)
{
    struct scene *scene = *state;

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_withdraw(scene, scene_id("project"));
    lift(scene);
    assert_int_equal(reverse(scene, last_of(scene, "restriction_lifted")),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
    scene_expect_clean(scene);
}

/* What was restricted for the project is another donor's by then. */
static void
a_lifted_gift_is_reversed_out_of_free_money(void **state)
{
    struct scene *scene = *state;
    struct refund_gift_request refund = { .reason = STR("x") };
    int64_t given;

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    given = last_of(scene, "gift_received");
    scene_withdraw(scene, scene_id("project"));
    lift(scene);
    scene_publish(scene, scene_id("project"));
    refund.gift = scene_give(scene, scene_id("project"), 50 * YUAN).gift_id;
    assert_int_equal(reverse(scene, given), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
    scene_expect_clean(scene);
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &refund, NULL),
            STATUS_OK);
    scene_expect_clean(scene);
}

static void
a_lifted_gift_that_was_spent_is_not_reversed(void **state)
{
    struct scene *scene = *state;
    int64_t given;

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    given = last_of(scene, "gift_received");
    scene_withdraw(scene, scene_id("project"));
    lift(scene);
    scene_propose(scene, scene_id("award"), scene_id("other"), 1);
    assert_int_equal(reverse(scene, given), STATUS_CONFLICT);
    scene_expect(scene, "funds_committed");
    scene_expect_clean(scene);
}

/*
 * A payment of an award fails after what the gift had left was lifted: what
 * it had drawn is restricted again, and may be lifted as well.
 */
static int64_t
lift_twice(struct scene *scene)
{
    struct fail_payment_request bounce = { .reason = STR("x") };
    struct approve_payment_request approve;
    int64_t first;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 30 * YUAN);
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 30 * YUAN);
    bounce.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve.payment = bounce.payment;
    scene_call(scene, scene->second, "approve_payment", &approve, NULL);
    scene_award_is(scene, scene_id("award"), scene_id("project"),
            AWARD_STATE_CLOSED);
    lift(scene);
    first = last_of(scene, "restriction_lifted");
    scene_call(scene, scene->clerk, "fail_payment", &bounce, NULL);
    scene_cancel(scene, scene_id("award"));
    scene_expect_clean(scene);
    lift(scene);
    scene_expect_clean(scene);
    return first;
}

static void
a_gift_can_be_lifted_in_two_parts(void **state)
{
    struct scene *scene = *state;
    int64_t first = lift_twice(scene);

    assert_int_equal(scene_fund(scene, scene->fund).restricted, 0);
    assert_int_equal(reverse(scene, first), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 20 * YUAN);
    scene_expect_clean(scene);
    assert_int_equal(reverse(scene, last_of(scene, "restriction_lifted")),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
    scene_expect_clean(scene);
}

static void
a_statement_tells_what_happened_in_its_days(void **state)
{
    struct scene *scene = *state;
    struct get_fund_statement_request request = { .fund = scene->fund };
    struct get_fund_statement_reply reply;
    int64_t today = harness_now(scene->harness) / INT64_C(86400000);

    scene_give(scene, no_project, 7 * YUAN);
    harness_advance(scene->harness, 10 * INT64_C(86400000));
    busy_fund(scene);
    assert_int_equal(scene_call(scene, scene->anybody, "get_fund_statement",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.raised, 77 * YUAN);
    assert_int_equal(reply.appropriated, 1000 * YUAN);
    assert_int_equal(reply.allocated, 100 * YUAN);
    assert_int_equal(reply.spent, 57 * YUAN);
    assert_int_equal(reply.gifts, 3);
    assert_int_equal(reply.projects, 1);
    request.has_until = true;
    request.until = today;
    scene_call(scene, scene->anybody, "get_fund_statement", &request, &reply);
    assert_int_equal(reply.raised, 7 * YUAN);
    assert_int_equal(reply.allocated, 0);
    request.has_until = false;
    request.has_from = true;
    request.from = today + 1;
    scene_call(scene, scene->anybody, "get_fund_statement", &request, &reply);
    assert_int_equal(reply.raised, 70 * YUAN);
}

static void
a_busy_fund_passes_the_audit(void **state)
{
    struct scene *scene = *state;
    struct audit_reply audit;

    busy_fund(scene);
    scene_expect_clean(scene);
    audit = scene_audit(scene);
    assert_int_equal(audit.entries, 7);
    assert_true(audit.accounts > 5);
}

static void
the_audit_finds_an_altered_balance(void **state)
{
    struct scene *scene = *state;

    busy_fund(scene);
    alter(scene, "UPDATE account SET balance = balance + 1 WHERE kind = 1");
    assert_true(found(scene, "balance"));
}

static void
the_audit_finds_an_altered_posting(void **state)
{
    struct scene *scene = *state;

    busy_fund(scene);
    alter(scene, "UPDATE posting SET amount = amount + 1"
                 " WHERE entry = (SELECT max(entry) FROM posting)"
                 " AND amount > 0");
    assert_true(found(scene, "entry_sum"));
    assert_true(found(scene, "entry_postings"));
}

static void
the_audit_finds_a_posting_and_balance_altered_alike(void **state)
{
    struct scene *scene = *state;

    scene_give(scene, no_project, 20 * YUAN);
    alter(scene, "UPDATE posting SET amount = amount * 2");
    alter(scene, "UPDATE account SET balance = balance * 2");
    assert_false(found(scene, "balance"));
    assert_true(found(scene, "entry_postings"));
}

static void
the_audit_finds_an_entry_that_was_never_logged(void **state)
{
    struct scene *scene = *state;

    scene_give(scene, no_project, 20 * YUAN);
    alter(scene, "INSERT INTO posting SELECT 1000, account, amount"
                 " FROM posting");
    assert_true(found(scene, "entry_postings"));
}

static void
the_audit_finds_each_altered_noun(void **state)
{
    static const struct {
        const char *sql;
        const char *what;
    } alterations[] = {
        { "UPDATE reservation SET reserved = reserved + 1", "award_reserved" },
        { "UPDATE reservation SET paid = paid + 1", "award_paid" },
        { "UPDATE reservation SET amount = amount + 1", "award_sum" },
        { "UPDATE reservation SET returned = 0", "fund_paid" },
        { "UPDATE tranche SET state = 1", "award_payable" },
        { "UPDATE gift SET drawn = drawn + 1 WHERE project > 0", "gift_drawn" },
        { "UPDATE gift SET undrawn = 1 WHERE project > 0", "restricted" },
        { "UPDATE gift SET receivable = 1", "receivable" },
        { "DELETE FROM draw WHERE fund IS NOT NULL", "payment_drawn" },
        { "UPDATE gift SET amount = amount + 1", "gift_amount" },
        { "UPDATE gift SET clearing = (SELECT max(number) FROM account)",
                "gift_amount" },
        { "DELETE FROM gift WHERE project IS NULL", "gift_amount" },
        { "UPDATE gift SET hash = zeroblob(32)", "gift_hash" },
        { "UPDATE gift SET state = 2", "gift_state" },
        { "INSERT INTO lifting (entry, gift, amount)"
          " SELECT 1, serial, 1 FROM gift",
                "gift_lifted" },
        { "UPDATE reservation SET returned = 0", "award_returned" },
        { "UPDATE payment SET state = 1", "tranche_paid" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(alterations); i++) {
        void *fresh;
        struct scene *scene;

        scene_setup(&fresh);
        scene = fresh;
        busy_fund(scene);
        alter(scene, alterations[i].sql);
        assert_true(found(scene, alterations[i].what));
        scene_teardown(&fresh);
    }
}

static void
the_audit_is_for_those_who_answer_for_money(void **state)
{
    struct scene *scene = *state;
    struct audit_request request = { 0 };

    assert_int_equal(
            scene_call(scene, scene->operator, "audit", &request, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(scene_call(scene, scene->anybody, "audit", &request, NULL),
            STATUS_UNAUTHENTICATED);
}

static void
every_statement_compiles(void **state)
{
    struct scene *scene = *state;
    struct fundraising *self = harness_shard(scene->harness)->writing;
    struct queries *all[] = { self->ledger, self->funds, self->projects,
        self->campaigns, self->gifts, self->donors, self->awards,
        self->payments, self->transfers, self->audits };

    for (size_t i = 0; i < COUNT_OF(all); i++)
        assert_int_equal(queries_check(all[i]), STATUS_OK);
}

static void
the_database_itself_refuses_an_overdrawn_account(void **state)
{
    struct scene *scene = *state;

    scene_give(scene, no_project, 20 * YUAN);
    assert_int_not_equal(db_exec(writer(scene),
                                 "UPDATE account SET balance = -1"
                                 " WHERE kind = 1"),
            STATUS_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(the_ledger_shows_every_link_with_its_postings),
        SCENE_TEST(the_postings_shown_are_those_the_hash_covers),
        SCENE_TEST(anybody_can_recompute_the_chain),
        SCENE_TEST(the_balances_are_the_sums_of_the_postings),
        SCENE_TEST(the_ledger_comes_in_pages),
        SCENE_TEST(the_ledger_comes_newest_first_when_asked),
        SCENE_TEST(a_reversed_gift_is_as_if_never_given),
        SCENE_TEST(a_gift_entered_anew_is_another_and_the_first_stays_reversed),
        SCENE_TEST(an_entry_is_reversed_once),
        SCENE_TEST(what_moved_no_money_is_told_from_what_is_not_there),
        SCENE_TEST(what_is_spent_cannot_be_reversed),
        SCENE_TEST(a_gift_that_paid_something_cannot_be_reversed),
        SCENE_TEST(payments_and_reservations_are_not_reversed_here),
        SCENE_TEST(a_return_can_be_reversed),
        SCENE_TEST(a_return_for_the_wrong_award_is_recorded_for_the_right_one),
        SCENE_TEST(a_refund_can_be_reversed),
        SCENE_TEST(a_chargeback_and_its_settlement_can_be_reversed),
        SCENE_TEST(a_lifted_restriction_can_be_put_back),
        SCENE_TEST(a_lifted_gift_is_reversed_out_of_free_money),
        SCENE_TEST(a_lifted_gift_that_was_spent_is_not_reversed),
        SCENE_TEST(a_gift_can_be_lifted_in_two_parts),
        SCENE_TEST(a_statement_tells_what_happened_in_its_days),
        SCENE_TEST(a_busy_fund_passes_the_audit),
        SCENE_TEST(the_audit_finds_an_altered_balance),
        SCENE_TEST(the_audit_finds_an_altered_posting),
        SCENE_TEST(the_audit_finds_a_posting_and_balance_altered_alike),
        SCENE_TEST(the_audit_finds_an_entry_that_was_never_logged),
        SCENE_TEST(the_audit_finds_each_altered_noun),
        SCENE_TEST(the_audit_is_for_those_who_answer_for_money),
        SCENE_TEST(every_statement_compiles),
        SCENE_TEST(the_database_itself_refuses_an_overdrawn_account),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
