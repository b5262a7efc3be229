#include "wire/schema.h"

const char *
enum_name(const struct enumeration *enumeration, int value)
{
    if (value < 1 || (size_t)value > enumeration->count)
        return NULL;
    return enumeration->names[value - 1];
}

int
enum_value(const struct enumeration *enumeration, struct str name)
{
    for (size_t i = 0; i < enumeration->count; i++)
        if (str_equal(str_from(enumeration->names[i]), name))
            return (int)i + 1;
    return 0;
}

bool
pattern_matches(const struct pattern *pattern, struct str text)
{
    size_t state = 1;

    for (size_t i = 0; i < text.len && state > 0; i++) {
        uint8_t class = pattern->classes[(unsigned char)text.data[i]];

        state = pattern->next[state * pattern->class_count + class];
    }
    return pattern->accepts[state];
}
