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
    found = compatibility.breaks(
        compatibility.read_released(folder / "released"),
        compatibility.normal_schemas(folder))
    if found:
        sys.exit("\n".join(found) + "\nThis breaks clients of the release: "
                 "add instead of changing, or raise the schema's version.")


if __name__ == "__main__":
    main(*sys.argv[1:])
