/* What a plain INSERT writes, without asking SQLite. Not for other rooms. */
#ifndef DB_INSERTION_H
#define DB_INSERTION_H

#include "db/mirror.h"

struct insertion;

/*
 * "INSERT INTO gift (serial, id) VALUES (?1, ?2)", in this form, of a table
 * that is mirrored; NULL for what only SQLite can say. It lives as long as
 * the mirror.
 */
const struct insertion *insertion_read(struct mirror *mirror, const char *sql);

/*
 * Around the step of it: the hook keeps still, and its row is taken from the
 * values. False: the hook must tell; there is no end to it then.
 */
bool insertion_begin(struct mirror *mirror, const struct insertion *insertion,
        const struct value *values);
void insertion_end(struct mirror *mirror, const struct insertion *insertion,
        const struct value *values, enum status status);

#endif
