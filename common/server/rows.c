#include "server/rows.h"

#include "base/log.h"
#include "wire/codec.h"
#include "wire/reader.h"
#include "wire/writer.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 1000, BODY_BYTES = 60 * 1024 };

static const struct event_type rows_changed = { "log.rows_changed",
    &types_rows_changed_schema, 0 };

/*
 * Each row is [table, kind, [column, value, …]]; a value that is null is
 * false, one that was withheld is true: no table has a bool.
 */

/* Writing */

static void
write_cell(struct buffer *out, const struct cell *cell)
{
    write_int(out, cell->column);
    switch (cell->kind) {
    case CELL_INT:
        write_int(out, cell->number);
        break;
    case CELL_TEXT:
        write_text(out, cell->bytes);
        break;
    case CELL_BLOB:
        write_bytes(out, cell->bytes);
        break;
    case CELL_NULL:
    case CELL_WITHHELD:
        write_bool(out, cell->kind == CELL_WITHHELD);
    }
}

static void
write_row(struct buffer *out, const struct row_change *change)
{
    write_list(out, 3);
    write_text(out, change->table);
    write_int(out, change->kind);
    write_list(out, 2 * change->cell_count);
    for (size_t i = 0; i < change->cell_count; i++)
        write_cell(out, &change->cells[i]);
}

static size_t
size_of(const struct row_change *change)
{
    size_t size = 16 + change->table.len;

    for (size_t i = 0; i < change->cell_count; i++)
        size += 16 + change->cells[i].bytes.len;
    return size;
}

/* As many as one event takes, one at least. */
static size_t
chunk_of(const struct row_change *changes, size_t count)
{
    size_t size = 0, taken = 0;

    while (taken < count && taken < ROWS_MAX) {
        size += size_of(&changes[taken]);
        if (taken > 0 && size > BODY_BYTES)
            break;
        taken++;
    }
    return taken;
}

static enum status
log_chunk(struct shard *shard, const struct row_change *changes, size_t count,
        bool more)
{
    struct buffer *rows = &shard->scratch;
    struct rows_changed body = { .more = more };
    struct arena arena = { 0 };
    const int64_t now = shard_now(shard);
    struct event event = {
        .id = uuid_new(now),
        .at = now,
        .type = str_from(rows_changed.name),
        .actor = STR(""),
    };
    enum status status;

    buffer_clear(rows);
    write_list(rows, count);
    for (size_t i = 0; i < count; i++)
        write_row(rows, &changes[i]);
    body.rows = buffer_str(rows);
    event.body = codec_encode_in(&arena, rows_changed.body, &body);
    status = event_log_append(shard->log, &event);
    arena_release(&arena);
    return status;
}

enum status
rows_log(struct shard *shard)
{
    const struct row_change *changes;
    size_t count, taken;
    enum status status = STATUS_OK;

    if (!shard->mirror)
        return STATUS_OK;
    changes = mirror_changes(shard->mirror, &count);
    for (; count > 0 && !status; changes += taken, count -= taken) {
        taken = chunk_of(changes, count);
        status = log_chunk(shard, changes, taken, taken < count);
    }
    return status;
}

/* Taking back */

bool
rows_is_event(const struct event_record *event)
{
    return str_equal(event->type, str_from(rows_changed.name));
}

static struct str
read_name(struct reader *reader)
{
    size_t characters;

    return read_text(reader, &characters);
}

static struct cell
read_cell(struct reader *reader)
{
    struct cell cell = { .column = (int)read_int(reader) };

    switch (reader_kind(reader)) {
    case VALUE_KIND_INT:
        cell.kind = CELL_INT;
        cell.number = read_int(reader);
        break;
    case VALUE_KIND_TEXT:
        cell.kind = CELL_TEXT;
        cell.bytes = read_name(reader);
        break;
    case VALUE_KIND_BYTES:
        cell.kind = CELL_BLOB;
        cell.bytes = read_bytes(reader);
        break;
    default:
        cell.kind = read_bool(reader) ? CELL_WITHHELD : CELL_NULL;
    }
    return cell;
}

static struct row_change
read_row(struct reader *reader, struct arena *arena)
{
    const size_t parts = read_list(reader);
    struct row_change row = { .table = read_name(reader),
        .kind = (enum row_change_kind)read_int(reader) };
    size_t count = read_list(reader) / 2;

    if (parts != 3)
        reader->fault = "is no row";
    row.cells = arena_alloc(arena, (count + 1) * sizeof(*row.cells));
    while (!reader->fault && row.cell_count < count)
        row.cells[row.cell_count++] = read_cell(reader);
    read_end(reader);
    read_end(reader);
    return row;
}

static enum status
apply_row(struct shard *shard, const struct row_change *row,
        const struct rows_taking *taking)
{
    struct gap gaps[WITHHELD_MAX];
    struct arena arena = { 0 };
    size_t gap_count;
    enum status status;

    if (taking->is_wanted && !taking->is_wanted(shard, row->table))
        return STATUS_OK;
    status = mirror_apply(shard->mirror, row, &arena, gaps, &gap_count);
    for (size_t i = 0; i < gap_count && !status; i++)
        status = taking->on_gap(shard, &gaps[i]);
    arena_release(&arena);
    return status;
}

/* All of an event is read before any of it is done. */
static enum status
apply_part(struct shard *shard, struct str part,
        const struct rows_taking *taking)
{
    struct arena arena = { 0 };
    struct row_change *rows;
    struct reader reader;
    enum status status = STATUS_OK;
    size_t count;

    reader_init(&reader, part);
    count = read_list(&reader);
    rows = arena_alloc(&arena, (count + 1) * sizeof(*rows));
    for (size_t i = 0; i < count && !reader.fault; i++)
        rows[i] = read_row(&reader, &arena);
    read_end(&reader);
    if (!reader_is_done(&reader)) {
        log_error("hub=" STR_FMT " what=rows_not_readable",
                STR_ARG(shard->hub));
        status = STATUS_CONFLICT;
    }
    for (size_t i = 0; i < count && !status; i++)
        status = apply_row(shard, &rows[i], taking);
    arena_release(&arena);
    return status;
}

static enum status
apply_begun(struct shard *shard, struct rows_taking *taking)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < taking->count && !status; i++)
        status = apply_part(shard, taking->parts[i], taking);
    rows_forget(taking);
    return status;
}

static enum status
take_rows(struct shard *shard, const struct event_record *event,
        struct rows_taking *taking)
{
    struct str bytes =
            arena_copy(&taking->arena, event->body.data, event->body.len);
    struct rows_changed body = { 0 };
    struct decode_error error;

    if (taking->count == ROWS_PARTS_MAX ||
            codec_decode(rows_changed.body, bytes, &taking->arena, &body, NULL,
                    &error))
        return STATUS_CONFLICT;
    taking->parts[taking->count++] = body.rows;
    return body.more ? STATUS_OK : apply_begun(shard, taking);
}

void
rows_forget(struct rows_taking *taking)
{
    taking->count = 0;
    arena_release(&taking->arena);
}

enum status
rows_take(struct shard *shard, const struct event_record *record,
        struct rows_taking *taking)
{
    const struct event event = {
        .seq = record->seq,
        .id = record->id,
        .at = record->at,
        .type = record->type,
        .subject = record->subject,
        .actor = record->actor,
        .cause = record->cause,
        .salt = record->salt,
        .body = record->body,
        .leaf = hash_from(record->leaf),
        .hash = hash_from(record->hash),
        .is_erased = !record->has_salt,
        .subject_hash = hash_from(record->subject_hash),
    };
    enum status status = event_log_take_back(shard->log, &event);

    if (status || !shard->mirror || !rows_is_event(record) || !record->has_body)
        return status;
    return take_rows(shard, record, taking);
}
