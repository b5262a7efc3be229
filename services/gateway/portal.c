#include "portal.h"

#include "base/log.h"
#include "html.h"
#include "wire/buffer.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MAX = 1024, FILE_SIZE_MAX = 8 * 1024 * 1024, DEPTH_MAX = 4 };

/* Scripts, styles and pictures of our own; what is typed goes only to us. */
#define POLICY_PORTAL                                                          \
    "default-src 'self'; script-src 'self'; style-src 'self'; "                \
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "        \
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "             \
    "form-action 'self'"

/* Names under /assets/ change with what is in them. */
#define CACHE_FOR_EVER "public, max-age=31536000, immutable"

static const struct {
    const char *suffix;
    const char *content_type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".webp", "image/webp" },
    { ".json", "application/json" },
    { ".woff2", "font/woff2" },
    { ".txt", "text/plain; charset=utf-8" },
};

static bool
ends_with(struct str text, const char *end)
{
    const size_t len = strlen(end);

    return text.len >= len && memcmp(text.data + text.len - len, end, len) == 0;
}

/* NULL: not a file to be asked for by its own name. */
static const char *
content_type_of(struct str path)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (ends_with(path, types[i].suffix))
            return types[i].content_type;
    return NULL;
}

/* Empty if there is no such file, or one too large to be ours. */
static struct str
read_file(const char *path, struct arena *arena)
{
    struct str text = { 0 };
    struct stat about;
    FILE *file = fopen(path, "rb");

    if (!file)
        return text;
    if (!fstat(fileno(file), &about) && S_ISREG(about.st_mode) &&
            about.st_size <= FILE_SIZE_MAX) {
        char *data = arena_alloc(arena, (size_t)about.st_size + 1);
        text = (struct str){ data,
            fread(data, 1, (size_t)about.st_size, file) };
    }
    fclose(file);
    return text;
}

/* The build leaves what is worth it compressed beside the file. */
static struct str
read_beside(const char *path, const char *suffix, struct arena *arena)
{
    char name[PATH_MAX];

    snprintf(name, sizeof name, "%s%s", path, suffix);
    return read_file(name, arena);
}

static void
add_file(struct portal *portal, const char *path, struct str name)
{
    const char *content_type = content_type_of(name);

    if (!content_type || portal->count == FILES_MAX)
        return;
    struct portal_file *file = &portal->files[portal->count++];
    file->path = arena_copy(&portal->arena, name.data, name.len);
    file->document = (struct document){
        .content_type = content_type,
        .policy = POLICY_PORTAL,
        .cache = strncmp(name.data, "/assets/", 8) == 0 ? CACHE_FOR_EVER
                                                        : "no-cache",
        .body = read_file(path, &portal->arena),
        .compressed = read_beside(path, ".gz", &portal->arena),
        .brotli = read_beside(path, ".br", &portal->arena),
    };
    document_set_etag(&file->document, &portal->arena);
}

static void
add_folder(struct portal *portal, const char *root, const char *name, int depth)
{
    char path[PATH_MAX], inner[PATH_MAX];
    const struct dirent *entry;
    struct stat about;

    if (snprintf(path, sizeof path, "%s%s", root, name) >= PATH_MAX)
        return;
    DIR *folder = opendir(path);
    while (folder && (entry = readdir(folder))) {
        if (entry->d_name[0] == '.' ||
                snprintf(path, sizeof path, "%s%s/%s", root, name,
                        entry->d_name) >= PATH_MAX ||
                stat(path, &about))
            continue;
        snprintf(inner, sizeof inner, "%s/%s", name, entry->d_name);
        if (!S_ISDIR(about.st_mode))
            add_file(portal, path, str_from(inner));
        else if (depth < DEPTH_MAX)
            add_folder(portal, root, inner, depth + 1);
    }
    if (folder)
        closedir(folder);
}

static int
compare_text(struct str a, struct str b)
{
    const size_t len = a.len < b.len ? a.len : b.len;
    const int order = memcmp(a.data, b.data, len);

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_files(const void *a, const void *b)
{
    return compare_text(((const struct portal_file *)a)->path,
            ((const struct portal_file *)b)->path);
}

void
portal_init(struct portal *portal, const char *folder)
{
    *portal = (struct portal){ 0 };
    portal->files =
            arena_alloc(&portal->arena, FILES_MAX * sizeof *portal->files);
    add_folder(portal, folder, "", 0);
    qsort(portal->files, portal->count, sizeof *portal->files, compare_files);
    portal->start = portal_find(portal, STR("/public/index.html"));
    portal->console = portal_find(portal, STR("/console/index.html"));
    if (portal->start)
        log_info("event=portal folder=%s files=%zu", folder, portal->count);
    else
        log_info("event=no_portal folder=%s", folder);
}

void
portal_release(struct portal *portal)
{
    arena_release(&portal->arena);
}

const struct document *
portal_find(const struct portal *portal, struct str path)
{
    const struct portal_file wanted = { .path = path };
    const struct portal_file *found = bsearch(&wanted, portal->files,
            portal->count, sizeof *portal->files, compare_files);

    return found ? &found->document : NULL;
}

/* Where a page says something of itself, and what it is to say. */
struct saying {
    struct str before;
    const char *end;
    struct str value; /* empty: what it says now */
};

/* Copies up to the end of a saying. Returns how far. */
static const char *
append_saying(struct buffer *out, const char *from, const char *end,
        const struct saying *saying)
{
    const struct str before = saying->before;
    const char *at =
            memmem(from, (size_t)(end - from), before.data, before.len);
    const char *to = NULL;

    if (at) {
        at += before.len;
        to = memmem(at, (size_t)(end - at), saying->end, strlen(saying->end));
    }
    if (!to || saying->value.len == 0)
        return from;
    buffer_append(out, from, (size_t)(at - from));
    html_append_escaped(out, saying->value);
    return to;
}

struct str
portal_write_card(const struct document *page, const struct portal_card *card,
        struct arena *arena)
{
    const struct str picture =
            ARENA_JOIN(arena, card->origin, STR("/card.png"));
    /* In the order of public/index.html. */
    const struct saying sayings[] = {
        { STR("<title>"), "</title>", card->title },
        { STR("name=\"description\" content=\""), "\"", card->description },
        { STR("\"og:title\" content=\""), "\"", card->title },
        { STR("\"og:description\" content=\""), "\"", card->description },
        { STR("\"og:type\" content=\""), "\"", card->kind },
        { STR("\"og:image\" content=\""), "\"", picture },
    };
    const char *from = page->body.data;
    const char *end = from + page->body.len;
    struct buffer out = { 0 };

    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
        from = append_saying(&out, from, end, &sayings[i]);
    buffer_append(&out, from, (size_t)(end - from));
    const struct str written = arena_copy(arena, out.data, out.len);
    buffer_release(&out);
    return written;
}
