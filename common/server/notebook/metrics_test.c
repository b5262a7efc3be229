/* What a service counts of its requests. */
#include "notebook.h"

#include "base/test.h"
#include "server/metrics.h"

#include <stdio.h>

static void
requests_are_told_apart_by_their_status(void **state)
{
    static const int statuses[] = { 409, 422, 503, 504 };
    const struct operation *operation = notebook_schema.operations;
    struct metrics *metrics = metrics_create(&notebook_schema);
    struct buffer text = { 0 };
    char line[120];

    (void)state;
    for (int i = 0; i < 4; i++)
        for (int times = 0; times <= i; times++)
            metrics_count_request(metrics, operation, statuses[i], 10);
    metrics_write(metrics, &text);
    buffer_append(&text, "", 1);
    for (int i = 0; i < 4; i++) {
        snprintf(line, sizeof(line), "operation=\"%s\",status=\"%d\"} %d\n",
                operation->name, statuses[i], i + 1);
        assert_non_null(strstr(text.data, line));
    }
    buffer_release(&text);
    metrics_destroy(metrics);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_told_apart_by_their_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
