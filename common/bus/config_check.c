/* The lines of commonweal.cfg that set nothing: mistyped, or no ZPL. */
#include "bus/config.h"

#include "base/log.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { INDENT = 4, LEVELS_MAX = 4, ENTRY_SIZE = 100, LINE_SIZE = 1024 };

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789$-_@.&+/";

/* Where in the tree the last line was. */
struct place {
    char entry[ENTRY_SIZE];
    size_t ends[LEVELS_MAX]; /* of the entry at each level */
    size_t depth;
};

enum line_kind { LINE_IS_EMPTY, LINE_IS_SECTION, LINE_IS_VALUE, LINE_IS_WRONG };

static bool
is_end(const char *text)
{
    return strchr("#\r\n", *text) != NULL; /* the terminator, too */
}

static bool
enter(struct place *place, size_t level, const char *name, size_t len)
{
    const size_t begin = level > 0 ? place->ends[level - 1] : 0;
    const char *slash = level > 0 ? "/" : "";

    if (level > place->depth || level >= LEVELS_MAX ||
            begin + len + 2 > ENTRY_SIZE)
        return false;
    place->ends[level] =
            begin + (size_t)snprintf(place->entry + begin, ENTRY_SIZE - begin,
                            "%s%.*s", slash, (int)len, name);
    place->depth = level + 1;
    return true;
}

static enum line_kind
read_line(const char *line, struct place *place)
{
    const size_t indent = strspn(line, " ");
    const char *name = line + indent;
    const size_t len = strspn(name, name_characters);
    const char *rest = name + len + strspn(name + len, " \t");

    if (len == 0 && is_end(rest))
        return LINE_IS_EMPTY;
    if (len == 0 || indent % INDENT ||
            !enter(place, indent / INDENT, name, len))
        return LINE_IS_WRONG;
    if (*rest == '=')
        return LINE_IS_VALUE;
    return is_end(rest) ? LINE_IS_SECTION : LINE_IS_WRONG;
}

/* "http" of "http/port". */
static bool
is_section_of(const char *section, const char *entry)
{
    const size_t len = strlen(section);

    return strncmp(section, entry, len) == 0 && entry[len] == '/';
}

static bool
is_known(const char *entry, enum line_kind kind)
{
    for (const struct setting *s = config_settings; s->variable; s++)
        if (s->entry && (strcmp(s->entry, entry) == 0 ||
                                (kind == LINE_IS_SECTION &&
                                        is_section_of(entry, s->entry))))
            return true;
    return false;
}

static int
least(int a, int b, int c)
{
    const int less = a < b ? a : b;

    return less < c ? less : c;
}

/* How many characters were left out, put in or taken for another. */
static int
distance(const char *a, const char *b)
{
    int row[ENTRY_SIZE + 1];
    const int len = (int)strlen(b);

    for (int j = 0; j <= len; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];

        row[0] = i;
        for (int j = 1; j <= len; j++) {
            const int before = row[j];

            row[j] = least(row[j] + 1, row[j - 1] + 1,
                    diagonal + (a[i - 1] != b[j - 1]));
            diagonal = before;
        }
    }
    return row[len];
}

/* A third of the letters may be wrong. */
static const char *
find_nearest(const char *entry)
{
    int best = (int)strlen(entry) / 3 + 1;
    const char *nearest = NULL;

    for (const struct setting *s = config_settings; s->variable; s++) {
        const int found = s->entry ? distance(entry, s->entry) : INT_MAX;

        if (found <= best) {
            best = found - 1;
            nearest = s->entry;
        }
    }
    return nearest;
}

static int
check_line(struct place *place, int line, const char *text,
        void (*tell)(void *context, const struct setting_fault *fault),
        void *context)
{
    const enum line_kind kind = read_line(text, place);
    struct setting_fault fault = { .line = line };

    if (kind == LINE_IS_EMPTY)
        return 0;
    if (kind != LINE_IS_WRONG) {
        if (is_known(place->entry, kind))
            return 0;
        fault.entry = place->entry;
        fault.nearest = find_nearest(place->entry);
    }
    tell(context, &fault);
    return 1;
}

int
config_check(const char *data,
        void (*tell)(void *context, const struct setting_fault *fault),
        void *context)
{
    struct place place = { 0 };
    char path[LINE_SIZE], line[LINE_SIZE];
    int count = 0;
    FILE *file;

    snprintf(path, sizeof(path), "%s/commonweal.cfg", data);
    file = fopen(path, "re");
    for (int i = 1; file && fgets(line, sizeof(line), file); i++)
        count += check_line(&place, i, line, tell, context);
    if (file)
        fclose(file);
    return count;
}

static void
warn(void *context, const struct setting_fault *fault)
{
    (void)context;
    if (fault->entry)
        log_warn("event=setting_is_unknown line=%d entry=%s nearest=%s",
                fault->line, fault->entry,
                fault->nearest ? fault->nearest : "-");
    else
        log_error("event=setting_cannot_be_read line=%d", fault->line);
}

void
config_warn(const char *data)
{
    config_check(data, warn, NULL);
}
