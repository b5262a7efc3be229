"""Does a change of a schema break those who speak the released one?

A schema in normal form is what its readers and writers rely on, as plain
JSON; schemas/released/ holds that of the last release.
"""
import json
import pathlib

import model


def normal_field(schema, field):
    spec = {"type": field.base, "optional": field.optional, "list": field.is_list}
    if field.is_list:
        spec["max_count"] = field.max_count
    if field.base in model.RANGED:
        spec.update(min=field.min, max=field.max)
    if field.pattern:
        spec["pattern"] = schema.pattern(field.pattern)[1]
    if field.secret:
        spec["secret"] = True
    return spec


def normal_struct(schema, struct):
    return {f.name: normal_field(schema, f) for f in struct.fields}


def normal_operation(schema, operation):
    return {"kind": operation.kind, "roles": operation.roles,
            "http": operation.path and f"{operation.method} {operation.path}",
            "key_required": operation.key_required,
            "key_kept": operation.key_kept, "secret": operation.secret,
            "request": normal_struct(schema, operation.request),
            "reply": normal_struct(schema, operation.reply)}


def normal_schema(schema):
    structs = schema.structs + schema.operation_structs
    return {
        "version": str(schema.version),
        "enums": schema.enums,
        "structs": {s.name: normal_struct(schema, s) for s in structs},
        "problems": {code: p[0] for code, p in schema.problems.items()},
        "operations": {o.name: normal_operation(schema, o)
                       for o in schema.operations},
        "events": {e.name: {"subject": e.subject, "visible": e.visible,
                            "body": normal_struct(schema, e.body)}
                   for e in schema.events},
    }


def normal_schemas(folder):
    """{name: normal form} of a folder of YAML files."""
    shared, schemas = model.load(folder)
    return {s.name: normal_schema(s) for s in [shared, *schemas.values()]}


def read_released(folder):
    return {path.stem: json.loads(path.read_text())
            for path in sorted(pathlib.Path(folder).glob("*.json"))}


def write_released(folder, schemas):
    pathlib.Path(folder).mkdir(exist_ok=True)
    for name, schema in schemas.items():
        text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        (pathlib.Path(folder) / f"{name}.json").write_text(text)


def narrowed(old, new):
    if old.get("pattern") != new.get("pattern"):
        yield "has another pattern"
    if new.get("min", 0) > old.get("min", 0):
        yield "has a higher minimum"
    if new.get("max", 0) < old.get("max", 0):
        yield "has a lower maximum"
    if new.get("max_count", 0) < old.get("max_count", 0):
        yield "takes fewer entries"


def loosened(old, new):
    """What a reader of replies and events relied on.

    Wider limits are let through: a release learns to read them before another
    one sends them (schemas/README.md).
    """
    if old.get("pattern") and old["pattern"] != new.get("pattern"):
        yield "has another pattern"
    if old["type"] not in ("bytes", "text"):
        return
    if old["type"] == "bytes" and old["min"] == old["max"] and (
            (new["min"], new["max"]) != (old["min"], old["max"])):
        yield f"is no longer of {old['min']} bytes"
    elif old["min"] > 0 and new["min"] == 0:
        yield "may now be empty"


def keeps_reply(operation):
    """For who sends its key again."""
    return not operation["secret"] and not any(
        field.get("secret") for field in operation["reply"].values())


def lost_roles(old, new):
    if "public" in new:
        return []
    return [role for role in old if role not in new]


def field_breaks(old, new, is_request):
    """What is wrong with a field that was there and still is."""
    if old["type"] != new["type"] or old["list"] != new["list"]:
        yield "has another type"
    elif is_request:
        if old["optional"] and not new["optional"]:
            yield "is newly required"
        yield from narrowed(old, new)
    else:
        if new["optional"] and not old["optional"]:
            yield "may now be absent"
        yield from loosened(old, new)


class Comparison:
    """Of two versions of all schemas. `found` is a dict used as a set."""

    def __init__(self, old, new):
        self.old, self.new, self.found = old, new, {}
        self.owner = None

    def report(self, where, what):
        self.found[(self.owner, f"{where} {what}")] = True

    def struct(self, side, name):
        for schema in (side.get(self.owner), side.get("types")):
            if schema and name in schema["structs"]:
                return schema["structs"][name]
        return None

    def fields(self, where, old, new, is_request):
        for name, spec in old.items():
            place = f"{where}.{name}"
            if name not in new:
                self.report(place, "is gone")
                continue
            for what in field_breaks(spec, new[name], is_request):
                self.report(place, what)
            inner = self.struct(self.old, spec["type"])
            if inner and spec["type"] == new[name]["type"]:
                self.fields(f"{place} ({spec['type']})", inner,
                            self.struct(self.new, spec["type"]), is_request)
        for name, spec in new.items():
            if name not in old and is_request and not (
                    spec["optional"] or spec["list"]):
                self.report(f"{where}.{name}", "is new and required")

    def operation(self, name, old, new):
        if old["kind"] != new["kind"] and "command" in (old["kind"], new["kind"]):
            self.report(name, f"was a {old['kind']}")
        if old["http"] and old["http"] != new["http"]:
            self.report(name, f"is no longer at {old['http']}")
        if new["key_required"] and not old["key_required"]:
            self.report(name, "newly requires a key")
        if old["key_kept"] and not new["key_kept"]:
            self.report(name, "keeps its keys no longer")
        if keeps_reply(old) and not keeps_reply(new):
            self.report(name, "newly is secret: a repeat gets no reply")
        for role in lost_roles(old["roles"], new["roles"]):
            self.report(name, f"is no longer for {role}")
        self.fields(f"{name} request", old["request"], new["request"], True)
        self.fields(f"{name} reply", old["reply"], new["reply"], False)

    def event(self, name, old, new):
        if old["subject"] != new["subject"]:
            self.report(name, "has another subject")
        for role in lost_roles(old["visible"], new["visible"]):
            self.report(name, f"is no longer visible to {role}")
        self.fields(f"{name} body", old["body"], new["body"], False)

    def enum(self, name, old, new):
        """Stores may hold positions: values are only added at the end."""
        if new[:len(old)] != old:
            self.report(name, "lost a value, or has them in another order")

    def problem(self, name, old, new):
        if old != new:
            self.report(name, f"was a {old}")

    def schema(self, name, old, new):
        self.owner = name
        kinds = [("enums", self.enum), ("problems", self.problem),
                 ("operations", self.operation), ("events", self.event)]
        for kind, compare in kinds:
            for item, spec in old[kind].items():
                if item in new[kind]:
                    compare(item, spec, new[kind][item])
                else:
                    self.report(item, f"is gone from the {kind}")


def major(schema):
    return int(schema["version"].split(".")[0])


def breaks(old, new):
    """["grants: decide_round request.items has another type", …]

    A schema whose major version rose may break what it likes.
    """
    comparison = Comparison(old, new)
    for name, schema in old.items():
        if name not in new:
            return [f"{name}: the schema is gone"]
        comparison.schema(name, schema, new[name])
    return [f"{owner}: {what}" for owner, what in comparison.found
            if major(new[owner]) <= major(old[owner])]
