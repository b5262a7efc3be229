/* Attachments, in the order of schemas/grants.yaml. */
#include "files.h"
#include "grants.h"

#include <inttypes.h>

enum { PIECE_SIZE = 196608 };

static enum status
refuse_piece(struct call *call, enum status status,
        const struct file_progress *progress)
{
    if (status == STATUS_CONFLICT)
        return call_refuse(call, &problem_attachment_offset, "offset",
                "go on at %" PRId64, progress->received);
    if (status == STATUS_REFUSED)
        return call_refuse(call, &problem_attachment_differs, "hash",
                "send the SHA-256 of the whole file, and begin again");
    return status;
}

enum status
handle_put_attachment_chunk(struct grants *self, struct call *call,
        const struct put_attachment_chunk_request *request,
        struct put_attachment_chunk_reply *reply)
{
    const struct file_piece piece = {
        .folder = store_files_path(self->store, call->arena),
        .hash = request->hash,
        .by = call->actor->account,
        .size = request->size,
        .offset = request->offset,
        .bytes = request->bytes,
    };
    struct attachment attachment = {
        .hash = request->hash,
        .media_type = request->media_type,
        .uploaded_by = call->actor->account,
        .uploaded_at = call->now,
    };
    struct file_progress progress = { 0 };
    bool is_there = false;
    enum status status;

    if (request->offset + (int64_t)request->bytes.len > request->size)
        return call_refuse(call, &problem_too_large, "bytes",
                "the file was said to have %" PRId64 " bytes", request->size);
    /* Somebody else's file is uploaded once more: who has it, can. */
    status =
            store_has_uploaded(self->store, request->hash, piece.by, &is_there);
    if (!status)
        status = is_there ? file_find(&piece, call->arena, &progress)
                          : file_add(&piece, call->arena, &progress);
    attachment.size = progress.received;
    if (!status && progress.is_whole)
        status = store_insert_attachment(self->store, &attachment);
    reply->received = progress.received;
    reply->is_whole = progress.is_whole;
    return refuse_piece(call, status, &progress);
}

static enum status
check_readable(struct grants *self, struct call *call, struct str hash)
{
    bool may_read = false;
    enum status status = may_read_file(self, call, hash, &may_read);

    if (status || may_read)
        return status;
    return call_refuse(call, &problem_not_found, "hash",
            "there is no such file");
}

enum status
handle_get_attachment(struct grants *self, struct call *call,
        const struct get_attachment_request *request,
        struct get_attachment_reply *reply)
{
    int64_t offset = request->has_offset ? request->offset : 0;
    struct attachment attachment;
    enum status status = check_readable(self, call, request->hash);

    if (!status)
        status = store_find_attachment(self->store, request->hash, call->arena,
                &attachment);
    if (!status)
        status = file_read(store_files_path(self->store, call->arena),
                request->hash, offset, PIECE_SIZE, call->arena, &reply->bytes);
    if (status)
        return status;
    reply->size = attachment.size;
    reply->media_type = attachment.media_type;
    reply->next_offset = offset + (int64_t)reply->bytes.len;
    reply->has_next_offset = reply->next_offset < attachment.size;
    return STATUS_OK;
}
