"""usage: python3 schemas/generate SCHEMAS OUT

Read SCHEMAS/*.yaml and write everything that follows from them into OUT.
Files that would not change are left alone, so that nothing is rebuilt.
"""
import pathlib
import sys
import tempfile

import emit_c
import emit_golden
import emit_openapi
import emit_page
import emit_reference
import model

EMITTERS = [emit_c, emit_golden, emit_openapi, emit_page, emit_reference]


def replace_changed(fresh, out):
    for path in fresh.rglob("*"):
        target = out / path.relative_to(fresh)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists() or target.read_bytes() != path.read_bytes():
            target.write_bytes(path.read_bytes())


def main(source, out):
    try:
        shared, schemas = model.load(source)
    except (model.SchemaError, KeyError) as error:
        sys.exit(f"schemas: {error}")
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        fresh = pathlib.Path(folder)
        for emitter in EMITTERS:
            emitter.emit(shared, schemas, fresh)
        replace_changed(fresh, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
