/* When an event makes messages. Pure. */
#ifndef NOTIFICATION_RULE_H
#define NOTIFICATION_RULE_H

#include "notification_messages.h"

/*
 * Does an event with this body meet the rule? `rule` is as list_rules shows
 * it; its event must be the body's.
 */
bool rule_applies(const struct rule_row *rule, const struct schema *schema,
        const void *body);

/* NULL, or the field that is wrong; *why says what would be right. */
const char *rule_fault(const struct rule_row *rule, const struct schema *schema,
        const char **why);

#endif
