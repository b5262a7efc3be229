/*
 * What the registry's handlers share: their state per connection, and the
 * few steps that several of them take.
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "registry_service.h"
#include "server/service.h"
#include "store_account.h"
#include "store_figure.h"
#include "store_finding.h"
#include "store_hub.h"
#include "store_link.h"
#include "store_organisation.h"
#include "store_person.h"
#include "store_search.h"
#include "store_track.h"
#include "throttle.h"

struct registry {
    struct queries *hubs;
    struct queries *links;
    struct queries *organisations;
    struct queries *people;
    struct queries *figures;
    struct queries *findings;
    struct queries *accounts;
    struct queries *searches;
    struct queries *tracks;
    struct throttle throttle;
};

enum status registry_open(void **self, struct db *db);
void registry_close(void *self);

/* The first rows of a new store; see found.c. */
enum status registry_found(void *self, struct call *call, int argc,
        char *const *argv);

/* For main.c and tests. Its databases need tokenizer_add(). */
extern const struct service registry_service;
extern const struct sealed_column registry_sealed[];
extern const struct personal_kind registry_personal[];

/* Those who see what is private: operator, finance, council, supervisor. */
bool is_staff(const struct call *call);

/* Who it is and how to reach them; what is NULL stays. */
struct account_details {
    const struct str *display_name;
    const struct str *email;
    const struct str *locale;
    const enum account_field *clear;
    size_t clear_count;
};
#define DETAIL_OF(request, field)                                              \
    ((request)->has_##field ? &(request)->field : NULL)
#define DETAILS_OF(request)                                                    \
    (struct account_details)                                                   \
    {                                                                          \
        DETAIL_OF(request, display_name), DETAIL_OF(request, email),           \
                DETAIL_OF(request, locale), (request)->clear,                  \
                (request)->clear_count                                         \
    }
/* Returns whether anything was said. */
bool take_details(struct account *account, struct account_details details);
enum status publish_account(struct call *call, const struct account *account);

/* Keep why something was changed; no reason given keeps nothing. */
enum status note_reason(struct registry *self, struct call *call,
        struct uuid subject, const char *operation, struct str reason);

/* Have search find a name of this hub. */
enum status index_name(struct registry *self, struct call *call,
        enum search_type type, struct uuid id, struct str name);

/* A hub's own name, under that hub. */
enum status index_hub(struct registry *self, struct call *call, struct str hub,
        struct str name);

/* A new hub with its first period, its id and its event. */
enum status add_hub(struct registry *self, struct call *call,
        struct hub_row *hub, const struct hub_period *period);

/* A list of hubs goes on after one of ours. Empty: from the first. */
enum status check_hub_cursor(struct call *call, struct str cursor);

/* Rows that a request names: refused, with the field to blame, if missing. */
enum status find_hub(struct registry *self, struct call *call, bool has_branch,
        struct str branch, struct hub_row *out);
enum status find_organisation(struct registry *self, struct call *call,
        struct uuid id, const char *field, struct organisation *out);
enum status find_account(struct registry *self, struct call *call,
        struct uuid id, struct account *out);

/* Accounts, for several files. */
enum {
    SESSION_HOURS = 12,
    KEY_DAYS = 90,
    KEY_MAX_DAYS = 366,
    INVITATION_DAYS = 7,
};

struct issue {
    enum token_kind kind;
    struct str label;
    int64_t expires_at;
    struct role_grant *grants; /* none: whatever the account holds */
    size_t grants_count;
};
/* A new token of the account; its text is known only now. */
enum status issue_token(struct registry *self, struct call *call,
        const struct account *account, const struct issue *issue,
        struct uuid *id_out, struct str *text_out);

/* Refused if an account has it. */
enum status check_name_is_free(struct registry *self, struct call *call,
        struct str name);

/* Insert an opened account with its event and roles. */
enum status open_account(struct registry *self, struct call *call,
        struct account *account, const struct role_grant *grants, size_t count);

/* Refused if the powers clash or the scope lies outside this hub. */
enum status give_role(struct registry *self, struct call *call,
        const struct account *account, const struct role_grant *grant);

/* The name as it is looked up: without case, width or old forms. */
struct str account_key(struct call *call, struct str name);

/* A hub's identifier follows from its name, the same in every store. */
struct uuid hub_id(struct str hub);

#endif
