#include "server/keys.h"

#include "server/dispatch.h"
#include "server/problem.h"
#include "wire/codec.h"

#include <string.h>

static struct idempotency_key
key_of(const struct exchange *exchange)
{
    return (struct idempotency_key){
        .actor = call_actor_text(&exchange->call),
        .op = exchange->header.op,
        .hub = exchange->call.hub,
        .key = exchange->call.key,
        .is_kept = exchange->operation->is_key_kept,
    };
}

static bool *
presence_of(const struct field *field, void *record)
{
    return (bool *)((char *)record + field->companion_offset);
}

static bool
has_secret(const struct schema *schema, void *record)
{
    for (size_t i = 0; i < schema->field_count; i++)
        if (schema->fields[i].is_secret &&
                *presence_of(&schema->fields[i], record))
            return true;
    return false;
}

/* The request as it is, or a copy that lacks what is secret in it. */
static const void *
without_secrets(struct exchange *exchange)
{
    const struct schema *schema = exchange->operation->request;
    void *copy;

    if (!has_secret(schema, exchange->request))
        return exchange->request;
    copy = arena_alloc(exchange->call.arena, schema->size);
    memcpy(copy, exchange->request, schema->size);
    for (size_t i = 0; i < schema->field_count; i++)
        if (schema->fields[i].is_secret)
            *presence_of(&schema->fields[i], copy) = false;
    return copy;
}

/*
 * None of a secret request, and of no other what is secret in it: a password
 * could be guessed from its hash. One that is kept is hashed with its key,
 * which is not: so a name or a phone in it cannot be guessed once it was
 * erased.
 */
static struct hash
fingerprint_of(struct exchange *exchange)
{
    struct buffer *scratch = &exchange->call.shard->scratch;

    if (exchange->operation->is_secret)
        return (struct hash){ 0 };
    buffer_clear(scratch);
    if (exchange->operation->is_key_kept)
        buffer_append_str(scratch, exchange->call.key);
    codec_encode(exchange->operation->request, without_secrets(exchange),
            scratch);
    return hash_of(scratch->data, scratch->len);
}

static bool
is_same_key(const struct idempotency_key *a, const struct idempotency_key *b)
{
    return str_equal(a->key, b->key) && str_equal(a->op, b->op) &&
           str_equal(a->actor, b->actor);
}

static bool
is_in_progress(const struct exchange *exchange)
{
    const struct exchange *other = exchange->call.shard->pending;

    for (; other; other = other->next)
        if (is_same_key(&exchange->key, &other->key))
            return true;
    return false;
}

enum status
keys_look_up(struct exchange *exchange)
{
    struct call *call = &exchange->call;
    struct idempotency_entry entry;
    enum status status;

    exchange->key = key_of(exchange);
    if (is_in_progress(exchange)) {
        dispatch_refuse(exchange, &problem_in_progress);
        return STATUS_CONFLICT;
    }
    exchange->fingerprint = fingerprint_of(exchange);
    status = idempotency_find(call->shard->idempotency, &exchange->key,
            call->now, call->arena, &entry);
    exchange->scope = entry.scope;
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status) {
        exchange_fail(exchange, status);
    } else if (!hash_equal(entry.fingerprint, exchange->fingerprint)) {
        dispatch_refuse_for(exchange, &problem_key_reused, "header.key",
                arena_printf(call->arena,
                        "the key was used for another " STR_FMT
                        ": one with other content",
                        STR_ARG(exchange->header.op)));
    } else if (entry.is_secret) {
        exchange_fail(exchange,
                call_refuse(call, &problem_conflict, NULL,
                        "this was done; its reply was not kept"));
    } else {
        exchange->status = STATUS_OK;
        exchange->payload = entry.reply;
    }
    return STATUS_CONFLICT;
}

enum status
keys_store(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    const bool is_secret = operation->is_secret ||
                           has_secret(operation->reply, exchange->reply);
    struct idempotency_entry entry = {
        .fingerprint = exchange->fingerprint,
        .reply = is_secret ? STR("") : exchange->payload,
        .is_secret = is_secret,
        .scope = exchange->scope,
    };

    return idempotency_insert(exchange->call.shard->idempotency, &exchange->key,
            exchange->call.now, &entry);
}
