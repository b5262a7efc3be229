"""openapi.json: the HTTP edge as OpenAPI 3.1; and the same as C."""
import json

import model
import pattern

TITLE = "Commonweal 公益枢纽"
INTRODUCTION = """\
The HTTP edge of a network of social-innovation hubs.

Money is in whole fen (0.01 yuan). Times are RFC 3339, written with +08:00.
Identifiers are UUIDs. A field that is absent has no key: `null` is refused,
and so are fields that are not listed here; text with a least length must not
be blank. A failure is an RFC 9457 problem;
its `type` is `urn:commonweal:problem:` and one of the codes listed.

A command carries an `Idempotency-Key`: sending it again with the same key
gives the first answer again and does nothing twice.
"""
# What any operation may answer, and which ones do.
COMMON_PROBLEMS = {
    "malformed": lambda o: True,
    "invalid_field": lambda o: o.request.fields,
    "no_such_hub": lambda o: "{hub}" in o.path,
    "unauthenticated": lambda o: True,
    "forbidden": lambda o: o.roles != ["public"],
    "foreign_origin": lambda o: o.kind == "command",
    "csrf_token_required": lambda o: o.kind == "command",
    "too_large": lambda o: o.kind == "command",
    "unsupported_media_type": lambda o: body_fields(o),
    "key_required": lambda o: o.key_required,
    "key_reused": lambda o: o.kind == "command",
    "in_progress": lambda o: o.kind == "command",
    "too_many": lambda o: True,
    "internal": lambda o: True,
    "outcome_unknown": lambda o: o.kind == "command",
    "unavailable": lambda o: True,
    "no_contact_key": lambda o: "{hub}" in o.path,
    "too_expensive": lambda o: o.kind != "command",
    "hub_offline": lambda o: "{hub}" in o.path,
    "too_late": lambda o: True,
}


def body_fields(operation):
    """The fields of a request that come in its body."""
    if operation.method in model.BODILESS:
        return []
    in_path = model.path_names(operation.path)
    return [f for f in operation.request.fields if f.name not in in_path]


def text_type(schema, field):
    spec = {"type": "string", "minLength": field.min, "maxLength": field.max}
    if field.pattern:
        spec["pattern"] = pattern.to_ecma(schema.pattern(field.pattern)[1])
    return spec


def scalar_type(schema, field):
    if field.base == "text":
        return text_type(schema, field)
    if field.base in ("int", "fen"):
        return {"type": "integer", "format": "int64", "minimum": field.min,
                "maximum": field.max}
    if field.is_reply:
        return {"type": "object"}
    if field.base == "bytes":
        return {"type": "string", "contentEncoding": "base64url",
                "maxLength": (field.max * 4 + 2) // 3}
    return {"uuid": {"type": "string", "format": "uuid"},
            "time": {"type": "string", "format": "date-time"},
            "date": {"type": "string", "format": "date"},
            "bool": {"type": "boolean"}}[field.base]


def value_type(schema, field):
    if field.base in model.SCALARS:
        return scalar_type(schema, field)
    return {"$ref": f"#/components/schemas/{field.base}"}


def description(field):
    unit = field.unit or ("fen" if field.base == "fen" else None)
    return " ".join(filter(None, [field.doc, f"Unit: {unit}." if unit else ""]))


def field_type(schema, field):
    spec = value_type(schema, field)
    if field.is_list:
        spec = {"type": "array", "maxItems": field.max_count, "items": spec}
    if description(field):
        spec = {**spec, "description": description(field)}
    return spec


def object_type(schema, fields, is_request):
    """A list of a request may be absent; a reply always has it."""
    spec = {"type": "object", "properties":
            {f.name: field_type(schema, f) for f in fields}}
    required = [f.name for f in fields
                if not f.optional and not (is_request and f.is_list)]
    if required:
        spec["required"] = required
    return spec


def parameter(schema, operation, field):
    where = "path" if field.name in model.path_names(operation.path) else "query"
    spec = {"name": field.name, "in": where,
            "required": not field.optional, "schema": value_type(schema, field)}
    if description(field):
        spec["description"] = description(field)
    return spec


def parameters(schema, operation):
    in_path = model.path_names(operation.path)
    names = [f.name for f in operation.request.fields]
    rows = []
    if "hub" in in_path and "hub" not in names:
        rows.append({"$ref": "#/components/parameters/hub"})
    rows += [parameter(schema, operation, f) for f in operation.request.fields
             if f.name in in_path or operation.method in model.BODILESS]
    if operation.kind == "command":
        name = "required_key" if operation.key_required else "key"
        rows.append({"$ref": f"#/components/parameters/{name}"})
    elif operation.method == "GET":
        rows.append({"$ref": "#/components/parameters/if_none_match"})
    return rows


def all_problems(schemas):
    return {code: problem for schema in schemas
            for code, problem in schema.problems.items()}


def problem_codes(problems, operation):
    return operation.errors + [
        code for code, applies in COMMON_PROBLEMS.items()
        if code in problems and code not in operation.errors
        and applies(operation)]


def problem_response(problems, status, codes):
    lines = [f"* `{code}`: {problems[code][1]}. {problems[code][2]}。"
             for code in codes]
    kind = {"allOf": [{"$ref": "#/components/schemas/problem_reply"},
                      {"properties": {
                          "type": {"enum": [f"urn:commonweal:problem:{code}"
                                            for code in codes]},
                          "status": {"const": status}}}]}
    response = {"description": "\n".join(lines),
                "content": {"application/problem+json": {"schema": kind}}}
    if status in (429, 503):
        response["headers"] = {
            "Retry-After": {"$ref": "#/components/headers/retry_after"}}
    return response


def problem_responses(problems, operation, components):
    """Responses that are the same are there once, named for their codes."""
    by_status = {}
    for code in problem_codes(problems, operation):
        by_status.setdefault(problems[code][0], []).append(code)
    for status, codes in sorted(by_status.items()):
        name = ".".join(codes)
        components["responses"][name] = problem_response(problems, status, codes)
        yield str(status), {"$ref": f"#/components/responses/{name}"}


def success(operation):
    content = {"application/json": {
        "schema": {"$ref": f"#/components/schemas/{operation.reply.name}"}}}
    if "items" in [f.name for f in operation.reply.fields]:
        content["text/csv"] = {"schema": {"type": "string"}}
    response = {"description": "Done.", "content": content}
    if operation.method == "GET":
        response["headers"] = {"ETag": {"$ref": "#/components/headers/etag"}}
    return response


def security(operation):
    signed_in = [{"bearer": []}, {"session": []}]
    return [{}] + signed_in if "public" in operation.roles else signed_in


def operation_item(schema, operation, components, problems):
    doc = operation.doc
    item = {
        "operationId": f"{schema.name}.{operation.name}",
        "tags": [schema.name],
        "summary": doc["en"], "x-summary-zh": doc["zh"],
        "description": f"{doc['zh']}\n\nRoles: {', '.join(operation.roles)}.",
        "security": security(operation),
        "parameters": parameters(schema, operation),
        "responses": {"200": success(operation)},
    }
    fields = body_fields(operation)
    if fields:
        name = operation.request.name
        components["schemas"][name] = {
            **object_type(schema, fields, True), "additionalProperties": False}
        item["requestBody"] = {
            "required": any(not f.optional and not f.is_list for f in fields),
            "content": {"application/json": {
                "schema": {"$ref": f"#/components/schemas/{name}"}}}}
    components["schemas"][operation.reply.name] = object_type(
        schema, operation.reply.fields, False)
    if operation.method == "GET":
        item["responses"]["304"] = {"$ref": "#/components/responses/unchanged"}
    item["responses"].update(
        problem_responses(problems, operation, components))
    return item


EVENTS_DOC = """\
Each event's data is `{service, type, subject, seq}`: that something happened,
for those who may know; what it was is to be read. The event's id says how far
the reader is, for `Last-Event-ID`; after an event `reset` everything must be
read anew.

事件流：只告知何事发生，详情请再读取；断线后按 Last-Event-ID 续上，收到 reset 须全部重读。"""


def event_stream(problems, components):
    """The one path that is no operation: it does not end."""
    responses = {"200": {
        "description": "Events as they happen.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}}}}
    for code in ("unauthenticated", "no_such_hub", "too_many_streams"):
        status = problems[code][0]
        components["responses"][code] = problem_response(
            problems, status, [code])
        responses[str(status)] = {"$ref": f"#/components/responses/{code}"}
    return {
        "operationId": "gateway.stream_events", "tags": ["gateway"],
        "summary": "What happens at a hub, as server-sent events.",
        "x-summary-zh": "站点事件流（server-sent events）。",
        "description": EVENTS_DOC,
        "security": [{}, {"bearer": []}, {"session": []}],
        "parameters": [
            {"$ref": "#/components/parameters/hub"},
            {"name": "Last-Event-ID", "in": "header", "required": False,
             "description": "The id of the last event that was read.",
             "schema": {"type": "string"}}],
        "responses": responses}


def named_types(schema):
    """Enums and structs, by name."""
    for name, values in schema.enums.items():
        yield name, {"type": "string", "enum": values}
    for struct in schema.structs + schema.operation_structs:
        yield struct.name, object_type(schema, struct.fields, False)


def references(part):
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value.removeprefix("#/components/schemas/")
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def add_named_types(schemas, document):
    """Those that the document uses, directly or through others."""
    known = {name: spec for schema in schemas
             for name, spec in named_types(schema)}
    present = document["components"]["schemas"]
    wanted = list(references(document))
    while wanted:
        name = wanted.pop()
        if name in known and name not in present:
            present[name] = known[name]
            wanted += references(known[name])


def fixed_components(shared):
    key = {"name": "Idempotency-Key", "in": "header", "description":
           "Names the attempt: a repeat with the same key gives the same answer.",
           "schema": {"type": "string", "minLength": 1, "maxLength": 255}}
    hub = {"type": "string", "minLength": 1, "maxLength": 127,
           "pattern": pattern.to_ecma(shared.patterns["hub"])}
    return {
        "schemas": {},
        "responses": {"unchanged": {
            "description": "It is what If-None-Match named.",
            "headers": {"ETag": {"$ref": "#/components/headers/etag"}}}},
        "parameters": {
            "hub": {"name": "hub", "in": "path", "required": True,
                    "description": "The hub, district first.", "schema": hub,
                    "example": "longgang.bantian"},
            "key": {**key, "required": False},
            "required_key": {**key, "required": True},
            "if_none_match": {"name": "If-None-Match", "in": "header",
                              "required": False, "description":
                              "An ETag: 304 if the answer is still the same.",
                              "schema": {"type": "string"}},
        },
        "headers": {
            "etag": {"description": "Names this answer.",
                     "schema": {"type": "string"}},
            "retry_after": {"description": "Seconds to wait.",
                            "schema": {"type": "integer", "minimum": 0}},
        },
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description":
                       "A token of an account: cw_<hub>.<id>.<secret>."},
            "session": {"type": "apiKey", "in": "cookie", "name": "__Host-sid",
                        "description": "A browser's session; commands also "
                        "carry its X-CSRF-Token."},
        },
    }


def document(shared, schemas):
    components = fixed_components(shared)
    problems = all_problems([shared, *schemas.values()])
    paths = {}
    for schema in schemas.values():
        for operation in schema.every_operation():
            if operation.path:
                paths.setdefault(operation.path, {})[
                    operation.method.lower()] = operation_item(
                        schema, operation, components, problems)
    if "gateway" in schemas:
        paths["/v1/hubs/{hub}/events"] = {
            "get": event_stream(problems, components)}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "description": INTRODUCTION, "version":
                 ".".join(str(s.version) for s in schemas.values())},
        "servers": [{"url": "/", "description": "This hub."}],
        "tags": [{"name": s.name, "description":
                  f"{s.doc['en']}\n\n{s.doc['zh']}"} for s in schemas.values()],
        "paths": paths, "components": components,
    }
    add_named_types([shared, *schemas.values()], whole)
    for name in ("schemas", "responses"):
        components[name] = dict(sorted(components[name].items()))
    return whole


def c_document(text):
    rows = "".join(
        '    "' + text[i:i + 1000].replace("\\", "\\\\").replace('"', '\\"')
        + '"\n' for i in range(0, len(text), 1000))
    return (f'/* Generated from schemas/. Do not edit. */\n'
            f'#include "openapi_document.h"\n\n'
            f"const char openapi_document[] =\n{rows[:-1]};\n"
            f"const size_t openapi_document_size = "
            f"sizeof(openapi_document) - 1;\n")


C_HEADER = """\
/* Generated from schemas/. Do not edit. */
#ifndef OPENAPI_DOCUMENT_H
#define OPENAPI_DOCUMENT_H

#include <stddef.h>

/* The OpenAPI 3.1 document of the HTTP edge, as JSON. */
extern const char openapi_document[];
extern const size_t openapi_document_size;

#endif
"""


def emit(shared, schemas, out):
    whole = document(shared, schemas)
    (out / "openapi.json").write_text(
        json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    (out / "openapi_document.h").write_text(C_HEADER)
    (out / "openapi_document.c").write_text(c_document(
        json.dumps(whole, ensure_ascii=False, separators=(",", ":"))))
