#include "panel_scene.h"

struct uuid
a_round(struct fixture *f)
{
    struct open_round_request request = plain_round(f);

    return open_round(f, &request);
}

struct uuid
passed(struct fixture *f, struct uuid round, const char *title)
{
    struct uuid application = apply(f, round, title, 100000);

    pass(f, application);
    return application;
}

void
appoint(struct fixture *f, struct uuid round, const char *name)
{
    struct appoint_reviewer_request request = { .round = round,
        .account = harness_account(f->harness, name) };

    assert_int_equal(DO(f, operator, appoint_reviewer, &request, NULL),
            STATUS_OK);
}

void
assign(struct fixture *f, struct uuid application, const char *name)
{
    struct assign_reviewer_request request = { .application = application,
        .account = harness_account(f->harness, name) };

    assert_int_equal(DO(f, operator, assign_reviewer, &request, NULL),
            STATUS_OK);
}

struct list_scores_reply
scores_of(struct fixture *f, const struct actor *actor, struct uuid application)
{
    struct list_scores_request request = { .application = application };
    struct list_scores_reply reply;

    assert_int_equal(fixture_call(f, actor, "list_scores", &request, &reply),
            STATUS_OK);
    return reply;
}
