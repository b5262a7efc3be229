#include "base/test.h"

#include "request.h"

#include <stdlib.h>

static int
set_up(void **state)
{
    *state = calloc(1, sizeof(struct requests));
    return 0;
}

static int
tear_down(void **state)
{
    struct requests *requests = *state;

    for (size_t i = 0; i < requests->used; i++)
        if (requests->slots[i])
            request_destroy(requests, requests->slots[i]);
    free(requests);
    return 0;
}

static void
a_ticket_is_never_used_twice(void **state)
{
    struct requests *requests = *state;
    struct request *request = request_create(requests);
    uint64_t before = request_ticket(request);

    assert_ptr_equal(request_find(requests, before), request);
    request_destroy(requests, request);
    assert_null(request_find(requests, before));
    request = request_create(requests);
    assert_int_equal(request->slot, before & UINT32_MAX);
    assert_true(request_ticket(request) != before);
    assert_null(request_find(requests, before));
}

static void
a_made_up_ticket_finds_nothing(void **state)
{
    struct requests *requests = *state;
    uint64_t ticket;

    assert_null(request_find(requests, 0));
    assert_null(request_find(requests, UINT64_MAX));
    assert_null(request_find(requests, (uint64_t)1 << 32));
    assert_false(ticket_read(STR("short"), &ticket));
    assert_false(ticket_read(STR("nine bytes"), &ticket));
}

static void
a_ticket_survives_its_frame(void **state)
{
    uint64_t ticket = UINT64_C(0xfedcba9876543210), read;
    char frame[TICKET_SIZE];

    ticket_write(ticket, frame);
    assert_true(ticket_read((struct str){ frame, sizeof(frame) }, &read));
    assert_true(read == ticket);
}

static void
the_first_due_comes_first(void **state)
{
    static const int64_t due[] = { 50, 20, 90, 10, 70, 30, 20, 80, 60, 40 };
    struct requests *requests = *state;
    struct request *made[COUNT_OF(due)], *request;
    int64_t last = 0;
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(due); i++) {
        made[i] = request_create(requests);
        request_set_due(requests, made[i], due[i]);
    }
    request_set_due(requests, made[2], 5);
    request_set_due(requests, made[3], 95);
    request_destroy(requests, made[5]);
    for (; (request = request_first_due(requests)); count++) {
        assert_true(request->due_at >= last);
        last = request->due_at;
        request_destroy(requests, request);
    }
    assert_int_equal(count, 9);
    assert_int_equal(last, 95);
}

static void
a_list_keeps_order_and_weight(void **state)
{
    struct requests *requests = *state;
    struct request_list list = { 0 };
    struct request *a = request_create(requests);
    struct request *b = request_create(requests);
    struct request *c = request_create(requests);

    request_weigh(requests, a);
    request_append(&list, a);
    request_append(&list, b);
    request_prepend(&list, c);
    assert_ptr_equal(list.first, c);
    assert_ptr_equal(list.last, b);
    assert_int_equal(list.size, a->size);
    request_unlist(a);
    assert_ptr_equal(c->next, b);
    assert_int_equal(list.size, 0);
    request_destroy(requests, c);
    request_destroy(requests, b);
    assert_int_equal(list.count, 0);
    assert_null(list.first);
    assert_int_equal(requests->size, a->size);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_ticket_is_never_used_twice, set_up,
                tear_down),
        cmocka_unit_test_setup_teardown(a_made_up_ticket_finds_nothing, set_up,
                tear_down),
        cmocka_unit_test_setup_teardown(a_ticket_survives_its_frame, set_up,
                tear_down),
        cmocka_unit_test_setup_teardown(the_first_due_comes_first, set_up,
                tear_down),
        cmocka_unit_test_setup_teardown(a_list_keeps_order_and_weight, set_up,
                tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
