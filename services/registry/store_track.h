/* Rows of reasons given, and of what grants says of organisations. */
#ifndef REGISTRY_STORE_TRACK_H
#define REGISTRY_STORE_TRACK_H

#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_track_open(struct db *db);

enum status store_delete_reasons(struct queries *tracks, struct uuid subject);
enum status store_insert_reason(struct queries *tracks, struct uuid subject,
        const struct reason_entry *reason);
enum status store_list_reasons(struct queries *tracks, struct uuid subject,
        struct page *page, struct arena *arena, struct reason_entry **out,
        size_t *count);

/* A project of an organisation; one row whatever came first. */
struct track {
    struct uuid project;
    struct uuid organisation;
    struct str title;
    int64_t at;
};
enum status store_put_track(struct queries *tracks, const struct track *track,
        bool is_published);
enum status store_withdraw_track(struct queries *tracks, struct uuid project,
        int64_t at);
/* award_state is grants' enum. Leaves the publication as it is. */
enum status store_put_track_award(struct queries *tracks,
        const struct track *track, struct uuid award, int award_state,
        int64_t amount);

struct track_row {
    struct track_entry entry; /* without its state */
    bool is_published;
    int award_state; /* 0: no award */
};
enum status store_list_tracks(struct queries *tracks, struct uuid organisation,
        struct page *page, struct arena *arena, struct track_row **out,
        size_t *count);

#endif
