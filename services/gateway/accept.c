#include "accept.h"

#include <ctype.h>
#include <strings.h>

struct str
accept_next(struct str *rest, char separator)
{
    const char *at =
            rest->len ? memchr(rest->data, separator, rest->len) : NULL;
    const size_t len = at ? (size_t)(at - rest->data) : rest->len;
    const struct str part = { rest->data, len };

    rest->data += at ? len + 1 : len;
    rest->len -= at ? len + 1 : len;
    return str_trim(part);
}

/* "0.5" is 500; what is no number is 0. */
static int
parse_weight(struct str text)
{
    int weight = 0, unit = WEIGHT_MAX;

    if (text.len == 0 || (text.data[0] != '0' && text.data[0] != '1'))
        return 0;
    for (size_t i = 0; i < text.len && unit > 0; i++) {
        if (i == 1 && text.data[i] == '.')
            continue;
        if (!isdigit((unsigned char)text.data[i]))
            return 0;
        weight += (text.data[i] - '0') * unit;
        unit /= 10;
    }
    return weight < WEIGHT_MAX ? weight : WEIGHT_MAX;
}

static int
weight_of(struct str parameters)
{
    while (parameters.len > 0) {
        const struct str parameter = accept_next(&parameters, ';');
        if (parameter.len >= 2 && strncasecmp(parameter.data, "q=", 2) == 0)
            return parse_weight(
                    (struct str){ parameter.data + 2, parameter.len - 2 });
    }
    return WEIGHT_MAX;
}

static bool
is_same(struct str a, struct str b)
{
    return a.len == b.len && strncasecmp(a.data, b.data, a.len) == 0;
}

int
accept_weight(struct str header, struct str name, struct str wildcard)
{
    int any = -1;

    while (header.len > 0) {
        struct str entry = accept_next(&header, ',');
        const struct str value = accept_next(&entry, ';');
        if (is_same(value, name))
            return weight_of(entry);
        if (is_same(value, wildcard))
            any = weight_of(entry);
    }
    return any;
}
