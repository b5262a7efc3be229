#include "portal.h"

#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char page[] = "<head><title>Hub</title>"
                           "<meta name=\"description\" content=\"x\">"
                           "<meta property=\"og:title\" content=\"Hub\">"
                           "<meta property=\"og:description\" content=\"x\">"
                           "<meta property=\"og:type\" content=\"website\">"
                           "<meta property=\"og:image\" content=\"/card.png\">"
                           "</head><body></body>";

struct folder {
    char path[64];
};

static void
write_file(const struct folder *folder, const char *name, const char *text)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void
make_folder(const struct folder *folder, const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int
set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);

    snprintf(folder->path, sizeof folder->path, "/tmp/portal-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    make_folder(folder, "public");
    make_folder(folder, "assets");
    write_file(folder, "public/index.html", page);
    write_file(folder, "assets/a-1.js", "script");
    write_file(folder, "assets/a-1.js.gz", "packed");
    write_file(folder, "notes.md", "nobody's business");
    *state = folder;
    return 0;
}

static int
tear_down(void **state)
{
    struct folder *folder = *state;
    char command[128];

    snprintf(command, sizeof command, "rm -r %s", folder->path);
    const int result = system(command);
    free(folder);
    return result;
}

static struct portal
open_portal(void **state)
{
    const struct folder *folder = *state;
    struct portal portal;

    portal_init(&portal, folder->path);
    return portal;
}

static void
only_the_files_of_the_build_are_found(void **state)
{
    struct portal portal = open_portal(state);

    assert_non_null(portal.start);
    assert_null(portal.console);
    assert_non_null(portal_find(&portal, STR("/assets/a-1.js")));
    assert_null(portal_find(&portal, STR("/assets/a-1.js.gz")));
    assert_null(portal_find(&portal, STR("/assets/b.js")));
    assert_null(portal_find(&portal, STR("/assets/../public/index.html")));
    assert_null(portal_find(&portal, STR("/notes.md")));
    assert_null(portal_find(&portal, STR("/etc/passwd")));
    portal_release(&portal);
}

static void
hashed_names_are_kept_for_ever_and_pages_are_not(void **state)
{
    struct portal portal = open_portal(state);
    const struct document *script = portal_find(&portal, STR("/assets/a-1.js"));

    assert_string_equal(script->content_type, "text/javascript; charset=utf-8");
    assert_string_equal(script->cache, "public, max-age=31536000, immutable");
    assert_true(str_equal(script->body, STR("script")));
    assert_true(str_equal(script->compressed, STR("packed")));
    assert_int_equal(script->brotli.len, 0);
    assert_string_equal(portal.start->cache, "no-cache");
    portal_release(&portal);
}

static void
a_folder_that_is_not_there_is_a_portal_not_built(void **state)
{
    struct portal portal;

    portal_init(&portal, "/nowhere/at/all");
    assert_null(portal.start);
    assert_null(portal_find(&portal, STR("/public/index.html")));
    portal_release(&portal);
}

static void
a_title_cannot_leave_its_place(void **state)
{
    struct portal portal = open_portal(state);
    struct arena arena = { 0 };
    const struct portal_card card = {
        .title = STR("</title><b>"),
        .description = STR("\" onload=\"x"),
        .kind = STR("article"),
        .origin = STR("http://\"hub"),
    };

    assert_true(str_equal(portal_write_card(portal.start, &card, &arena),
            STR("<head><title>&lt;/title&gt;&lt;b&gt;</title>"
                "<meta name=\"description\" content=\"&quot; onload=&quot;x\">"
                "<meta property=\"og:title\" "
                "content=\"&lt;/title&gt;&lt;b&gt;\">"
                "<meta property=\"og:description\" content=\"&quot; "
                "onload=&quot;x\">"
                "<meta property=\"og:type\" content=\"article\">"
                "<meta property=\"og:image\" "
                "content=\"http://&quot;hub/card.png\">"
                "</head><body></body>")));
    arena_release(&arena);
    portal_release(&portal);
}

static void
a_page_says_of_itself_what_it_is_not_told(void **state)
{
    struct portal portal = open_portal(state);
    struct arena arena = { 0 };
    const struct portal_card card = { .origin = STR("https://hub.example") };
    const struct str written = portal_write_card(portal.start, &card, &arena);

    assert_non_null(strstr(written.data, "<title>Hub</title>"));
    assert_non_null(strstr(written.data, "\"og:type\" content=\"website\""));
    assert_non_null(strstr(written.data, "\"https://hub.example/card.png\""));
    arena_release(&arena);
    portal_release(&portal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_files_of_the_build_are_found),
        cmocka_unit_test(hashed_names_are_kept_for_ever_and_pages_are_not),
        cmocka_unit_test(a_folder_that_is_not_there_is_a_portal_not_built),
        cmocka_unit_test(a_title_cannot_leave_its_place),
        cmocka_unit_test(a_page_says_of_itself_what_it_is_not_told),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
