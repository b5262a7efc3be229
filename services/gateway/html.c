#include "html.h"

static struct str
escape_of(char byte)
{
    switch (byte) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return (struct str){ 0 };
    }
}

void
html_append_escaped(struct buffer *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const struct str escape = escape_of(text.data[i]);
        if (escape.len > 0)
            buffer_append_str(out, escape);
        else
            buffer_append(out, &text.data[i], 1);
    }
}
