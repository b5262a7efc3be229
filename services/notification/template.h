/*
 * Texts with placeholders: "{{amount|yuan}}" stands for a field of the event
 * or of its surroundings, with how to write it. Pure.
 */
#ifndef NOTIFICATION_TEMPLATE_H
#define NOTIFICATION_TEMPLATE_H

#include "base/arena.h"
#include "notification_messages.h"
#include "wire/buffer.h"

/* What was wrong with a template. */
struct template_fault {
    struct str placeholder; /* borrows from the text */
    const char *why;
};

/* Can every placeholder be filled from this event? */
bool template_check(struct str text, const struct schema *schema,
        struct template_fault *fault);

/*
 * What a text for this event may name, as it stands between the braces; the
 * surroundings last. Ids are left out: they are for machines.
 */
size_t template_names(const struct schema *schema, struct arena *arena,
        struct str *out, size_t most);

/* What a message is made of. */
struct figures {
    const struct schema *schema;
    const void *body; /* the event's, as schema says */
    const struct surroundings *surroundings;
};

/* The text must have passed template_check() for the same schema. */
void template_render(struct str text, const struct figures *figures,
        enum locale locale, struct buffer *out);

/* The same on one line, as a subject must be. */
void template_render_line(struct str text, const struct figures *figures,
        enum locale locale, struct buffer *out);

#endif
