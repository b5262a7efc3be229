/* Rows of people and their posts. */
#ifndef REGISTRY_STORE_PERSON_H
#define REGISTRY_STORE_PERSON_H

#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_person_open(struct db *db);

struct person {
    int64_t rowid;
    struct str folded;
    bool has_account;
    struct uuid account;
    struct person_entry entry;
};

enum status store_insert_person(struct queries *people, struct person *person);
enum status store_update_person(struct queries *people,
        const struct person *person);

/* An erased person is STATUS_NOT_FOUND. */
enum status store_find_person(struct queries *people, struct uuid id,
        struct arena *arena, struct person *out);

/* Empty the row, forget its versions. */
enum status store_erase_person(struct queries *people, int64_t person);

enum status store_insert_person_version(struct queries *people, int64_t person,
        int64_t at, bool has_reason, struct str reason, struct str actor);
enum status store_list_person_versions(struct queries *people, int64_t person,
        struct page *page, struct arena *arena, struct person_version **out,
        size_t *count);

struct person_filter {
    bool has_organisation;
    struct uuid organisation;
    int role;
    struct str folded; /* part of the name; empty: any */
    bool listed_only;
};
enum status store_list_people(struct queries *people,
        const struct person_filter *filter, struct page *page,
        struct arena *arena, struct person_entry **out, size_t *count);

/* organisation is a rowid, 0 for a post at the hub. */
enum status store_insert_post(struct queries *people, int64_t person,
        int64_t organisation, const struct post_entry *post);

/* A withdrawn post is STATUS_NOT_FOUND. */
enum status store_find_post(struct queries *people, struct uuid id,
        struct arena *arena, struct post_entry *out);
enum status store_end_post(struct queries *people,
        const struct post_entry *post);
enum status store_withdraw_post(struct queries *people, struct uuid id);
enum status store_list_posts(struct queries *people, int64_t person,
        struct arena *arena, struct post_entry **out, size_t *count);

#endif
