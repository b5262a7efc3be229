/* What a connection tells its mirror of batches; not for other rooms. */
#ifndef DB_WATCH_H
#define DB_WATCH_H

#include "db/mirror.h"

void mirror_close(struct mirror *mirror); /* accepts NULL */
void mirror_begin(struct mirror *mirror);
void mirror_savepoint(struct mirror *mirror);
void mirror_release(struct mirror *mirror);
void mirror_undo(struct mirror *mirror);

/* A change was not caught: such a batch must not be committed. */
bool mirror_has_failed(const struct mirror *mirror);

#endif
