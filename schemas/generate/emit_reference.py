"""reference/operations.md and reference/events.md."""
import emit_openapi
import model


def limits(field):
    if field.base in ("text", "bytes"):
        what = "characters" if field.base == "text" else "bytes"
        amount = (f"{field.min}" if field.min == field.max
                  else f"{field.min} to {field.max}")
        return f"{amount} {what}"
    if field.base in ("int", "fen") and (
            (field.min, field.max) != model.DEFAULT_RANGE["int"]):
        return f"{field.min} to {field.max}"
    return ""


def notes(field):
    parts = [f"at most {field.max_count}" if field.is_list else "",
             limits(field), f"as `{field.pattern}`" if field.pattern else "",
             field.unit or "", field.doc,
             "a secret: not kept with a key" if field.secret else ""]
    return "; ".join(filter(None, parts)).replace("|", "\\|")


def type_name(schema, field):
    name = field.base
    if name not in model.SCALARS:
        name = f"[{name}](#{name})"
    return f"list of {name}" if field.is_list else name


def fields_table(schema, fields):
    if not fields:
        return " nothing\n"
    rows = "".join(
        f"| `{f.name}`{'?' if f.optional else ''} "
        f"| {type_name(schema, f)} | {notes(f)} |\n" for f in fields)
    return f"\n\n| field | type | |\n|---|---|---|\n{rows}"


def named_types(schema):
    parts = [f"### {name}\n\n{', '.join(f'`{v}`' for v in values)}\n"
             for name, values in schema.enums.items()]
    parts += [f"### {struct.name}{fields_table(schema, struct.fields)}"
              for struct in schema.structs + schema.operation_structs]
    return "\n".join(parts)


def operation_section(schema, operation, problems):
    http = f"`{operation.method} {operation.path}`" if operation.path else "none"
    codes = (emit_openapi.problem_codes(problems, operation) if operation.path
             else operation.errors)
    return (f"### {schema.name}.{operation.name}\n\n{operation.doc['en']}\n"
            f"{operation.doc['zh']}\n\n"
            f"* {operation.kind}; HTTP: {http}\n"
            f"* roles: {', '.join(operation.roles)}\n"
            + ("* needs an idempotency key\n" if operation.key_required else "")
            + ("* the reply is a secret: it is not kept\n"
               if operation.secret else "")
            + f"* problems: {', '.join(f'`{c}`' for c in codes)}\n\n"
            f"Request:{fields_table(schema, operation.request.fields)}\n"
            f"Reply:{fields_table(schema, operation.reply.fields)}")


def problems_section(schema):
    rows = "".join(f"| `{code}` | {status} | {en} | {zh} |\n"
                   for code, (status, en, zh) in schema.problems.items())
    return f"| problem | status | | |\n|---|---|---|---|\n{rows}"


def event_section(schema, event):
    visible = ", ".join(event.visible) or "services only"
    return (f"### {schema.name}.{event.name}\n\n{event.doc['en']}\n"
            f"{event.doc['zh']}\n\n* subject: {event.subject}\n"
            f"* visible to: {visible}\n\n"
            f"Body:{fields_table(schema, event.body.fields)}")


def service_heading(schema):
    return f"# {schema.name}\n\n{schema.doc['en']}\n{schema.doc['zh']}\n"


def operations_page(shared, schemas):
    problems = emit_openapi.all_problems([shared, *schemas])
    parts = ["<!-- Generated from schemas/. Do not edit. -->\n"]
    for schema in schemas:
        parts.append(service_heading(schema))
        parts += [operation_section(schema, o, problems) for o in schema.every_operation()]
    parts.append("# Types\n")
    parts += [named_types(schema) for schema in [shared, *schemas]]
    parts.append("# Problems\n")
    parts += [problems_section(s) for s in [shared, *schemas] if s.problems]
    return "\n".join(parts)


def events_page(schemas):
    parts = ["<!-- Generated from schemas/. Do not edit. -->\n"]
    for schema in schemas:
        if schema.events:
            parts.append(service_heading(schema))
            parts += [event_section(schema, e) for e in schema.events]
    return "\n".join(parts).replace("](#", "](operations.md#")


def emit(shared, schemas, out):
    folder = out / "reference"
    folder.mkdir()
    (folder / "operations.md").write_text(
        operations_page(shared, list(schemas.values())))
    (folder / "events.md").write_text(events_page(list(schemas.values())))
