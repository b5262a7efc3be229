"""The schemas as Python objects: read, checked, defaults filled in."""
import hashlib
import json
import pathlib
import re

import yaml

SERVICES = ["registry", "grants", "fundraising", "notification", "gateway"]
SCALARS = ["uuid", "text", "int", "fen", "time", "date", "bool", "bytes"]
RANGED = ["text", "int", "fen", "time", "bytes"]
# Whole numbers that JavaScript holds exactly; times up to the end of 2999.
INT_MAX = 2**53 - 1
TIME_MAX = 32503651199999
DEFAULT_RANGE = {"text": (0, 1000), "int": (-INT_MAX, INT_MAX),
                 "fen": (0, 10**15), "time": (0, TIME_MAX), "bytes": (0, 262144)}
BODILESS = ["GET", "DELETE"]  # their fields come in the query
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
NOTATION = re.compile(r"^(\w+)(?:\((.*)\))?(\?)?$")


class SchemaError(Exception):
    pass


class Field:
    """One field of a struct. `base` is a scalar, an enum or a struct name."""

    def __init__(self, owner, name, spec):
        self.name = name
        self.where = f"{owner}.{name}"
        if not isinstance(spec, dict):
            spec = {"type": spec}
        unknown = set(spec) - {"type", "pattern", "optional", "unit", "doc",
                               "is_reply", "secret"}
        if unknown:
            raise SchemaError(f"{self.where}: unknown {sorted(unknown)}")
        self.unit, self.doc = spec.get("unit"), spec.get("doc", "")
        self.pattern = spec.get("pattern")
        # Holds another operation's reply: over HTTP it is the object itself.
        self.is_reply = spec.get("is_reply", False)
        self.is_list, self.max_count = False, 0
        self.optional = bool(spec.get("optional"))
        self.secret = bool(spec.get("secret"))
        self._parse(str(spec["type"]))
        if self.secret and not self.optional:
            raise SchemaError(f"{self.where}: secret, and not optional")

    def _parse(self, notation):
        match = NOTATION.match(notation)
        if not match:
            raise SchemaError(f"{self.where}: cannot read '{notation}'")
        self.base, argument, mark = match.groups()
        self.optional = self.optional or bool(mark)
        if self.base == "list":
            self.is_list = True
            element, count = argument.rsplit(",", 1)
            self.max_count = int(count)
            inner = NOTATION.match(element.strip())
            self.base, argument, _ = inner.groups()
        self.min, self.max = self._range(argument)

    def _range(self, argument):
        if self.base not in RANGED:
            return 0, 0
        low, high = DEFAULT_RANGE[self.base]
        if not argument:
            return low, high
        if ".." not in argument:
            exact = int(argument)
            return (0, exact) if self.base == "text" else (exact, exact)
        first, last = argument.split("..")
        return int(first) if first else low, int(last) if last else high


class Struct:
    def __init__(self, name, fields):
        self.name = name
        self.fields = [Field(name, key, spec)
                       for key, spec in (fields or {}).items()]
        if len(self.fields) > 64:
            raise SchemaError(f"{name}: more than 64 fields")


class Operation:
    KEYS = {"kind", "http", "roles", "key", "secret", "parks", "limit_ms",
            "doc", "request", "reply", "errors"}

    def __init__(self, service, name, spec):
        unknown = set(spec) - self.KEYS
        if unknown:
            raise SchemaError(f"{service}.{name}: unknown {sorted(unknown)}")
        self.service, self.name = service, name
        self.kind = spec["kind"]
        self.roles = spec["roles"]
        if spec.get("key") not in (None, "required", "kept"):
            raise SchemaError(f"{service}.{name}: key is required or kept")
        self.key_required = "key" in spec
        self.key_kept = spec.get("key") == "kept"
        self.secret, self.parks = bool(spec.get("secret")), bool(spec.get("parks"))
        self.limit_ms = spec.get("limit_ms", 50)
        self.doc, self.errors = spec["doc"], spec.get("errors", [])
        self.method, self.path = None, None
        if "http" in spec:
            self.method, self.path = spec["http"].split(" ", 1)
            self.path = self.path.replace("{service}", service)
        self.request = Struct(f"{name}_request", spec.get("request"))
        self.reply = Struct(f"{name}_reply", spec.get("reply"))


class Event:
    def __init__(self, service, name, spec):
        self.service, self.name = service, name
        self.subject = spec["subject"]  # what the subject's id names
        self.visible = spec.get("visible", [])
        self.doc = spec["doc"]
        self.body = Struct(f"{service}_{name}", spec.get("body"))


class Schema:
    """One YAML file."""

    def __init__(self, path, shared=None):
        spec = yaml.safe_load(pathlib.Path(path).read_text())
        self.name = pathlib.Path(path).stem
        self.version = spec.get("version", 1)
        self.doc = spec.get("doc", {"en": "", "zh": ""})
        self.shared = shared
        self.enums = spec.get("enums", {})
        self.patterns = spec.get("patterns", {})
        self.structs = [Struct(n, f) for n, f in spec.get("structs", {}).items()]
        self.problems = spec.get("problems", {})
        self.operation_structs = [
            Struct(n, f) for n, f in spec.get("operation_structs", {}).items()]
        self.raw_operations = spec.get("operations", {})
        self.operations = [Operation(self.name, n, s)
                           for n, s in self.raw_operations.items()]
        self.events = [Event(self.name, n, s)
                       for n, s in spec.get("events", {}).items()]
        self.follows = spec.get("follows", {})
        self.timers = spec.get("timers", [])
        self.digest = hashlib.sha256(
            json.dumps(spec, sort_keys=True).encode()).hexdigest()

    def every_operation(self):
        """Its own and, for a service, those that all services answer."""
        if self.shared is None or self.name == "gateway":
            return self.operations
        return self.operations + [Operation(self.name, n, s)
                                  for n, s in self.shared.raw_operations.items()]

    def enum(self, name):
        if name in self.enums:
            return self, self.enums[name]
        return self.shared.enum(name) if self.shared else (None, None)

    def pattern(self, name):
        if name in self.patterns:
            return self, self.patterns[name]
        return self.shared.pattern(name) if self.shared else (None, None)

    def struct(self, name):
        for struct in self.structs + self.operation_structs:
            if struct.name == name:
                return self, struct
        return self.shared.struct(name) if self.shared else (None, None)

    def problem(self, name):
        if name in self.problems:
            return self.problems[name]
        return self.shared.problem(name) if self.shared else None


def every_struct(schema):
    yield from schema.structs + schema.operation_structs
    for operation in schema.operations:
        yield operation.request
        yield operation.reply
    for event in schema.events:
        yield event.body


def check(schema):
    """Raise SchemaError for the first thing that cannot be meant."""
    for name in [s.name for s in every_struct(schema)] + list(schema.enums):
        if not NAME.match(name):
            raise SchemaError(f"{name}: not a lower-case name")
    for struct in every_struct(schema):
        for field in struct.fields:
            known = (field.base in SCALARS or schema.enum(field.base)[0]
                     or schema.struct(field.base)[0])
            if not known:
                raise SchemaError(f"{field.where}: no type '{field.base}'")
            if field.pattern and not schema.pattern(field.pattern)[0]:
                raise SchemaError(f"{field.where}: no pattern '{field.pattern}'")
            if field.is_list and field.optional:
                raise SchemaError(f"{field.where}: a list is never optional")
    check_secrets(schema)
    roles = set(schema.enum("role")[1]) | {"public", "signed_in", "service"}
    for operation in schema.operations:
        where = f"{schema.name}.{operation.name}"
        if operation.kind not in ("command", "query", "long"):
            raise SchemaError(f"{where}: no kind '{operation.kind}'")
        for role in operation.roles:
            if role not in roles:
                raise SchemaError(f"{where}: no role '{role}'")
        for error in operation.errors:
            if not schema.problem(error):
                raise SchemaError(f"{where}: no problem '{error}'")
        if set(operation.doc) != {"en", "zh"}:
            raise SchemaError(f"{where}: doc needs en and zh")
        check_path(schema, operation, where)


def check_secrets(schema):
    """In a record inside of another, or in an event, it would be kept."""
    for struct in (schema.structs + schema.operation_structs
                   + [event.body for event in schema.events]):
        for field in struct.fields:
            if field.secret:
                raise SchemaError(
                    f"{field.where}: secret, and in no request or reply itself")


def check_path(schema, operation, where):
    if not operation.path:
        return
    fields = {f.name: f for f in operation.request.fields}
    for name in path_names(operation.path):
        if name != "hub" and name not in fields:
            raise SchemaError(f"{where}: path names '{name}', the request not")
    for field in operation.request.fields:
        in_path = field.name in path_names(operation.path)
        if (in_path or operation.method in BODILESS) and (
                field.is_list or schema.struct(field.base)[0]):
            raise SchemaError(
                f"{where}: {field.name} cannot stand in a path or a query")
        if in_path and field.optional:
            raise SchemaError(f"{where}: {field.name} is in the path and optional")


def path_names(path):
    return re.findall(r"\{(\w+)\}", path)


def check_unique(schemas):
    """C has one space of names, and the gateway includes every header."""
    seen = {}
    for schema in schemas:
        names = ([f"struct {s.name}" for s in every_struct(schema)]
                 + [f"enum {e}" for e in schema.enums]
                 + [f"problem {p}" for p in schema.problems])
        for name in names:
            if name in seen:
                raise SchemaError(
                    f"{name}: in {seen[name]}.yaml and in {schema.name}.yaml")
            seen[name] = schema.name


def check_routes(schemas):
    """No two operations answer the same method and path."""
    seen = {}
    for schema in schemas:
        for operation in schema.every_operation():
            route = (operation.method,
                     re.sub(r"\{\w+\}", "{}", operation.path or ""))
            where = f"{schema.name}.{operation.name}"
            if operation.path and route in seen:
                raise SchemaError(f"{where}: the path of {seen[route]}")
            seen[route] = where


def service_names(folder):
    """Ours in their order; then any other, as tests have."""
    found = {path.stem for path in folder.glob("*.yaml")} - {"types"}
    return ([name for name in SERVICES if name in found]
            + sorted(found - set(SERVICES)))


def load(folder):
    """All schemas of a folder: (shared, {name: schema})."""
    folder = pathlib.Path(folder)
    shared = Schema(folder / "types.yaml")
    check(shared)
    schemas = {}
    for name in service_names(folder):
        schemas[name] = Schema(folder / f"{name}.yaml", shared)
    for schema in schemas.values():
        check(schema)
        check_follows(schema, schemas)
    check_unique([shared, *schemas.values()])
    check_routes(schemas.values())
    return shared, schemas


def check_follows(schema, schemas):
    for source, spec in schema.follows.items():
        if source not in schemas:
            raise SchemaError(f"{schema.name}: follows unknown '{source}'")
        known = {event.name for event in schemas[source].events}
        for event in spec["events"]:
            if event not in known:
                raise SchemaError(
                    f"{schema.name}: {source} has no event '{event}'")
