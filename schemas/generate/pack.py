"""msgpack in its shortest form, from its specification alone."""


def head(small, count, fixed, wide):
    """`fixed` holds counts below `small`; `wide` are (tag, bytes of count)."""
    if count < small:
        return bytes([fixed + count])
    for tag, width in wide:
        if count < 256**width:
            return bytes([tag]) + count.to_bytes(width, "big")
    raise ValueError("too long")


def integer(value):
    if value < 0:
        return negative(value)
    return head(128, value, 0, [(0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)])


def negative(value):
    if value >= -32:
        return bytes([256 + value])
    for tag, width in ((0xD0, 1), (0xD1, 2), (0xD2, 4), (0xD3, 8)):
        if value >= -(256**width // 2):
            return bytes([tag]) + value.to_bytes(width, "big", signed=True)
    raise ValueError("too small")


def pack(value):
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, str):
        data = value.encode()
        return head(32, len(data), 0xA0,
                    [(0xD9, 1), (0xDA, 2), (0xDB, 4)]) + data
    if isinstance(value, bytes):
        return head(0, len(value), 0, [(0xC4, 1), (0xC5, 2), (0xC6, 4)]) + value
    if isinstance(value, list):
        return head(16, len(value), 0x90, [(0xDC, 2), (0xDD, 4)]) + b"".join(
            map(pack, value))
    return head(16, len(value), 0x80, [(0xDE, 2), (0xDF, 4)]) + b"".join(
        pack(key) + pack(inner) for key, inner in value.items())
