#include "ledger.h"

#include "base/test.h"

static const struct fund fund = {
    .id = { { 1, 2, 3, 4, 5, 6, 0x77, 8, 0x99 } },
};
static const struct uuid award = { { 9 } };

static struct account
account_of(enum account_kind kind, int64_t balance)
{
    return (struct account){ .number = kind, .kind = kind, .balance = balance };
}

static void
money_moves_from_a_source_to_a_holding(void **state)
{
    struct account clearing = account_of(ACCOUNT_KIND_CLEARING, 0);
    struct account free = account_of(ACCOUNT_KIND_FREE, 0);
    struct entry entry = { 0 };

    entry_move(&entry, &clearing, &free, 2000);
    assert_int_equal(entry_check(&entry), ENTRY_FITS);
    assert_int_equal(entry.count, 2);
}

static void
an_entry_that_does_not_sum_to_zero_is_refused(void **state)
{
    struct account free = account_of(ACCOUNT_KIND_FREE, 0);
    struct entry entry = { 0 };

    entry_add(&entry, &free, 1);
    assert_int_equal(entry_check(&entry), ENTRY_UNBALANCED);
}

static void
more_lines_than_there_is_room_for_never_pass(void **state)
{
    struct account accounts[ENTRY_POSTINGS_MAX + 2];
    struct entry entry = { 0 };

    for (size_t i = 0; i < COUNT_OF(accounts); i++) {
        accounts[i] = account_of(ACCOUNT_KIND_FREE, 100);
        entry_add(&entry, &accounts[i], i % 2 ? 1 : -1);
    }
    assert_int_equal(entry_check(&entry), ENTRY_UNBALANCED);
}

static void
what_is_not_there_cannot_be_spent(void **state)
{
    struct account free = account_of(ACCOUNT_KIND_FREE, 99);
    struct account reserved = account_of(ACCOUNT_KIND_RESERVED, 0);
    struct entry entry = { 0 };

    entry_move(&entry, &free, &reserved, 100);
    assert_int_equal(entry_check(&entry), ENTRY_OVERSPENT);
    free.balance = 100;
    assert_int_equal(entry_check(&entry), ENTRY_FITS);
}

static void
more_than_came_through_a_channel_cannot_go_back(void **state)
{
    struct account clearing = account_of(ACCOUNT_KIND_CLEARING, -50);
    struct account free = account_of(ACCOUNT_KIND_FREE, 1000);
    struct entry entry = { 0 };

    entry_move(&entry, &free, &clearing, 51);
    assert_int_equal(entry_check(&entry), ENTRY_OVERSPENT);
}

static void
a_sum_beyond_counting_is_refused_not_wrapped(void **state)
{
    struct account clearing = account_of(ACCOUNT_KIND_CLEARING, 0);
    struct account free = account_of(ACCOUNT_KIND_FREE, BALANCE_MAX);
    struct entry entry = { 0 };

    entry_move(&entry, &clearing, &free, 1);
    assert_int_equal(entry_check(&entry), ENTRY_TOO_LARGE);
    free.balance = 1;
    entry = (struct entry){ 0 };
    entry_move(&entry, &clearing, &free, INT64_MAX);
    assert_int_equal(entry_check(&entry), ENTRY_TOO_LARGE);
}

static void
money_that_only_moves_is_never_too_much(void **state)
{
    struct account reserved = account_of(ACCOUNT_KIND_RESERVED, BALANCE_MAX);
    struct account free = account_of(ACCOUNT_KIND_FREE, BALANCE_MAX);
    struct entry entry = { 0 };

    entry_move(&entry, &reserved, &free, BALANCE_MAX);
    assert_int_equal(entry_check(&entry), ENTRY_FITS);
}

static void
three_hundred_and_fifty_million_yuan_fit(void **state)
{
    const int64_t fen = INT64_C(35000000000);
    struct account budget = account_of(ACCOUNT_KIND_APPROPRIATION, -fen);
    struct account free = account_of(ACCOUNT_KIND_FREE, fen);
    struct entry entry = { 0 };

    entry_move(&entry, &budget, &free, fen);
    assert_int_equal(entry_check(&entry), ENTRY_FITS);
}

static void
an_amount_of_zero_leaves_no_line(void **state)
{
    struct account free = account_of(ACCOUNT_KIND_FREE, 0);
    struct entry entry = { 0 };

    entry_add(&entry, &free, 0);
    assert_int_equal(entry.count, 0);
}

static void
accounts_are_named_for_what_they_hold(void **state)
{
    struct arena arena = { 0 };
    struct account_key key = {
        .kind = ACCOUNT_KIND_RESERVED,
        .fund = &fund,
        .owner = award,
        .channel = CHANNEL_BOX,
        .hub = STR("longgang.bantian"),
    };

    assert_string_equal(account_code(&arena, &key).data,
            "reserved:01020304-0506-7708-9900-000000000000:"
            "09000000-0000-0000-0000-000000000000");
    key.kind = ACCOUNT_KIND_CLEARING;
    assert_string_equal(account_code(&arena, &key).data,
            "clearing:01020304-0506-7708-9900-000000000000:box:"
            "longgang.bantian");
    key.kind = ACCOUNT_KIND_RECEIVABLE;
    assert_string_equal(account_code(&arena, &key).data,
            "receivable:chargeback:01020304-0506-7708-9900-000000000000");
    key.kind = ACCOUNT_KIND_DUE_TO;
    assert_string_equal(account_code(&arena, &key).data,
            "due_to:01020304-0506-7708-9900-000000000000:longgang.bantian");
    key.kind = ACCOUNT_KIND_FREE;
    assert_string_equal(account_code(&arena, &key).data,
            "free:01020304-0506-7708-9900-000000000000");
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_moves_from_a_source_to_a_holding),
        cmocka_unit_test(an_entry_that_does_not_sum_to_zero_is_refused),
        cmocka_unit_test(more_lines_than_there_is_room_for_never_pass),
        cmocka_unit_test(what_is_not_there_cannot_be_spent),
        cmocka_unit_test(more_than_came_through_a_channel_cannot_go_back),
        cmocka_unit_test(a_sum_beyond_counting_is_refused_not_wrapped),
        cmocka_unit_test(money_that_only_moves_is_never_too_much),
        cmocka_unit_test(three_hundred_and_fifty_million_yuan_fit),
        cmocka_unit_test(an_amount_of_zero_leaves_no_line),
        cmocka_unit_test(accounts_are_named_for_what_they_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
