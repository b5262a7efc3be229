/*
 * The two frames of a body: a header that says what is asked or how it went,
 * and a payload, which of a status from 400 on is an RFC 9457 problem.
 */
#ifndef BUS_ENVELOPE_H
#define BUS_ENVELOPE_H

#include "types_messages.h"
#include "wire/codec.h"

/* "urn:commonweal:problem:" and the problem's code is its type. */
#define PROBLEM_TYPE_PREFIX "urn:commonweal:problem:"

/* As codec_decode(): text borrows from bytes, lists live in arena. */
enum status envelope_read_request(struct str bytes, struct arena *arena,
        struct request_header *out, struct decode_error *error);
enum status envelope_read_reply(struct str bytes, struct arena *arena,
        struct reply_header *out);
enum status envelope_read_attach(struct str bytes, struct arena *arena,
        struct attach *out);
enum status envelope_read_problem(struct str bytes, struct arena *arena,
        struct problem_reply *out);

/* The code of a problem reply ("overspent"); empty if it is not one of ours. */
struct str envelope_problem_code(const struct problem_reply *reply);

/*
 * Append a problem reply. status is usually the problem's own; field, detail
 * and expected may be empty, and are cut at the schema's limits.
 */
void envelope_write_problem(struct buffer *out, enum status status,
        const struct problem *problem, struct str field, struct str detail,
        struct str expected);

/* What a decode error is called: problem_malformed or problem_invalid_field. */
const struct problem *envelope_problem_of(const struct decode_error *error);

#endif
