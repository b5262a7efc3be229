"""usage: seeds.py golden.json OUT

First inputs for fuzzers, from the golden vectors: OUT/codec, OUT/json, …
"""
import json
import pathlib
import sys


def parameters(text):
    pairs = [(key, value) for key, value in json.loads(text).items()
             if not isinstance(value, (dict, list))]
    return "&".join(f"{key}={json.dumps(value).strip(chr(34))}"
                    for key, value in pairs).encode()


def main(golden, out):
    for i, row in enumerate(json.loads(pathlib.Path(golden).read_text())):
        msgpack = bytes.fromhex(row["msgpack"])
        inputs = {"reader": msgpack, "differential": msgpack, "codec": msgpack,
                  "json": row["json"].encode(),
                  "parameter": parameters(row["json"])}
        for target, data in inputs.items():
            folder = pathlib.Path(out) / target
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"golden-{i}").write_bytes(data)


main(*sys.argv[1:])
