/*
 * For the tests of this room: a hub with money in it, and the steps that
 * tests repeat. A step that must succeed ends the test when it does not.
 */
#ifndef FUNDRAISING_SCENE_H
#define FUNDRAISING_SCENE_H

#include "base/test.h"
#include "base/uuid.h"
#include "fundraising.h"
#include "server/harness.h"

#include <stdbool.h>

struct scene {
    struct harness *harness;
    const struct actor *clerk;    /* finance */
    const struct actor *second;   /* finance, another person */
    const struct actor *operator; /* runs things, handles no money */
    const struct actor *supervisor;
    const struct actor *anybody;
    struct uuid fund;
    int keys;        /* used so far */
    bool is_altered; /* rows were written that no call wrote */
};

enum { SCENE_YUAN = 100 };

/* At longgang, with one open fund; for cmocka's setup and teardown. */
int scene_setup(void **state);
int scene_teardown(void **state);

#define SCENE_TEST(name)                                                       \
    cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

/* A call with a fresh key. */
enum status scene_call(struct scene *scene, const struct actor *actor,
        const char *op, const void *request, void *reply);

/* Was the last call refused with this problem? */
void scene_expect(const struct scene *scene, const char *problem);

struct uuid scene_id(const char *name); /* the same for the same name */

struct uuid scene_open_fund(struct scene *scene, const char *name);
void scene_appropriate(struct scene *scene, struct uuid fund, int64_t amount);

/* A gift at the counter; a zero project: to the fund at large. */
struct give_reply scene_give(struct scene *scene, struct uuid project,
        int64_t amount);

/* What the fund holds. */
struct fund_item scene_fund(struct scene *scene, struct uuid fund);

/* As the registry of `by` would tell: a hub joined the tree. */
void scene_add_hub(struct scene *scene, const char *by, const char *hub);

/* Events of grants, as this hub's grants would tell them. */
void scene_publish(struct scene *scene, struct uuid project);
void scene_withdraw(struct scene *scene, struct uuid project);
enum status scene_propose(struct scene *scene, struct uuid award,
        struct uuid project, int64_t amount);
enum status scene_cancel(struct scene *scene, struct uuid award);
void scene_award_is(struct scene *scene, struct uuid award, struct uuid project,
        enum award_state state);
enum status scene_release(struct scene *scene, struct uuid award,
        struct uuid tranche, int64_t amount);

enum status scene_recall(struct scene *scene, struct uuid award,
        struct uuid tranche, int64_t amount);

/* The same, for what had opened its gate; the fund may refuse. */
enum status scene_ask_back(struct scene *scene, struct uuid award,
        struct uuid tranche, struct uuid recall);

/* Recorded by one person, approved by another. */
struct uuid scene_record_payment(struct scene *scene, struct uuid tranche,
        const char *reference);
void scene_pay(struct scene *scene, struct uuid tranche, const char *reference);

struct reservation_item scene_reservation(struct scene *scene,
        struct uuid award);

/* A figure of this hub, after all of the log was counted. */
int64_t scene_sum(struct scene *scene, const char *metric);

/* The audit finds nothing, and all postings sum to zero. */
void scene_expect_clean(struct scene *scene);
struct audit_reply scene_audit(struct scene *scene);

#endif
