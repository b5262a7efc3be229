/* The command line: one function per subcommand, shared pieces below. */
#ifndef CW_H
#define CW_H

#include "arguments.h"
#include "base/arena.h"
#include "bus/addresses.h"
#include "bus/client.h"
#include "wire/operation.h"

#include <stddef.h>
#include <stdint.h>

/* What stood before the subcommand, or came from the environment. */
struct options {
    const char *command; /* the subcommand */
    const char *data;    /* CW_DATA, --data */
    const char *clients; /* CW_CLIENTS_ENDPOINT, --endpoint */
    const char *token;   /* CW_TOKEN, --token */
};

command_run cw_up, cw_init, cw_hub_add, cw_join, cw_call, cw_tail, cw_status,
        cw_audit, cw_verify, cw_backup, cw_backup_key, cw_backups, cw_restore,
        cw_recover, cw_events, cw_keys, cw_config, cw_hub_release, cw_hub_take,
        cw_hub_move, cw_account;

/* "cw call: …" on stderr; returns the exit status of a failure. */
int cw_fail(const char *command, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/*
 * The lines of commonweal.cfg that set nothing, to stderr. How many there are;
 * *are_lost: one is no ZPL, so that the whole file counts for nothing.
 */
int cw_check_settings(const struct options *options, bool *are_lost);

/* The five programs, the gateway last. */
extern const char *const cw_services[];
enum { SERVICE_COUNT = 4 };

/* Where the programs lie: beside this one. */
const char *cw_program(struct arena *arena, const char *name);

/* Run a program to its end, or until this one dies; its exit status, or -1. */
int cw_run(char *const *argv);

/* Every operation of every service; NULL when there is none of that name. */
const struct operation *cw_find_operation(struct str name);

/* A question to the gateway and its answer. */
struct cw_reply {
    int status;
    const struct operation *operation;
    struct str payload; /* msgpack, in arena */
};

struct cw_link {
    struct client client;
    const struct options *options;
    char endpoint[ENDPOINT_SIZE];
    bool is_trusted;
    bool is_quiet;      /* who asks tells what came of it */
    bool is_lost;       /* there was no gateway, and that was told */
    int64_t connect_ms; /* for a connection; then nobody is there */
    int64_t budget_ms;  /* for an answer: half a minute, until it is set */
};

/* As anybody's client, with options->token. */
int cw_open(struct cw_link *link, const struct options *options);

/*
 * As the operator of this machine: over the workers' endpoint, which only
 * the user who runs the services can open. The actor is service:cw.
 */
int cw_open_trusted(struct cw_link *link, const struct options *options);
void cw_close(struct cw_link *link);

/*
 * Ask once and wait for the final answer; key may be NULL. Where there is
 * none, stderr says so: at once if no gateway is there, else after the budget.
 */
enum status cw_ask(struct cw_link *link, const struct operation *operation,
        const char *hub, const char *key, struct str payload,
        struct arena *arena, struct cw_reply *out);

/* The reply as JSON, or the problem in words, to stdout or stderr. */
int cw_print(const char *command, const struct cw_reply *reply,
        struct arena *arena);

/* The reply's struct, in arena; NULL (told on stderr) if it is a problem. */
const void *cw_decode(const char *command, const struct cw_reply *reply,
        struct arena *arena);

/*
 * Each (service, hub) that is served here, sorted: what lies behind a link, or
 * was released, is looked after elsewhere.
 */
struct cw_shard {
    const char *service;
    const char *hub;
};
int cw_list_shards(struct cw_link *link, struct arena *arena,
        struct cw_shard **out, size_t *count);
/* True, and told on stderr: the hub is behind a link, for its own operator. */
bool cw_is_elsewhere(struct cw_link *link, const char *hub);
bool cw_has_shard(const struct cw_shard *shards, size_t count,
        const char *service, const char *hub);

#endif
