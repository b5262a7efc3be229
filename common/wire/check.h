/*
 * What msgpack and JSON input have in common: where in a message we are, what
 * a field allows, and how its failure is told. Each check_ stores the value
 * at *out, in the field's C type, and returns false after the first failure.
 */
#ifndef WIRE_CHECK_H
#define WIRE_CHECK_H

#include "wire/codec.h"

/* A place in a message: a field, or an element of one that is a list. */
struct place {
    const struct place *parent; /* NULL: the message itself */
    struct str name;
    long index; /* -1: the field */
};

struct check {
    struct arena *arena;
    struct decode_error *error;
};

/* Always false. */
bool check_fail(const struct check *check, const struct place *place,
        enum status status, const char *detail, struct str expected);

/* As check_fail(), and says what the field would take. */
bool check_fail_type(const struct check *check, const struct place *place,
        const struct field *field, const char *detail);
bool check_refuse(const struct check *check, const struct place *place,
        const struct field *field, const char *detail);

/* A name that is none of the schema's: says those that are not in `seen`. */
bool check_fail_stranger(const struct check *check, const struct place *place,
        const struct schema *schema, uint64_t seen, const char *detail);

bool check_number(const struct check *check, const struct place *place,
        const struct field *field, int64_t value, void *out);
bool check_text(const struct check *check, const struct place *place,
        const struct field *field, struct str value, size_t characters,
        void *out);
bool check_bytes(const struct check *check, const struct place *place,
        const struct field *field, struct str value, void *out);
bool check_date(const struct check *check, const struct place *place,
        const struct field *field, struct str value, void *out);
bool check_enum(const struct check *check, const struct place *place,
        const struct field *field, struct str value, void *out);

/* Room for a list of count elements, set in the record; NULL if too many. */
char *check_list(const struct check *check, const struct place *place,
        const struct field *field, size_t count, char *record);

/* All fields that are not in `seen` may be absent. */
bool check_missing(const struct check *check, const struct place *parent,
        const struct schema *schema, uint64_t seen);

/* Its index, or field_count. Senders follow the schema: look at hint first. */
size_t find_field(const struct schema *schema, struct str name, size_t hint);

/* has_x of an optional field; every other field is always there. */
static inline void
set_present(const struct field *field, char *record)
{
    if (field->is_optional)
        *(bool *)(record + field->companion_offset) = true;
}

static inline bool
is_present(const struct field *field, const char *record)
{
    return !field->is_optional ||
           *(const bool *)(record + field->companion_offset);
}

/* The size of one value in C. */
size_t value_size(const struct field *field);

#endif
