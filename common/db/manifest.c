#include "db/manifest.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/disk.h"
#include "db/internal.h"
#include "db/place.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

enum { FORMAT = 1, HASH_TEXT_SIZE = 2 * sizeof(struct hash) + 1 };

enum {
    FIND_META,
    FIND_HEAD,
    LIST_CURSORS,
    COUNT_CURSORS,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [FIND_META] = "SELECT value FROM meta WHERE key = ?1",
    [FIND_HEAD] = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1",
    [LIST_CURSORS] = "SELECT source, store_epoch, seq, hash FROM cursor"
                     " ORDER BY source",
    [COUNT_CURSORS] = "SELECT count(*) FROM cursor",
};

static enum status
describe_place(struct queries *queries, const char *key, struct arena *arena,
        struct str *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(queries, FIND_META, &row, V(key));

    if (!status)
        *out = column_text(row, 0, arena);
    db_done(row);
    return status;
}

static enum status
describe_head(struct queries *queries, struct manifest *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(queries, FIND_HEAD, &row);

    if (!status) {
        out->head_seq = column_int(row, 0);
        out->head_hash = column_hash(row, 1);
    }
    db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
describe_cursors(struct queries *queries, struct arena *arena,
        struct manifest *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(queries, COUNT_CURSORS, &row);
    size_t count = status ? 0 : (size_t)column_int(row, 0);

    db_done(row);
    if (status)
        return status;
    out->cursors = arena_alloc(arena, (count + 1) * sizeof(*out->cursors));
    status = db_first(queries, LIST_CURSORS, &row);
    for (; !status; status = db_next(row))
        out->cursors[out->cursor_count++] =
                (struct manifest_cursor){ column_text(row, 0, arena),
                    column_uuid(row, 1), column_int(row, 2),
                    column_hash(row, 3) };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
manifest_describe(struct db *db, struct arena *arena, struct manifest *out)
{
    struct queries *queries = db_queries(db, sql, QUERY_COUNT);
    enum status status =
            describe_place(queries, "service", arena, &out->service);

    if (!status)
        status = describe_place(queries, "hub", arena, &out->hub);
    if (!status)
        status = identity_find(db, &out->identity);
    if (!status)
        status = db_read_int(db, "PRAGMA user_version", &out->user_version);
    if (!status)
        status = describe_head(queries, out);
    if (!status)
        status = describe_cursors(queries, arena, out);
    return status;
}

/* Writing */

static json_t *
json_of_text(struct str text)
{
    return json_stringn(text.data, text.len);
}

static json_t *
json_of_uuid(struct uuid uuid)
{
    char text[UUID_TEXT_SIZE];

    uuid_format(uuid, text);
    return json_string(text);
}

static json_t *
json_of_hash(struct hash hash)
{
    char text[HASH_TEXT_SIZE];

    sodium_bin2hex(text, sizeof(text), hash.bytes, sizeof(hash.bytes));
    return json_string(text);
}

static json_t *
json_of_file(const struct manifest_file *file)
{
    return json_pack("{s:o, s:I, s:o}", "name", json_of_text(file->name),
            "size", (json_int_t)file->size, "blake2b",
            json_of_hash(file->hash));
}

static json_t *
json_of_files(const struct manifest *manifest)
{
    json_t *list = json_array();

    for (size_t i = 0; i < manifest->file_count; i++)
        json_array_append_new(list, json_of_file(&manifest->files[i]));
    return list;
}

static json_t *
json_of_cursors(const struct manifest *manifest)
{
    json_t *list = json_array();

    for (size_t i = 0; i < manifest->cursor_count; i++) {
        const struct manifest_cursor *cursor = &manifest->cursors[i];

        json_array_append_new(list,
                json_pack("{s:o, s:o, s:I, s:o}", "source",
                        json_of_text(cursor->source), "store_epoch",
                        json_of_uuid(cursor->store_epoch), "seq",
                        (json_int_t)cursor->seq, "hash",
                        json_of_hash(cursor->hash)));
    }
    return list;
}

static json_t *
json_of_manifest(const struct manifest *manifest)
{
    char made_at[TIME_TEXT_SIZE];

    time_format(manifest->made_at, made_at);
    return json_pack("{s:i, s:s, s:o, s:o, s:o, s:i, s:o, s:o, s:I, s:I,"
                     " s:{s:I, s:o}, s:o, s:o, s:o}",
            "format", FORMAT, "made_at", made_at, "request",
            json_of_uuid(manifest->request), "service",
            json_of_text(manifest->service), "hub", json_of_text(manifest->hub),
            "kind", (int)manifest->identity.kind, "store",
            json_of_uuid(manifest->identity.store), "store_epoch",
            json_of_uuid(manifest->identity.store_epoch), "term",
            (json_int_t)manifest->identity.term, "user_version",
            (json_int_t)manifest->user_version, "head", "seq",
            (json_int_t)manifest->head_seq, "hash",
            json_of_hash(manifest->head_hash), "cursors",
            json_of_cursors(manifest), "database",
            json_of_file(&manifest->database), "files",
            json_of_files(manifest));
}

enum status
manifest_write(const struct manifest *manifest, const char *path)
{
    json_t *json = json_of_manifest(manifest);
    enum status status = STATUS_OK;

    if (!json || json_dump_file(json, path, JSON_INDENT(2)) != 0)
        status = disk_failed("write", path);
    json_decref(json);
    return status ? status : disk_sync(path);
}

/* Reading: one fault makes the whole manifest bad. */

struct reading {
    struct arena *arena;
    bool is_bad;
};

static struct str
read_text(struct reading *reading, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_string(value)) {
        reading->is_bad = true;
        return STR("");
    }
    return arena_copy(reading->arena, json_string_value(value),
            json_string_length(value));
}

static int64_t
read_int(struct reading *reading, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value))
        reading->is_bad = true;
    return json_integer_value(value);
}

static struct uuid
read_uuid(struct reading *reading, const json_t *object, const char *key)
{
    struct uuid uuid = { 0 };

    if (!uuid_parse(read_text(reading, object, key), &uuid))
        reading->is_bad = true;
    return uuid;
}

static struct hash
read_hash(struct reading *reading, const json_t *object, const char *key)
{
    struct str text = read_text(reading, object, key);
    struct hash hash = { 0 };
    size_t len;

    if (sodium_hex2bin(hash.bytes, sizeof(hash.bytes), text.data, text.len,
                NULL, &len, NULL) != 0 ||
            len != sizeof(hash.bytes))
        reading->is_bad = true;
    return hash;
}

static struct manifest_file
read_file(struct reading *reading, const json_t *object)
{
    struct manifest_file file = {
        .name = read_text(reading, object, "name"),
        .size = read_int(reading, object, "size"),
        .hash = read_hash(reading, object, "blake2b"),
    };

    /* A name in a folder, not a way out of it. */
    if (memchr(file.name.data, '/', file.name.len) || file.name.len == 0 ||
            file.name.data[0] == '.')
        reading->is_bad = true;
    return file;
}

static void
read_files(struct reading *reading, const json_t *list, struct manifest *out)
{
    size_t count = json_array_size(list);

    out->files = arena_alloc(reading->arena, (count + 1) * sizeof(*out->files));
    for (size_t i = 0; i < count; i++)
        out->files[out->file_count++] =
                read_file(reading, json_array_get(list, i));
    reading->is_bad |= !json_is_array(list);
}

static void
read_cursors(struct reading *reading, const json_t *list, struct manifest *out)
{
    size_t count = json_array_size(list);

    out->cursors =
            arena_alloc(reading->arena, (count + 1) * sizeof(*out->cursors));
    for (size_t i = 0; i < count; i++) {
        const json_t *cursor = json_array_get(list, i);

        out->cursors[out->cursor_count++] = (struct manifest_cursor){
            read_text(reading, cursor, "source"),
            read_uuid(reading, cursor, "store_epoch"),
            read_int(reading, cursor, "seq"),
            read_hash(reading, cursor, "hash"),
        };
    }
    reading->is_bad |= !json_is_array(list);
}

static struct manifest
read_manifest(struct reading *reading, const json_t *json)
{
    const json_t *head = json_object_get(json, "head");
    struct manifest manifest = {
        .service = read_text(reading, json, "service"),
        .hub = read_text(reading, json, "hub"),
        .identity.kind = (enum store_kind)read_int(reading, json, "kind"),
        .identity.store = read_uuid(reading, json, "store"),
        .identity.store_epoch = read_uuid(reading, json, "store_epoch"),
        .identity.term = read_int(reading, json, "term"),
        .user_version = read_int(reading, json, "user_version"),
        .head_seq = read_int(reading, head, "seq"),
        .head_hash = read_hash(reading, head, "hash"),
        .database = read_file(reading, json_object_get(json, "database")),
    };
    struct str made_at = read_text(reading, json, "made_at");

    if (json_object_get(json, "request")) /* not in those of before */
        manifest.request = read_uuid(reading, json, "request");
    if (!time_parse(made_at, &manifest.made_at) ||
            read_int(reading, json, "format") != FORMAT)
        reading->is_bad = true;
    read_files(reading, json_object_get(json, "files"), &manifest);
    read_cursors(reading, json_object_get(json, "cursors"), &manifest);
    return manifest;
}

enum status
manifest_read(const char *path, struct arena *arena, struct manifest *out)
{
    struct reading reading = { arena, false };
    json_error_t error;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (json)
        *out = read_manifest(&reading, json);
    if (!json || reading.is_bad)
        log_error("event=bad_manifest error=\"%s\" path=%s",
                json ? "a field is missing or wrong" : error.text, path);
    json_decref(json);
    return !json || reading.is_bad ? STATUS_CONFLICT : STATUS_OK;
}
