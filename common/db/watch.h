/*
 * What a connection tells its mirror and its numbers of batches; depth is
 * that of the savepoint, from 0. Not for other rooms.
 */
#ifndef DB_WATCH_H
#define DB_WATCH_H

#include "db/mirror.h"

void mirror_close(struct mirror *mirror); /* accepts NULL */
void mirror_begin(struct mirror *mirror);
void mirror_savepoint(struct mirror *mirror, int depth);
void mirror_undo(struct mirror *mirror, int depth);

/* What changes no meaning is no news. */
void mirror_pause(struct mirror *mirror, bool is_paused);

/* A change was not caught: such a batch must not be committed. */
bool mirror_has_failed(const struct mirror *mirror);

struct numbers *numbers_create(void);
void numbers_destroy(struct numbers *numbers); /* accepts NULL */
void numbers_forget(struct numbers *numbers);  /* a batch begins, or is over */
void numbers_savepoint(struct numbers *numbers, int depth);
void numbers_undo(struct numbers *numbers, int depth);

#endif
