"""golden.json: messages as msgpack and as JSON, for readers of any language.

A list of {name, case, msgpack, json}: msgpack in hexadecimal, json as the
exact text. The name is "fundraising.give.request", ".reply", or an event's
with ".event"; structs of the envelope have their own.
"""
import json

import examples
import pack

ENVELOPE = ["request_header", "reply_header", "actor", "attach",
            "problem_reply", "event_record"]


def vectors(schema, name, struct):
    for case in ("full", "bare"):
        value = examples.record(schema, struct, name, case == "full")
        yield {"name": name, "case": case,
               "msgpack": pack.pack(examples.to_wire(value)).hex(),
               "json": examples.json_text(value)}


def every_message(shared, schemas):
    for name in ENVELOPE:
        yield shared, name, shared.struct(name)[1]
    for schema in schemas.values():
        for operation in schema.every_operation():
            name = f"{schema.name}.{operation.name}"
            yield schema, f"{name}.request", operation.request
            yield schema, f"{name}.reply", operation.reply
        for event in schema.events:
            yield schema, f"{schema.name}.{event.name}.event", event.body


def emit(shared, schemas, out):
    rows = [row for schema, name, struct in every_message(shared, schemas)
            for row in vectors(schema, name, struct)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (out / "golden.json").write_text(f"[\n{lines}\n]\n")
