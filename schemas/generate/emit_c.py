"""C from a schema: structs, const tables, prototypes. No logic."""
import automaton

C_TYPES = {"uuid": "struct uuid", "text": "struct str", "int": "int64_t",
           "fen": "int64_t", "time": "int64_t", "date": "int64_t",
           "bool": "bool", "bytes": "struct str"}
ROLE_BITS = {"public": "ROLES_PUBLIC", "signed_in": "ROLES_SIGNED_IN",
             "service": "ROLES_SERVICE"}
KINDS = {"command": "OPERATION_COMMAND", "query": "OPERATION_QUERY",
         "long": "OPERATION_LONG"}
SCOPES = {"own": "FOLLOW_OWN", "subtree": "FOLLOW_SUBTREE",
          "ancestors": "FOLLOW_ANCESTORS", "line": "FOLLOW_LINE"}


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def element_type(schema, field):
    if field.base in C_TYPES:
        return C_TYPES[field.base]
    if schema.enum(field.base)[0]:
        return f"enum {field.base}"
    return f"struct {field.base}"


def members(schema, field):
    kind = element_type(schema, field)
    unit = f" /* {field.unit} */" if field.unit else ""
    if field.is_list:
        return [f"    {kind} *{field.name};{unit}",
                f"    size_t {field.name}_count;"]
    lines = [f"    bool has_{field.name};"] if field.optional else []
    return lines + [f"    {kind} {field.name};{unit}"]


def c_struct(schema, struct):
    lines = [line for f in struct.fields for line in members(schema, f)]
    body = "\n".join(lines or ["    char nothing;"])
    return f"struct {struct.name} {{\n{body}\n}};\n"


def c_enum(name, values):
    names = "".join(f"    {name.upper()}_{v.upper()}{' = 1' if i == 0 else ''},\n"
                    for i, v in enumerate(values))
    return f"enum {name} {{\n{names}}};\n"


def symbol(owner, struct):
    return f"{owner.name}_{struct.name}_schema".replace(
        f"{owner.name}_{owner.name}_", f"{owner.name}_")


def c_field(schema, struct, field):
    kind, parts = field.base.upper(), []
    owner, inner = schema.struct(field.base)
    if field.base in C_TYPES:
        pass
    elif schema.enum(field.base)[0]:
        kind = "ENUM"
        home = schema.enum(field.base)[0]
        parts.append(f".enumeration = &{home.name}_{field.base}_enumeration")
    else:
        kind = "STRUCT"
        parts.append(f".record = &{symbol(owner, inner)}")
    companion = (f"{field.name}_count" if field.is_list else
                 f"has_{field.name}" if field.optional else None)
    head = [f".name = {c_string(field.name)}",
            f".name_len = {len(field.name)}", f".kind = FIELD_{kind}",
            f".offset = offsetof(struct {struct.name}, {field.name})"]
    if companion:
        head.append(".companion_offset = "
                    f"offsetof(struct {struct.name}, {companion})")
    if field.is_list:
        head += [".is_list = true", f".max_count = {field.max_count}"]
    if field.optional:
        head.append(".is_optional = true")
    if field.secret:
        head.append(".is_secret = true")
    if field.min or field.max:
        head += [f".min = INT64_C({field.min})", f".max = INT64_C({field.max})"]
    if field.pattern:
        home = schema.pattern(field.pattern)[0]
        head.append(f".pattern = &{home.name}_{field.pattern}_pattern")
    return "    { " + ",\n      ".join(head + parts) + " },\n"


def may_lack(struct):
    """The fields that may be absent, a bit each."""
    return sum(1 << place for place, field in enumerate(struct.fields)
               if field.optional or field.is_list)


def c_table(schema, struct):
    name = symbol(schema, struct)
    fields = "".join(c_field(schema, struct, f) for f in struct.fields)
    table = (f"static const struct field {name}_fields[] = {{\n{fields}}};\n"
             if fields else "")
    pointer = f"{name}_fields" if fields else "NULL"
    return (f"{table}const struct schema {name} = {{ {c_string(struct.name)}, "
            f"sizeof(struct {struct.name}), {pointer}, {len(struct.fields)}, "
            f"UINT64_C({may_lack(struct):#x}) }};\n\n")


def roles(names):
    return " | ".join(ROLE_BITS.get(n, f"1u << ROLE_{n.upper()}")
                      for n in names) or "0"


def guard(name, body, includes):
    macro = name.upper().replace(".", "_")
    heads = "".join(f'#include "{i}"\n' for i in includes)
    return (f"/* Generated from schemas/. Do not edit. */\n#ifndef {macro}\n"
            f"#define {macro}\n\n{heads}\n{body}\n#endif\n")


def own_structs(schema):
    """Structs in an order in which each is complete when it is used."""
    structs = list(schema.structs) + list(schema.operation_structs)
    operations = schema.operations
    for operation in operations:
        structs += [operation.request, operation.reply]
    return structs + [event.body for event in schema.events]


def messages_header(schema):
    parts = [c_enum(n, v) for n, v in schema.enums.items()]
    parts += [f"extern const struct enumeration {schema.name}_{n}_enumeration;\n"
              for n in schema.enums]
    parts += [f"extern const struct pattern {schema.name}_{n}_pattern;\n"
              for n in schema.patterns]
    for struct in own_structs(schema):
        parts.append(c_struct(schema, struct)
                     + f"extern const struct schema {symbol(schema, struct)};\n")
    parts += [f"extern const struct problem problem_{n}; /* {p[0]} {p[1]} */\n"
              for n, p in schema.problems.items()]
    parts.append(f"extern const struct problem *const "
                 f"{schema.name}_problems[]; /* ends with NULL */\n")
    if schema.shared:
        parts.append(f"/* In schema order; the last row has a NULL name. */\n"
                     f"extern const struct operation {schema.name}_operations[];\n"
                     f"extern const struct event_type {schema.name}_events[];\n")
    includes = ["wire/operation.h"]
    if schema.shared:
        includes.append("types_messages.h")
    return guard(f"{schema.name}_messages.h", "\n".join(parts), includes)


def c_operation(schema, operation):
    """Rows of the shared operations use the schemas of types.yaml."""
    owner = schema
    if operation.name not in [o.name for o in schema.operations]:
        owner = schema.shared
    flags = "".join(f", .{name} = true" for name, on in (
        ("is_key_required", operation.key_required),
        ("is_key_kept", operation.key_kept),
        ("is_secret", operation.secret), ("is_parked", operation.parks)) if on)
    http = (f", .http_method = {c_string(operation.method)}"
            f", .http_path = {c_string(operation.path)}" if operation.path else "")
    return (f"    {{ .service = {c_string(schema.name)}"
            f", .name = {c_string(operation.name)}"
            f", .kind = {KINDS[operation.kind]}"
            f", .roles = {roles(operation.roles)}"
            f", .limit_ms = {operation.limit_ms}{flags}{http}"
            f", .request = &{symbol(owner, operation.request)}"
            f", .reply = &{symbol(owner, operation.reply)} }},\n")


def c_numbers(values):
    return ",".join(str(v) for v in values)


def c_pattern(schema, name, text):
    table = automaton.Automaton(text)
    return (f"static const uint8_t {name}_classes[] = "
            f"{{ {c_numbers(table.classes)} }};\n"
            f"static const uint16_t {name}_next[] = "
            f"{{ {c_numbers(table.next)} }};\n"
            f"static const bool {name}_accepts[] = "
            f"{{ {c_numbers(table.accepts)} }};\n"
            f"const struct pattern {schema.name}_{name}_pattern = {{ "
            f"{c_string(text)}, {name}_classes, {table.class_count}, "
            f"{name}_next, {name}_accepts }};\n")


def messages_source(schema):
    parts = [f'/* Generated from schemas/. Do not edit. */\n'
             f'#include "{schema.name}_messages.h"\n\n#include <stddef.h>\n\n']
    for name, values in schema.enums.items():
        names = ", ".join(c_string(v) for v in values)
        parts.append(f"static const char *const {name}_names[] = {{ {names} }};\n"
                     f"const struct enumeration {schema.name}_{name}_enumeration = "
                     f"{{ {c_string(name)}, {name}_names, {len(values)} }};\n")
    parts += [c_pattern(schema, name, text)
              for name, text in schema.patterns.items()]
    parts += [c_table(schema, s) for s in own_structs(schema)]
    for name, (status, en, zh) in schema.problems.items():
        parts.append(f"const struct problem problem_{name} = {{ {c_string(name)}, "
                     f"(enum status){status}, {c_string(en)}, {c_string(zh)} }};\n")
    rows = "".join(f"    &problem_{name},\n" for name in schema.problems)
    parts.append(f"const struct problem *const {schema.name}_problems[] = {{\n"
                 f"{rows}    NULL,\n}};\n")
    if schema.shared:
        rows = "".join(c_operation(schema, o) for o in schema.every_operation())
        parts.append(f"const struct operation {schema.name}_operations[] = {{\n"
                     f"{rows}    {{ 0 }},\n}};\n\n")
        rows = "".join(
            f"    {{ {c_string(schema.name + '.' + e.name)}, "
            f"&{symbol(schema, e.body)}, {roles(e.visible)} }},\n"
            for e in schema.events)
        parts.append(f"const struct event_type {schema.name}_events[] = {{\n"
                     f"{rows}    {{ 0 }},\n}};\n")
    return "".join(parts)


def handler(schema, operation):
    return (f"/* {operation.doc['en']} */\n"
            f"enum status handle_{operation.name}(struct {schema.name} *self,\n"
            f"        struct call *call, const struct {operation.request.name} *request,\n"
            f"        struct {operation.reply.name} *reply);\n")


def emitter(schema, index, event):
    return (f"/* {event.doc['en']} */\n"
            f"static inline enum status\nemit_{event.name}(struct call *call, "
            f"struct uuid {event.subject},\n"
            f"        const struct {event.body.name} *body, "
            f"struct event_link *link_out)\n{{\n"
            f"    return call_emit(call, &{schema.name}_events[{index}], "
            f"{event.subject}, body, link_out);\n}}\n")


def followed(schema, schemas):
    for source, spec in schema.follows.items():
        events = {e.name: e for e in schemas[source].events}
        yield source, spec["hubs"], [events[name] for name in spec["events"]]


def follower(schema, source, event):
    return (f"enum status on_{source}_{event.name}(struct {schema.name} *self,\n"
            f"        struct call *call, const struct foreign_event *event,\n"
            f"        const struct {event.body.name} *body);\n")


def service_header(schema, schemas):
    parts = [f"struct {schema.name};\n",
             "/* The handlers, in schema order: one missing does not link, one\n"
             " * with another signature does not compile. */\n"]
    parts += [handler(schema, o) for o in schema.operations]
    parts += [emitter(schema, i, e) for i, e in enumerate(schema.events)]
    for source, _, events in followed(schema, schemas):
        parts += [follower(schema, source, e) for e in events]
    parts += [f"enum status on_timer_{t}(struct {schema.name} *self,\n"
              f"        struct call *call, struct uuid subject);\n"
              for t in schema.timers]
    parts.append(f"extern const struct service_schema {schema.name}_schema;\n")
    includes = ["server/method.h", f"{schema.name}_messages.h"]
    includes += [f"{s}_messages.h" for s in schema.follows
                 if s != schema.name]
    return guard(f"{schema.name}_service.h", "\n".join(parts), includes)


def thunk(name, arguments, call):
    return (f"static enum status\n{name}(void *self, struct call *call, "
            f"{arguments})\n{{\n    return {call};\n}}\n\n")


def service_source(schema, schemas):
    parts = [f'/* Generated from schemas/. Do not edit. */\n'
             f'#include "{schema.name}_service.h"\n\n']
    for o in schema.operations:
        parts.append(thunk(f"call_{o.name}", "const void *request, void *reply",
                           f"handle_{o.name}(self, call, request, reply)"))
    tables, rows = [], ""
    for source, scope, events in followed(schema, schemas):
        lines = ""
        for e in events:
            parts.append(thunk(
                f"apply_{source}_{e.name}",
                "const struct foreign_event *event, const void *body",
                f"on_{source}_{e.name}(self, call, event, body)"))
            lines += (f"    {{ {c_string(source + '.' + e.name)}, "
                      f"&{symbol(schemas[source], e.body)}, "
                      f"apply_{source}_{e.name} }},\n")
        tables.append(f"static const struct follow_event from_{source}[] = {{\n"
                      f"{lines}    {{ 0 }},\n}};\n\n")
        rows += f"    {{ {c_string(source)}, {SCOPES[scope]}, from_{source} }},\n"
    tables.append(f"static const struct follow follows[] = {{\n{rows}"
                  f"    {{ 0 }},\n}};\n\n")
    for t in schema.timers:
        parts.append(thunk(f"run_{t}", "struct uuid subject",
                           f"on_timer_{t}(self, call, subject)"))
    lines = "".join(f"    {{ {c_string(t)}, run_{t} }},\n" for t in schema.timers)
    tables.append(f"static const struct timer timers[] = {{\n{lines}"
                  f"    {{ 0 }},\n}};\n\n")
    lines = "".join(f"    {{ &{schema.name}_operations[{i}], call_{o.name} }},\n"
                    for i, o in enumerate(schema.operations))
    tables.append(f"static const struct method methods[] = {{\n{lines}"
                  f"    {{ 0 }},\n}};\n\n")
    tables.append(
        f"const struct service_schema {schema.name}_schema = {{\n"
        f"    .name = {c_string(schema.name)},\n"
        f"    .operations = {schema.name}_operations,\n"
        f"    .methods = methods,\n"
        f"    .events = {schema.name}_events,\n    .follows = follows,\n"
        f"    .timers = timers,\n    .hash = {c_string(schema.digest)},\n}};\n")
    return "".join(parts + tables)


def emit(shared, schemas, out):
    (out / "types_messages.h").write_text(messages_header(shared))
    (out / "types_messages.c").write_text(messages_source(shared))
    for name, schema in schemas.items():
        (out / f"{name}_messages.h").write_text(messages_header(schema))
        (out / f"{name}_messages.c").write_text(messages_source(schema))
        if name != "gateway":
            (out / f"{name}_service.h").write_text(
                service_header(schema, schemas))
            (out / f"{name}_service.c").write_text(
                service_source(schema, schemas))
