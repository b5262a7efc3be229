/* What the log of grants adds to the hub's figures. */
#include "figures.h"

#include "grants_messages.h"

static void
count_application(struct tally *tally, const struct event *event)
{
    struct grants_application_submitted body = { 0 };
    struct str field = STR("");

    if (!tally_reads(tally, event, &grants_application_submitted_schema, &body))
        return;
    if (body.has_field)
        field = body.field;
    tally_add(tally, "applications", field, event->at, 1);
    tally_add(tally, "asked", field, event->at, body.amount);
}

static void
add_project(struct tally *tally, const struct event *published, int64_t delta)
{
    struct grants_project_published body = { 0 };

    if (tally_reads(tally, published, &grants_project_published_schema, &body))
        tally_add(tally, "projects_published",
                body.has_field ? body.field : STR(""), published->at, delta);
}

static void
count_project(struct tally *tally, const struct event *event)
{
    add_project(tally, event, 1);
}

/*
 * Out of the field and the year in which it was published, as in the list.
 * Two funds may be told of one withdrawal: the first word counts.
 */
static void
count_withdrawal(struct tally *tally, const struct event *event)
{
    struct event published, told;

    if (!tally_finds(tally, event, "grants.project_published", &published))
        return;
    if (tally_finds(tally, event, "grants.project_withdrawn", &told) &&
            told.seq > published.seq)
        return;
    add_project(tally, &published, -1);
}

void
figures_roll_up(struct tally *tally, const struct event *event)
{
    if (str_equal(event->type, STR("grants.application_submitted")))
        count_application(tally, event);
    else if (str_equal(event->type, STR("grants.project_published")))
        count_project(tally, event);
    else if (str_equal(event->type, STR("grants.project_withdrawn")))
        count_withdrawal(tally, event);
}
