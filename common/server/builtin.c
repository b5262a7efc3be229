#include "server/builtin.h"

#include "base/clock.h"
#include "db/backup.h"
#include "server/condition.h"
#include "server/disclosure.h"
#include "server/forks.h"
#include "server/keeping.h"
#include "server/losses.h"
#include "server/metrics.h"
#include "server/personal.h"
#include "server/recovery.h"
#include "server/remake.h"
#include "server/resealing.h"
#include "server/shard.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SUMS_MAX = 4000,
    SOURCES_MAX = 1000,
    DEFAULT_LIMIT = 200,
    MAX_PAGE_BYTES = 1024 * 1024
};

struct event_record
builtin_record_of(const struct event *event, struct arena *arena)
{
    struct str leaf = arena_copy(arena, &event->leaf, sizeof(event->leaf));
    struct str hash = arena_copy(arena, &event->hash, sizeof(event->hash));
    struct str subject_hash = arena_copy(arena, &event->subject_hash,
            sizeof(event->subject_hash));

    return (struct event_record){
        .seq = event->seq,
        .id = event->id,
        .at = event->at,
        .type = event->type,
        .has_subject = !event->is_erased,
        .subject = event->subject,
        .has_actor = !event->is_erased,
        .actor = event->actor,
        .has_cause = true,
        .cause = event->cause,
        .has_salt = !event->is_erased,
        .salt = event->salt,
        .has_body = !event->is_erased,
        .body = event->body,
        .leaf = leaf,
        .has_subject_hash = event->is_erased,
        .subject_hash = subject_hash,
        .hash = hash,
    };
}

/* Who followed this store before it was restored must hear of that at once. */
static bool
is_of_this_store(const struct shard *shard,
        const struct fetch_events_request *request)
{
    return !request->has_store_epoch ||
           uuid_equal(request->store_epoch,
                   folder_identity(shard->folder)->store_epoch);
}

/*
 * Who follows and has all is most of who asks: no look at the store for that.
 * The writer's head is never behind what is committed.
 */
static enum status
list_events(struct shard *shard, struct call *call,
        const struct fetch_events_request *request, struct event **events,
        size_t *count)
{
    *count = 0;
    if (request->after >= event_log_head(shard->log))
        return STATUS_OK;
    return event_log_list(shard->reader_log, request->after,
            request->has_limit ? (size_t)request->limit : DEFAULT_LIMIT,
            MAX_PAGE_BYTES, call->arena, events, count);
}

/*
 * Where who followed this store before it was restored parts from it. That it
 * could not be read is no answer: who hears of none gives the log up.
 */
static enum status
find_restored_head(const struct shard *shard,
        const struct fetch_events_request *request,
        struct fetch_events_reply *out)
{
    enum status status;

    if (is_of_this_store(shard, request))
        return STATUS_OK;
    status = folder_find_fork(shard->reader, request->store_epoch,
            &out->restored_head);
    out->has_restored_head = !status;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Parks when there is nothing to give and the caller is willing to wait. */
static enum status
fetch_events(void *self, struct call *call, const void *request, void *reply)
{
    struct shard *shard = self;
    const struct fetch_events_request *in = request;
    struct fetch_events_reply *out = reply;
    struct event *events = NULL;
    size_t count;
    enum status status = list_events(shard, call, in, &events, &count);

    if (status)
        return status;
    if (count == 0 && in->has_wait_ms && is_of_this_store(shard, in) &&
            clock_monotonic() < call->exchange->park_until)
        return STATUS_PENDING;
    out->events = arena_alloc(call->arena, (count + 1) * sizeof(*out->events));
    out->events_count = count;
    for (size_t i = 0; i < count; i++) {
        out->events[i] = builtin_record_of(&events[i], call->arena);
        keeping_close(call, &out->events[i]);
    }
    out->store_epoch = folder_identity(shard->folder)->store_epoch;
    out->head = event_log_head(shard->log);
    return find_restored_head(shard, in, out);
}

static bool
is_pending(const struct shard *shard, const struct idempotency_key *key)
{
    const struct exchange *other = shard->pending;

    for (; other; other = other->next)
        if (str_equal(other->key.key, key->key) &&
                str_equal(other->key.op, key->op) &&
                str_equal(other->key.actor, key->actor))
            return true;
    return false;
}

static enum status
look_up(struct shard *shard, struct call *call, struct idempotency_key *key,
        struct get_outcome_reply *out)
{
    struct idempotency_entry entry;
    enum status status = STATUS_OK;

    if (is_pending(shard, key)) {
        out->state = OUTCOME_STATE_IN_PROGRESS;
    } else {
        status = idempotency_find(shard->reader_idempotency, key, call->now,
                call->arena, &entry);
        if (status)
            return status == STATUS_NOT_FOUND ? STATUS_OK : status;
        out->state = OUTCOME_STATE_SUCCEEDED;
        out->has_reply = !entry.is_secret;
        out->reply = entry.reply;
    }
    out->has_op = true;
    out->op = key->op;
    return STATUS_OK;
}

/* A key belongs to an operation: without one, each command is asked. */
static enum status
get_outcome(void *self, struct call *call, const void *request, void *reply)
{
    struct shard *shard = self;
    const struct get_outcome_request *in = request;
    struct get_outcome_reply *out = reply;
    const struct operation *operation = shard->service->schema->operations;
    enum status status = STATUS_OK;

    out->state = OUTCOME_STATE_UNKNOWN;
    for (; operation->name && !status && out->state == OUTCOME_STATE_UNKNOWN;
            operation++) {
        struct idempotency_key key = { call_actor_text(call),
            arena_printf(call->arena, "%s.%s", operation->service,
                    operation->name),
            call->hub, in->key, operation->is_key_kept };

        if (operation->kind == OPERATION_COMMAND &&
                (!in->has_op || str_equal(in->op, key.op)))
            status = look_up(shard, call, &key, out);
    }
    return status;
}

static enum status
verify_log(void *self, struct call *call, const void *request, void *reply)
{
    struct verify_log_reply *out = reply;
    struct event_log_check check;
    struct event_log *log;
    enum status status;

    (void)self;
    (void)request;
    status = event_log_open(&log, call->exchange->db);
    if (status)
        return status;
    status = event_log_verify(log, &check);
    event_log_close(log);
    if (status)
        return status;
    out->checked = check.checked;
    out->bad_seq = check.bad_seq;
    out->what = check.what ? str_from(check.what) : STR("");
    out->head = arena_copy(call->arena, &check.head, sizeof(check.head));
    return STATUS_OK;
}

static enum status
list_dead_letters(void *self, struct call *call, const void *request,
        void *reply)
{
    struct shard *shard = self;
    const struct list_dead_letters_request *in = request;
    struct list_dead_letters_reply *out = reply;
    size_t limit = in->has_limit ? (size_t)in->limit : DEFAULT_LIMIT;
    struct str cursor =
            arena_copy(call->arena, in->cursor.data, in->cursor.len);
    int64_t after = strtoll(cursor.data, NULL, 10);
    struct set_aside *letters;
    enum status status;

    status = inbox_list_dead(shard->reader_inbox, after, limit, call->arena,
            &letters, &out->items_count);
    if (status)
        return status;
    out->items = arena_alloc(call->arena,
            (out->items_count + 1) * sizeof(*out->items));
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = (struct dead_letter){
            .letter = letters[i].rowid,
            .source = letters[i].source,
            .seq = letters[i].seq,
            .type = letters[i].type,
            .subject = letters[i].subject,
            .tries = letters[i].tries,
            .reason = letters[i].reason,
        };
    out->has_next_cursor = limit > 0 && out->items_count == limit;
    if (out->has_next_cursor)
        out->next_cursor = arena_printf(call->arena, "%lld",
                (long long)letters[limit - 1].rowid);
    return STATUS_OK;
}

static enum status
settle_dead_letter(void *self, struct call *call, const void *request,
        void *reply)
{
    const struct settle_dead_letter_request *in = request;

    (void)reply;
    return shard_settle(self, call, in->letter, in->skip, in->reason);
}

static enum status
backup_store(void *self, struct call *call, const void *request, void *reply)
{
    struct shard *shard = self;
    const struct backup_store_request *in = request;
    struct backup_store_reply *out = reply;
    struct str target =
            arena_printf(call->arena, "%s/backups/" STR_FMT "/%s/" STR_FMT,
                    shard->data, STR_ARG(in->name),
                    shard->service->schema->name, STR_ARG(shard->hub));

    return backup_write_once(folder_database(shard->folder),
            folder_files(shard->folder), target.data,
            db_deadline(call->exchange->db), call->exchange->header.id,
            &out->head);
}

static enum status
read_metrics(void *self, struct call *call, const void *request, void *reply)
{
    const struct shard *shard = self;
    struct read_metrics_reply *out = reply;
    struct buffer text = { 0 };

    (void)request;
    if (shard->metrics)
        metrics_write(shard->metrics, &text);
    out->text = arena_copy(call->arena, text.data, text.len);
    buffer_release(&text);
    return STATUS_OK;
}

static bool
is_asked(const struct shard *shard, const struct get_condition_request *request,
        const struct lane *lane)
{
    return lane->shard == shard ||
           (request->has_neighbours && request->neighbours);
}

/* The neighbours are other hubs: none of a hub's people may look at them. */
static enum status
get_condition(void *self, struct call *call, const void *request, void *reply)
{
    const struct shard *shard = self;
    const struct get_condition_request *in = request;
    struct get_condition_reply *out = reply;
    const struct lane *lanes = NULL;
    size_t count = 0;

    if (in->has_neighbours && in->neighbours && !call->actor->has_service)
        return call_refuse(call, &problem_forbidden, "neighbours",
                "only services may look at other hubs' stores");
    if (shard->metrics)
        lanes = metrics_lanes(shard->metrics, &count);
    out->stores = arena_alloc(call->arena, (count + 1) * sizeof(*out->stores));
    for (size_t i = 0; i < count; i++)
        if (is_asked(shard, in, &lanes[i]))
            out->stores[out->stores_count++] =
                    condition_of(&lanes[i], call->arena);
    return STATUS_OK;
}

static bool
is_silent_branch(const struct rollup_hub *hubs, size_t count, struct str branch)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(hubs[i].hub, branch))
            return hubs[i].is_silent;
    return false;
}

static enum status
list_sources(struct shard *shard, struct call *call,
        struct list_sums_reply *out)
{
    struct rollup_hub *hubs;
    enum status status = rollup_list_hubs(shard->reader_rollup, SOURCES_MAX,
            call->arena, &hubs, &out->hubs_count);

    out->hubs = arena_alloc(call->arena,
            (out->hubs_count + 1) * sizeof(*out->hubs));
    for (size_t i = 0; i < out->hubs_count && !status; i++)
        out->hubs[i] = (struct sum_source){
            .hub = hubs[i].hub,
            .has_as_of = hubs[i].as_of > 0,
            .as_of = hubs[i].as_of,
            .is_silent =
                    hubs[i].is_silent ||
                    is_silent_branch(hubs, out->hubs_count, hubs[i].branch),
        };
    return status;
}

static enum status
list_sums(void *self, struct call *call, const void *request, void *reply)
{
    struct shard *shard = self;
    const struct list_sums_request *in = request;
    struct list_sums_reply *out = reply;
    struct rollup_sum *sums;
    enum status status = rollup_list(shard->reader_rollup,
            in->has_by ? (enum rollup_by)in->by : ROLLUP_BY_HUB, SUMS_MAX,
            call->arena, &sums, &out->items_count);

    if (status)
        return status;
    out->items = arena_alloc(call->arena,
            (out->items_count + 1) * sizeof(*out->items));
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] =
                (struct hub_sum){ sums[i].metric, sums[i].key, sums[i].value };
    return list_sources(shard, call, out);
}

static const struct builtin {
    const char *name;
    struct method method;
} builtins[] = {
    { "fetch_events", { NULL, fetch_events } },
    { "list_kept_events", { NULL, keeping_list } },
    { "recover_alone", { NULL, recovery_go_alone } },
    { "list_losses", { NULL, losses_list } },
    { "settle_losses", { NULL, losses_settle } },
    { "settle_fork", { NULL, forks_settle } },
    { "get_outcome", { NULL, get_outcome } },
    { "verify_log", { NULL, verify_log } },
    { "compare_rows", { NULL, remake_compare } },
    { "list_dead_letters", { NULL, list_dead_letters } },
    { "settle_dead_letter", { NULL, settle_dead_letter } },
    { "backup_store", { NULL, backup_store } },
    { "list_disclosures", { NULL, disclosure_list } },
    { "list_personal_data", { NULL, personal_copy } },
    { "reseal_contacts", { NULL, resealing_page } },
    { "read_metrics", { NULL, read_metrics } },
    { "list_sums", { NULL, list_sums } },
    { "get_condition", { NULL, get_condition } },
};

const struct method *
builtin_find(const char *name)
{
    for (size_t i = 0; i < sizeof(builtins) / sizeof(*builtins); i++)
        if (strcmp(builtins[i].name, name) == 0)
            return &builtins[i].method;
    return NULL;
}
