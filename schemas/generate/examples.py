"""A value for every field, always the same one for the same schema."""
import base64
import datetime
import hashlib
import json
import uuid

import pattern

NOW = 1772413200000  # 2026-03-02 09:00 in China
OFFICE = datetime.timezone(datetime.timedelta(hours=8))
# Every width that msgpack has, from both sides of each border.
NUMBERS = [5000, 0, 1, 127, 128, 255, 256, 65535, 65536, 2**31, 2**32 - 1,
           2**32, 2**53 - 1, -1, -32, -33, -128, -129, -32768, -32769,
           -2**31, -2**31 - 1, -2**53 + 1]


def choose(where, count):
    return int.from_bytes(hashlib.sha256(where.encode()).digest()[:4],
                          "big") % count


def number(field, where):
    if field.base == "time":
        return min(max(NOW + choose(where, 10**6), field.min), field.max)
    fitting = [n for n in NUMBERS if field.min <= n <= field.max]
    return fitting[choose(where, len(fitting))] if fitting else field.min


def text(schema, field):
    if field.pattern:
        return pattern.example(schema.pattern(field.pattern)[1], field.min,
                               field.max)
    sample = f"公益 <{field.name}> \"1\" & 2"
    return (sample * (1 + field.min // len(sample)))[:min(
        field.max, max(field.min, len(sample)))]


def identifier(where):
    data = bytearray(NOW.to_bytes(6, "big")
                     + hashlib.sha256(where.encode()).digest()[:10])
    data[6] = data[6] & 0x0F | 0x70
    data[8] = data[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(data))


def scalar(schema, field, where):
    """As the packer and to_json() below want it."""
    if field.base == "uuid":
        return identifier(where)
    if field.base == "text":
        return text(schema, field)
    if field.base == "bytes":
        return bytes(i * 37 % 256
                     for i in range(max(field.min, min(field.max, 20))))
    if field.base == "date":
        return datetime.date(2026, 3, 2 + choose(where, 20))
    if field.base == "bool":
        return choose(where, 2) == 1
    if field.base == "time":
        return datetime.datetime.fromtimestamp(
            number(field, where) // 1000, OFFICE).replace(
                microsecond=number(field, where) % 1000 * 1000)
    return number(field, where)


def single(schema, field, where, full):
    names = schema.enum(field.base)[1]
    owner, struct = schema.struct(field.base)
    if names:
        return names[choose(where, len(names))]
    if struct:
        return record(owner, struct, where, full)
    return scalar(schema, field, where)


def record(schema, struct, where, full):
    """Every field, or only those that must be there (lists are empty)."""
    value = {}
    for field in struct.fields:
        inner = f"{where}.{field.name}"
        if field.is_list:
            count = min(2, field.max_count) if full else 0
            value[field.name] = [single(schema, field, f"{inner}.{i}", full)
                                 for i in range(count)]
        elif full or not field.optional:
            value[field.name] = single(schema, field, inner, full)
    return value


def to_wire(value):
    if isinstance(value, dict):
        return {key: to_wire(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [to_wire(inner) for inner in value]
    if isinstance(value, uuid.UUID):
        return value.bytes
    if isinstance(value, datetime.datetime):
        return int(value.timestamp()) * 1000 + value.microsecond // 1000
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def to_json(value):
    if isinstance(value, dict):
        return {key: to_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [to_json(inner) for inner in value]
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.urlsafe_b64encode(value).decode().rstrip("=")
    return value


def json_text(value):
    """As our writer has it: no spaces, UTF-8, safe to stand in a page."""
    line = json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\x7f\u2028\u2029":
        line = line.replace(char, f"\\u{ord(char):04x}")
    return line
