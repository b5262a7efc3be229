#include "bus/envelope.h"

enum { DETAIL_MAX = 1000, FIELD_MAX = 200, EXPECTED_MAX = 300 };

static enum status
decode(const struct schema *schema, struct str bytes, struct arena *arena,
        void *out)
{
    struct decode_error error = { 0 };

    return codec_decode(schema, bytes, arena, out, NULL, &error);
}

enum status
envelope_read_request(struct str bytes, struct arena *arena,
        struct request_header *out, struct decode_error *error)
{
    *out = (struct request_header){ 0 };
    return codec_decode(&types_request_header_schema, bytes, arena, out, NULL,
            error);
}

enum status
envelope_read_reply(struct str bytes, struct arena *arena,
        struct reply_header *out)
{
    *out = (struct reply_header){ 0 };
    return decode(&types_reply_header_schema, bytes, arena, out);
}

enum status
envelope_read_attach(struct str bytes, struct arena *arena, struct attach *out)
{
    *out = (struct attach){ 0 };
    return decode(&types_attach_schema, bytes, arena, out);
}

enum status
envelope_read_problem(struct str bytes, struct arena *arena,
        struct problem_reply *out)
{
    *out = (struct problem_reply){ 0 };
    return decode(&types_problem_reply_schema, bytes, arena, out);
}

struct str
envelope_problem_code(const struct problem_reply *reply)
{
    struct str prefix = STR(PROBLEM_TYPE_PREFIX), type = reply->type;

    if (type.len < prefix.len ||
            memcmp(type.data, prefix.data, prefix.len) != 0)
        return STR("");
    return (struct str){ type.data + prefix.len, type.len - prefix.len };
}

/* At most max bytes, and never half a UTF-8 character. */
static struct str
cut(struct str text, size_t max)
{
    if (text.len <= max)
        return text;
    text.len = max;
    while (text.len > 0 && (text.data[text.len] & 0xC0) == 0x80)
        text.len--;
    return text;
}

void
envelope_write_problem(struct buffer *out, enum status status,
        const struct problem *problem, struct str field, struct str detail,
        struct str expected)
{
    struct buffer type = { 0 };
    struct problem_reply reply = {
        .title = str_from(problem->title_en),
        .status = status,
        .has_detail = detail.len > 0,
        .detail = cut(detail, DETAIL_MAX),
        .has_field = field.len > 0,
        .field = cut(field, FIELD_MAX),
        .has_expected = expected.len > 0,
        .expected = cut(expected, EXPECTED_MAX),
    };

    buffer_printf(&type, PROBLEM_TYPE_PREFIX "%s", problem->code);
    reply.type = buffer_str(&type);
    codec_encode(&types_problem_reply_schema, &reply, out);
    buffer_release(&type);
}

const struct problem *
envelope_problem_of(const struct decode_error *error)
{
    return error->status == STATUS_REFUSED ? &problem_invalid_field
                                           : &problem_malformed;
}
