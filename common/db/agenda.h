/*
 * Work that falls due: a row per timer and subject. A row is taken in the
 * transaction that does its work; one that fails backs off alone.
 */
#ifndef DB_AGENDA_H
#define DB_AGENDA_H

#include "db/db.h"

struct agenda;

struct agenda *agenda_open(struct db *db);
void agenda_close(struct agenda *agenda);

struct agenda_entry {
    int64_t rowid;
    struct str timer; /* "notice_ends" */
    struct uuid subject;
    int64_t due_at;
    int64_t try_at; /* due_at, later after failures */
    int tries;
};

/* Replaces the entry of the same timer and subject. */
enum status agenda_schedule(struct agenda *agenda, struct str timer,
        struct uuid subject, int64_t due_at);
enum status agenda_cancel(struct agenda *agenda, struct str timer,
        struct uuid subject); /* STATUS_OK also if there is none */

/* When the next entry falls due; INT64_MAX if there is none. */
enum status agenda_next(struct agenda *agenda, int64_t *try_at);

/* The first that is due by now, in due order. STATUS_NOT_FOUND if none. */
enum status agenda_find_due(struct agenda *agenda, int64_t now,
        struct arena *arena, struct agenda_entry *out);
enum status agenda_remove(struct agenda *agenda, int64_t rowid);
enum status agenda_back_off(struct agenda *agenda, int64_t rowid,
        int64_t try_at);

#endif
