#include "matrix.h"

#include "base/test.h"
#include "service.h"

static void
grants_answers_whom_the_table_says(void **state)
{
    assert_int_equal(matrix_check(&grants_service,
                             "tests/flow/authorisation/grants.csv"),
            0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grants_answers_whom_the_table_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
