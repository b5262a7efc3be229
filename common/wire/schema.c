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
