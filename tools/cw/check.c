/* cw verify and cw audit: recompute what anybody may recompute. */
#include "cw.h"

#include "fundraising_messages.h"
#include "status.h"
#include "types_messages.h"
#include "wire/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUDGET_MS = 600000 }; /* a store may be large */

/* Something was checked and is wrong: not merely out of reach. */
static bool has_found;

/* The reply's struct; NULL, with what to do told, if there is none. */
static const void *
ask_shard(struct cw_link *link, const struct cw_shard *shard, const char *name,
        struct arena *arena)
{
    const char *command = link->options->command;
    const struct operation *operation = cw_find_operation(
            arena_printf(arena, "%s.%s", shard->service, name));
    const void *found = NULL;
    struct cw_reply reply;

    link->budget_ms = BUDGET_MS;
    if (!cw_ask(link, operation, shard->hub, NULL, STR("\x80"), arena, &reply))
        found = cw_decode(command, &reply, arena);
    if (!found)
        cw_fail(command,
                "%s of %s was not checked (%s): see cw status, and when it is "
                "served and has little to do run cw %s --hub %s again",
                shard->service, shard->hub, name, command, shard->hub);
    return found;
}

static int
verify_shard(struct cw_link *link, const struct cw_shard *shard)
{
    const struct verify_log_reply *found;
    struct arena arena = { 0 };
    bool is_whole = false;

    found = ask_shard(link, shard, "verify_log", &arena);
    if (found && found->bad_seq) {
        has_found = true;
        printf("%-24s %-13s BROKEN at event %" PRId64 " (" STR_FMT ")\n",
                shard->hub, shard->service, found->bad_seq,
                STR_ARG(found->what));
    } else if (found) {
        is_whole = true;
        printf("%-24s %-13s whole, %" PRId64 " events\n", shard->hub,
                shard->service, found->checked);
    }
    arena_release(&arena);
    return is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
print_differences(const struct audit_reply *found)
{
    for (size_t i = 0; i < found->differences_count; i++) {
        const struct audit_difference *d = &found->differences[i];

        printf("    " STR_FMT " " STR_FMT ": expected %" PRId64
               ", found %" PRId64 "\n",
                STR_ARG(d->what), STR_ARG(d->where), d->expected, d->found);
    }
}

static int
audit_shard(struct cw_link *link, const struct cw_shard *shard)
{
    const struct audit_reply *found;
    struct arena arena = { 0 };
    bool is_sound = false;

    found = ask_shard(link, shard, "audit", &arena);
    if (found) {
        is_sound = found->differences_count == 0 && found->sum == 0;
        has_found = has_found || !is_sound;
        printf("%-24s ledger        %s: %" PRId64 " entries, %" PRId64
               " accounts, sum %" PRId64 "\n",
                shard->hub, is_sound ? "sound" : "NOT SOUND", found->entries,
                found->accounts, found->sum);
        print_differences(found);
    }
    arena_release(&arena);
    return is_sound ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
print_rows(const struct compare_rows_reply *found)
{
    for (size_t i = 0; i < found->rows_count; i++) {
        const struct wrong_row *row = &found->rows[i];

        printf("    " STR_FMT " " STR_FMT ": %s " STR_FMT "\n",
                STR_ARG(row->table), STR_ARG(row->row),
                enum_name(&types_row_finding_enumeration, row->what),
                STR_ARG(row->columns));
    }
}

/* A log that breaks off is cw verify's to tell. */
static int
compare_shard(struct cw_link *link, const struct cw_shard *shard)
{
    const struct compare_rows_reply *found;
    struct arena arena = { 0 };
    bool is_same = false;

    found = ask_shard(link, shard, "compare_rows", &arena);
    if (found) {
        is_same = found->bad_seq == 0 && found->rows_count == 0;
        has_found = has_found || !is_same;
        if (found->bad_seq)
            printf("%-24s %-13s NOT COMPARED: its log breaks off at "
                   "event %" PRId64 "\n",
                    shard->hub, shard->service, found->bad_seq);
        else if (found->is_carried)
            printf("%-24s %-13s rows %s: %" PRId64 " compared\n", shard->hub,
                    shard->service, is_same ? "as logged" : "NOT AS LOGGED",
                    found->compared);
        print_rows(found);
    }
    arena_release(&arena);
    return is_same ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool
is_wanted(const struct cw_shard *shard, const char *hub, const char *service)
{
    if (strcmp(shard->service, "gateway") == 0)
        return false;
    return (!hub || strcmp(shard->hub, hub) == 0) &&
           (!service || strcmp(shard->service, service) == 0);
}

static int
for_each(struct cw_link *link, const char *hub, const char *service,
        int (*check)(struct cw_link *, const struct cw_shard *))
{
    struct arena arena = { 0 };
    struct cw_shard *shards;
    size_t count, checked = 0;
    int status = cw_list_shards(link, &arena, &shards, &count);

    for (size_t i = 0; status == EXIT_SUCCESS && i < count; i++)
        checked += is_wanted(&shards[i], hub, service);
    if (status == EXIT_SUCCESS && checked == 0)
        status = cw_fail(link->options->command, "no store is being served%s%s",
                hub ? " at " : "", hub ? hub : "");
    for (size_t i = 0; checked > 0 && i < count; i++)
        if (is_wanted(&shards[i], hub, service) && check(link, &shards[i]))
            status = EXIT_FAILURE;
    arena_release(&arena);
    return status;
}

/* Followed logs are named "grants@longgang.bantian". */
static bool
is_log_of(const struct shard_state *shard, struct str source)
{
    char name[200];

    snprintf(name, sizeof(name), STR_FMT "@" STR_FMT, STR_ARG(shard->service),
            STR_ARG(shard->hub));
    return str_equal(source, str_from(name));
}

static const struct store_condition *
find_condition(const struct overview *overview, struct str source)
{
    for (size_t i = 0; i < overview->count; i++)
        if (overview->rows[i].condition &&
                is_log_of(overview->rows[i].shard, source))
            return overview->rows[i].condition;
    return NULL;
}

/* A chain is whole without its last events: but who followed has seen them. */
static int
compare_one(const struct store_row *witness, const struct overview *later,
        const char *hub)
{
    const struct store_condition *condition = witness->condition;
    int status = EXIT_SUCCESS;

    for (size_t i = 0; condition && i < condition->follows_count; i++) {
        const struct followed_log *log = &condition->follows[i];
        const struct store_condition *source =
                find_condition(later, log->source);

        if (!source || source->head >= log->applied ||
                (hub && !str_equal(source->hub, str_from(hub))))
            continue;
        printf(STR_FMT ": ENDS at event %" PRId64 ", but " STR_FMT
                       " of " STR_FMT " has seen %" PRId64 "\n",
                STR_ARG(log->source), source->head,
                STR_ARG(witness->shard->service), STR_ARG(witness->shard->hub),
                log->applied);
        has_found = true;
        status = EXIT_FAILURE;
    }
    return status;
}

/* The heads are read after what was seen: a log grows meanwhile. */
static int
compare_witnesses(struct cw_link *link, const char *hub)
{
    struct overview seen = { 0 }, later = { 0 };
    struct arena arena = { 0 };
    int status = EXIT_FAILURE;

    if (overview_read(link, &arena, &seen) &&
            overview_read(link, &arena, &later)) {
        status = EXIT_SUCCESS;
        for (size_t i = 0; i < seen.count; i++)
            if (compare_one(&seen.rows[i], &later, hub))
                status = EXIT_FAILURE;
    }
    arena_release(&arena);
    return status;
}

static int
verify(struct cw_link *link, const char *hub)
{
    const int chains = for_each(link, hub, NULL, verify_shard);

    return compare_witnesses(link, hub) ? EXIT_FAILURE : chains;
}

/* What is behind a link is checked there. */
static int
open_here(struct cw_link *link, const struct options *options, const char *hub)
{
    const int status = cw_open_trusted(link, options);

    if (status == EXIT_SUCCESS && hub && cw_is_elsewhere(link, hub))
        return EXIT_FAILURE;
    return status;
}

/* For whoever sees this for the first time. */
static void
tell_what_to_do(const char *command)
{
    cw_fail(command,
            "that is wrong, and no restart mends it. First end cw up and copy "
            "the data folder as it is; then go on as docs/operations.md says "
            "under Checking the books");
}

int
cw_verify(const struct options *options, const struct arguments *arguments)
{
    const char *hub = argument(arguments, "--hub");
    struct cw_link link;
    int status;

    status = open_here(&link, options, hub);
    if (status == EXIT_SUCCESS)
        status = verify(&link, hub);
    if (has_found)
        tell_what_to_do(options->command);
    cw_close(&link);
    return status;
}

/* One after the other, whatever the one before found. */
static int
audit(struct cw_link *link, const char *hub)
{
    const int books = for_each(link, hub, "fundraising", audit_shard);
    const int rows = for_each(link, hub, NULL, compare_shard);
    const int chains = verify(link, hub);

    return books || rows || chains ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
cw_audit(const struct options *options, const struct arguments *arguments)
{
    const char *hub = argument(arguments, "--hub");
    struct cw_link link;
    int status;

    status = open_here(&link, options, hub);
    if (status == EXIT_SUCCESS)
        status = audit(&link, hub);
    if (has_found)
        tell_what_to_do(options->command);
    cw_close(&link);
    return status;
}
