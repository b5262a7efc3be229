/* Rows of organisations, their versions and the fields of service. */
#ifndef REGISTRY_STORE_ORGANISATION_H
#define REGISTRY_STORE_ORGANISATION_H

#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_organisation_open(struct db *db);

/* Everything of it; what get_organisation shows is in `entry`. */
struct organisation {
    int64_t rowid;
    struct str folded;
    bool has_override_reason;
    struct str override_reason;
    struct get_organisation_reply entry;
};

/* STATUS_CONFLICT: another one has the credit code. Sets the rowid. */
enum status store_insert_organisation(struct queries *organisations,
        struct organisation *organisation);
enum status store_update_organisation(struct queries *organisations,
        const struct organisation *organisation);
enum status store_find_organisation(struct queries *organisations,
        struct uuid id, struct arena *arena, struct organisation *out);

struct organisation_filter {
    int kind;
    int status;
    int hub_role;
    struct str field;  /* empty: any */
    struct str folded; /* part of the name */
};
enum status store_list_organisations(struct queries *organisations,
        const struct organisation_filter *filter, struct page *page,
        struct arena *arena, struct organisation_entry **out, size_t *count);

/* Keep a copy of the present row. */
struct version_note {
    int64_t at;
    enum organisation_change change;
    bool has_reason;
    struct str reason;
    struct str actor;
};
enum status store_insert_version(struct queries *organisations,
        int64_t organisation, const struct version_note *note);

/* Of it and of those it succeeded, oldest first. */
enum status store_list_versions(struct queries *organisations,
        struct uuid organisation, struct page *page, struct arena *arena,
        struct organisation_version **out, size_t *count);

/* Fields of service */
struct field_row {
    int64_t rowid;
    struct uuid id;
    bool is_retired;
};
enum status store_find_field(struct queries *organisations, struct str field,
        struct field_row *out);
/* Inserts or updates; `id` is for a new one. A retired one is used again. */
enum status store_put_field(struct queries *organisations, struct uuid id,
        const struct define_service_field_request *field,
        struct field_row *out);
enum status store_retire_field(struct queries *organisations, struct str field,
        int64_t at);
/* Only those that a list has, unless `list` is empty. */
enum status store_list_fields(struct queries *organisations, struct str list,
        bool with_retired, struct page *page, struct arena *arena,
        struct service_field **out, size_t *count);

#endif
