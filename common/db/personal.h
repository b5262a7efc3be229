/*
 * What a store holds of a person. A service says it as statements, one for
 * each kind of row: ?1 is an account or null, ?2 a contact or null; the first
 * column is what identifies the row, the others are named for the reader and
 * are text or numbers; in a fixed order. One of them may number a name.
 */
#ifndef DB_PERSONAL_H
#define DB_PERSONAL_H

#include "db/db.h"

struct enumeration; /* carried for who knows the wire */

struct personal_kind {
    const char *kind; /* "person"; NULL ends a list */
    const char *sql;
    const char *named; /* a column that numbers one of names; or NULL */
    const struct enumeration *names;
};

struct personal_value {
    struct str kind;
    struct str row;
    struct str field;
    struct str value;
    const struct enumeration *names; /* of which it is this number; or NULL */
    int64_t number;
};

enum { PERSONAL_VALUES_MAX = 2000, PERSONAL_ROWS_MAX = 100 };

struct personal_query {
    bool has_account;
    struct uuid account;
    struct str contact; /* empty: none */
    int64_t after;      /* 0, or `next` of the page before */
    size_t limit;       /* rows */
};

struct personal_page {
    struct personal_value *values;
    size_t count;
    int64_t next; /* 0: there are no more */
};

/* One page, in arena; whatever is null is left out. */
enum status personal_list(struct db *db, const struct personal_kind *kinds,
        const struct personal_query *query, struct arena *arena,
        struct personal_page *out);

/* For the statements: a time as people read it, in UTC. */
#define PERSONAL_TIME(column)                                                  \
    "strftime('%Y-%m-%dT%H:%M:%SZ', " column " / 1000, 'unixepoch')"

#endif
