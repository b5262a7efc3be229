/*
 * The figures of an event: the fields of its body, found by name and read
 * through its schema. "tranche.amount" is a field of a struct in it. Pure.
 */
#ifndef NOTIFICATION_FIGURE_H
#define NOTIFICATION_FIGURE_H

#include "notification_messages.h"
#include "wire/buffer.h"

struct figure {
    const struct field *field;
    size_t offset; /* of the struct that has the field */
};

/* False if there is no such field, or it lies in a list or an optional. */
bool figure_find(const struct schema *schema, struct str name,
        struct figure *out);

bool figure_is_present(const struct figure *figure, const void *record);

/* The account, gift or award that a field names; zero if it is absent. */
struct uuid figure_uuid(const struct schema *schema, const void *record,
        const char *name);

/* How a figure may be written: a filter as it stands in a template. */
enum figure_format {
    FIGURE_PLAIN, /* text, number, label of an enum, yes or no */
    FIGURE_YUAN,  /* fen as yuan, with separators */
    FIGURE_DATE,  /* the day of a date or a time */
    FIGURE_TIME,  /* day and minute of a time */
    FIGURE_FORMAT_COUNT,
};

/* The filter, empty for plain. */
const char *figure_format_name(enum figure_format format);

/* FIGURE_FORMAT_COUNT if there is no such filter; empty is plain. */
enum figure_format figure_format_named(struct str filter);

/* Fen are never written plain, or a template would show them as yuan. */
bool figure_fits(const struct field *field, enum figure_format format);

/* Writes "—" for a field that is absent. The format must fit. */
void figure_write(const struct figure *figure, const void *record,
        enum figure_format format, enum locale locale, struct buffer *out);

/* As a rule compares it: an enum by its name, a number in digits. */
void figure_write_raw(const struct figure *figure, const void *record,
        struct buffer *out);

#endif
