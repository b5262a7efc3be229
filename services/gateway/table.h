/*
 * A list as one CSV, whole: its pages are asked for one after the other, by
 * their cursors, and answered at once when the last one is there. A table
 * that is too large is refused rather than cut.
 */
#ifndef GATEWAY_TABLE_H
#define GATEWAY_TABLE_H

#include "ask.h"

/* Bytes of one table, and of all that are being put together. */
enum { TABLE_MAX = 8 << 20, TABLES_MAX = 64 << 20 };

/* Ask for the largest pages, if all of them are wanted. */
void table_prepare(struct ask *ask);

/*
 * Take the page, and ask for the next one or answer. False: this is no
 * table, the reply is answered by itself.
 */
bool table_take(struct ask *ask, struct str payload);

/* The ask is over. */
void table_forget(struct ask *ask);

#endif
