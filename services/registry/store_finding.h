/* Rows of the supervisor's findings and their answers. */
#ifndef REGISTRY_STORE_FINDING_H
#define REGISTRY_STORE_FINDING_H

#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_finding_open(struct db *db);

struct finding {
    int64_t rowid;
    struct finding_entry entry;
};
enum status store_insert_finding(struct queries *findings,
        const struct finding_entry *entry);
enum status store_find_finding(struct queries *findings, struct uuid id,
        struct arena *arena, struct finding *out);
enum status store_update_finding(struct queries *findings, int64_t finding,
        enum finding_state state);

/* Newest first. */
struct finding_filter {
    int state; /* 0 for all */
    bool has_thing;
    struct uuid thing;
};
enum status store_list_findings(struct queries *findings,
        const struct finding_filter *filter, struct page *page,
        struct arena *arena, struct finding_entry **out, size_t *count);

enum { ANSWERS_MAX = 25 };

enum status store_insert_answer(struct queries *findings, int64_t finding,
        const struct finding_answer *answer);
/* The newest of them, newest first. */
enum status store_list_answers(struct queries *findings, int64_t finding,
        struct arena *arena, struct finding_answer **out, size_t *count);

#endif
