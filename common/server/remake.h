/*
 * Does a store say what its log says? The store is made again from its log,
 * in a scratch folder, and compared row by row: the operation compare_rows.
 */
#ifndef SERVER_REMAKE_H
#define SERVER_REMAKE_H

#include "server/call.h"

/*
 * Takes as long, and for that time as much of the disk, as the store has
 * events. One at a time in a process: else STATUS_UNAVAILABLE.
 */
enum status remake_compare(void *self, struct call *call, const void *request,
        void *reply);

#endif
