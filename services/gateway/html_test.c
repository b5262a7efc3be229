#include "html.h"

#include "base/test.h"

static void
text_cannot_end_an_attribute_or_begin_a_tag(void **state)
{
    struct buffer out = { 0 };

    html_append_escaped(&out, STR("\"><script>alert('&')</script>"));
    assert_true(
            str_equal(buffer_str(&out), STR("&quot;&gt;&lt;script&gt;alert(&#"
                                            "39;&amp;&#39;)&lt;/script&gt;")));
    buffer_release(&out);
}

static void
other_text_stays_as_it_is(void **state)
{
    struct buffer out = { 0 };

    html_append_escaped(&out, STR("公益枢纽 — ¥350,000,000"));
    assert_true(str_equal(buffer_str(&out), STR("公益枢纽 — ¥350,000,000")));
    buffer_release(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_cannot_end_an_attribute_or_begin_a_tag),
        cmocka_unit_test(other_text_stays_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
