/*
 * For the tests beside a service: a shard in a temporary folder, driven
 * through dispatch with bytes, as the loop does it, without sockets.
 */
#ifndef SERVER_HARNESS_H
#define SERVER_HARNESS_H

#include "server/service.h"

struct harness;

/* `hub` gets a store of kind test; the clock starts at 2026-03-02 09:00 +08. */
struct harness *harness_open(const struct service *service, const char *hub);
void harness_close(struct harness *harness);

/* What `<service> create HUB test ...` does after making the store. */
enum status harness_found(struct harness *harness, int argc, char *const *argv);

/* Close the store and open it again, as after a crash. */
void harness_reopen(struct harness *harness);

/*
 * The service as it was before a migration and the tables made since, in
 * arena: it keeps a store and its log, and handles nothing. Then the store is
 * opened by today's.
 */
struct service harness_release_before(const struct service *service,
        const char *migration, struct arena *arena);
void harness_upgrade(struct harness *harness, const struct service *service);

/* The folder of its stores. */
const char *harness_data(const struct harness *harness);

void harness_set_now(struct harness *harness, int64_t now);
int64_t harness_now(const struct harness *harness);

/* Move the clock and run what fell due on the way, in due order. */
void harness_advance(struct harness *harness, int64_t ms);

/* An actor with one role for a scope; each name is another account. */
const struct actor *harness_actor(struct harness *harness, const char *name,
        const char *role, const char *scope);
const struct actor *harness_public(struct harness *harness);
const struct actor *harness_service(struct harness *harness, const char *name);
struct uuid harness_account(struct harness *harness, const char *name);

/*
 * One call, committed if it succeeded. request and reply are the generated
 * structs of the operation ("give"). key may be NULL. The reply and the
 * problem live until the harness is closed.
 */
enum status harness_call(struct harness *harness, const struct actor *actor,
        const char *op, const char *key, const void *request, void *reply);

/* The code of the last refusal ("overspent"), or "". */
const char *harness_problem(const struct harness *harness);
const char *harness_problem_field(const struct harness *harness);
const char *harness_problem_detail(const struct harness *harness);
const char *harness_problem_expected(const struct harness *harness);

/* Deliver an event of another service, as its log would; true name, body. */
enum status harness_event(struct harness *harness, const char *type,
        const char *hub, struct uuid subject, const void *body);

/* The same event once more, as after a crash between apply and cursor. */
enum status harness_repeat_event(struct harness *harness, const char *hub);

/* Run what is due now. */
void harness_run_due(struct harness *harness);

/* Count the log up to its end, as the loop does a second later. */
void harness_roll_up(struct harness *harness);

/*
 * The operation that a call_ask() waits for ("get_donor_contact"), or NULL;
 * answer it: reply is its struct, unused unless status is STATUS_OK.
 */
const char *harness_question(struct harness *harness);
void harness_answer(struct harness *harness, enum status status,
        const void *reply);

/* The shard itself, to look at its rows. */
struct shard *harness_shard(struct harness *harness);

/*
 * The last event of a type in our own log, decoded into body (its struct);
 * false if there is none. How many of a type there are.
 */
bool harness_last_event(struct harness *harness, const char *type,
        struct uuid *subject, void *body);
int64_t harness_count_events(struct harness *harness, const char *type);

/*
 * Make an empty store from the log alone and compare: NULL if every row is
 * the same, else the table that is not. For services that mirror theirs.
 */
const char *harness_rebuild(struct harness *harness);

#endif
