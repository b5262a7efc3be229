#include "matrix.h"

#include "base/test.h"
#include "registry.h"
#include "tokenizer.h"

static void
registry_answers_whom_the_table_says(void **state)
{
    db_on_open(tokenizer_add);
    assert_int_equal(matrix_check(&registry_service,
                             "tests/flow/authorisation/registry.csv"),
            0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registry_answers_whom_the_table_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
