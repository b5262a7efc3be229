#include "language.h"

#include "accept.h"

#include <strings.h>

/* Is tag "en" or does it begin with "en-"? */
static bool
is_of(struct str tag, struct str language)
{
    return tag.len >= language.len &&
           strncasecmp(tag.data, language.data, language.len) == 0 &&
           (tag.len == language.len || tag.data[language.len] == '-');
}

/* The best weight of any variety of the language. */
static int
weight_of(struct str accepted, struct str language)
{
    int best = -1;

    for (struct str rest = accepted; rest.len > 0;) {
        struct str entry = accept_next(&rest, ',');
        const struct str whole = entry;
        const struct str tag = accept_next(&entry, ';');
        if (!is_of(tag, language))
            continue;
        const int weight = accept_weight(whole, tag, tag);
        best = weight > best ? weight : best;
    }
    return best;
}

enum language
language_of(struct str accepted)
{
    return weight_of(accepted, STR("en")) > weight_of(accepted, STR("zh"))
                   ? LANGUAGE_ENGLISH
                   : LANGUAGE_CHINESE;
}

const char *
language_tag(enum language language)
{
    return language == LANGUAGE_ENGLISH ? "en" : "zh-CN";
}
