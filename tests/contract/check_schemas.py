"""usage: check_schemas.py [SCHEMAS]

Fail if the schemas break what was released (SCHEMAS/released/).
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "schemas" / "generate"))

import compatibility


def main(folder=ROOT / "schemas"):
    folder = pathlib.Path(folder)
    released = compatibility.read_released(folder / "released")
    if not released:
        print("nothing was released yet: schemas/release does it")
    found = compatibility.breaks(
        released, compatibility.normal_schemas(folder))
    if found:
        sys.exit("\n".join(found) + "\nThis breaks clients of the release: "
                 "add instead of changing, or raise the schema's version.")


if __name__ == "__main__":
    main(*sys.argv[1:])
