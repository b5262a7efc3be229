/* Rows of hubs, their periods and their operators. */
#ifndef REGISTRY_STORE_HUB_H
#define REGISTRY_STORE_HUB_H

#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_hub_open(struct db *db);

struct hub_row {
    int64_t rowid;
    struct uuid id;
    struct str hub;
    bool has_parent;
    struct str parent;
    struct str division;
    bool is_recorded; /* here, by an admin; else known by its own word */
};

/* STATUS_CONFLICT if there is one of this name. Sets hub->rowid. */
enum status store_insert_hub(struct queries *hubs, struct hub_row *hub);

/* Record one known by its word only: STATUS_NOT_FOUND if there is none. */
enum status store_record_hub(struct queries *hubs, struct hub_row *hub);
enum status store_find_hub(struct queries *hubs, struct str name,
        struct arena *arena, struct hub_row *out);

enum status store_set_division(struct queries *hubs, const struct hub_row *hub);

/* Replaces a period that begins on the same day. */
enum status store_put_period(struct queries *hubs, int64_t hub,
        const struct hub_period *period);

/* What a hub is on a day. STATUS_NOT_FOUND before its first. */
enum status store_find_period(struct queries *hubs, int64_t hub, int64_t day,
        struct arena *arena, struct hub_period *out);
enum status store_list_periods(struct queries *hubs, int64_t hub,
        struct arena *arena, struct hub_period **out, size_t *count);

enum status store_has_open_branch(struct queries *hubs, struct str hub,
        int64_t day, bool *out);

/* By name, after `after`; filters of zero are none. One more than limit. */
struct hub_filter {
    int64_t day;
    struct str after;
    int kind;
    int status;
    size_t limit;
};
enum status store_list_hubs(struct queries *hubs,
        const struct hub_filter *filter, struct arena *arena,
        struct hub_entry **out, size_t *count);

/* Operators. A withdrawn contract is found by id only. */
struct contract_row {
    int64_t hub;
    struct operator_contract entry;
    bool is_withdrawn;
};
enum status store_insert_contract(struct queries *hubs,
        const struct contract_row *contract);
enum status store_find_contract(struct queries *hubs, struct uuid id,
        struct arena *arena, struct contract_row *out, struct str *hub);
enum status store_find_last_contract(struct queries *hubs, int64_t hub,
        struct arena *arena, struct contract_row *out);
enum status store_end_contract(struct queries *hubs, struct uuid id,
        int64_t to);
enum status store_withdraw_contract(struct queries *hubs, struct uuid id);
enum status store_list_contracts(struct queries *hubs, int64_t hub,
        struct arena *arena, struct operator_contract **out, size_t *count);

#endif
