/* Rows of rules and templates. */
#ifndef NOTIFICATION_STORE_RULE_H
#define NOTIFICATION_STORE_RULE_H

#include "db/db.h"
#include "notification_messages.h"
#include "server/page.h"

struct queries *store_rule_open(struct db *db);

enum status store_insert_rule(struct queries *rules,
        const struct rule_row *rule);

/* STATUS_NOT_FOUND if there is none, or it is disabled already. */
enum status store_disable_rule(struct queries *rules, struct uuid rule,
        int64_t at, struct str reason);

/* Of an event if it is not empty, oldest first; *page is filled in. */
enum status store_list_rules(struct queries *rules, struct str event,
        struct page *page, struct arena *arena, struct rule_row **out,
        size_t *count);

/* The rules in force for an event, oldest first. */
enum status store_list_rules_of(struct queries *rules, struct str event,
        struct arena *arena, struct rule_row **out, size_t *count);

/* Fills in the version: one more than the last. */
enum status store_insert_template(struct queries *rules,
        struct template_version *version);

/* The version in force. STATUS_NOT_FOUND if there is none in this locale. */
enum status store_find_template(struct queries *rules, struct str name,
        enum locale locale, struct arena *arena, struct template_version *out);

/* The event that a template is for. */
enum status store_find_template_event(struct queries *rules, struct str name,
        struct arena *arena, struct str *out);

enum status store_list_templates(struct queries *rules, struct str event,
        struct page *page, struct arena *arena, struct template_version **out,
        size_t *count);

/* All of one name, the oldest first. */
enum status store_list_versions(struct queries *rules, struct str name,
        struct page *page, struct arena *arena, struct template_version **out,
        size_t *count);

#endif
