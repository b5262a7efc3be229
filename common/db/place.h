/*
 * The paths of a shard's folder, and what its store says of itself in the
 * table meta. Not for other rooms.
 */
#ifndef DB_PLACE_H
#define DB_PLACE_H

#include "db/folder.h"

#include <limits.h>

struct place {
    const char *service;
    const char *hub;
    char service_folder[PATH_MAX];
    char folder[PATH_MAX];
    char current[PATH_MAX];
    char files[PATH_MAX];
};

/* STATUS_MALFORMED, logged, for names that could lead elsewhere. */
enum status place_init(struct place *place, const char *data,
        const char *service, const char *hub);
bool hub_name_is_valid(const char *hub);

/* Make the folders that are missing. */
enum status place_make(const struct place *place);

/* Where the store folder of an epoch is, or will be. */
enum status place_epoch_folder(const struct place *place, struct uuid epoch,
        char folder[PATH_MAX]);

/* The file whose being there says that a restore was cut short. */
enum status place_unfinished(const struct place *place, char path[PATH_MAX]);

/* The file whose being there says that the store is not here; see away.h. */
enum status place_away(const struct place *place, char path[PATH_MAX]);

/* Under the lease: remove what a crash left half-written. */
enum status place_tidy(const struct place *place);

/* A new store folder: STATUS_INTERNAL if it is there already. */
enum status place_make_epoch(const struct place *place, struct uuid epoch,
        char database[PATH_MAX]);

/* Let `current` name a complete store folder, from now on and for good. */
enum status place_set_current(const struct place *place, struct uuid epoch);

/* STATUS_NOT_FOUND: no `current`, or no file where it points. */
enum status place_find_database(const struct place *place,
        char database[PATH_MAX]);

enum status identity_insert(struct db *db, const struct place *place,
        const struct store_identity *identity, int64_t now);
enum status identity_find(struct db *db, struct store_identity *out);
enum status identity_find_term(struct db *db, int64_t *out);
enum status identity_raise_term(struct db *db);

/* STATUS_CONFLICT, logged, if the store was made for another place. */
enum status identity_check_place(struct db *db, const struct place *place);

/* After a restore: a new epoch; the store is recovering from now on. */
enum status identity_renew(struct db *db, struct uuid epoch, int64_t now);
enum status identity_end_recovery(struct db *db, int64_t head);

/* After a move: a new epoch, and nothing else; all of its log came along. */
enum status identity_move(struct db *db, struct uuid epoch);

/*
 * The epoch of the store that a restore put this one in place of; NULL: none,
 * and then STATUS_NOT_FOUND.
 */
enum status identity_name_replaced(struct db *db, const struct uuid *epoch);
enum status identity_find_replaced(struct db *db, struct uuid *out);

/* Of how many of its service's migrations the rows are done. */
enum status identity_find_rows(struct db *db, int64_t *out);
enum status identity_set_rows(struct db *db, int64_t count);

/* The store's own key, made when it is first asked for. */
enum status identity_find_key(struct db *db, struct sealed_key *out);

#endif
