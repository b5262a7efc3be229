"""People work at two hubs while everything goes wrong; then all is counted.

    tests/chaos/run [--scene S] [--strikes N] [--seed N] [--only "DEED OF"]

The seed decides what is asked, what goes wrong and how long after what; a run
that fails prints it. When each answer comes is the machine's to decide.
"""
import argparse
import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "flow"))

from checks import Checks, Terms  # noqa: E402
from folder import Folder  # noqa: E402
from journey import Journey  # noqa: E402
from line import Line  # noqa: E402
from logs import Logs  # noqa: E402
from share import Share  # noqa: E402
from workload import Workload  # noqa: E402

PATIENCE_S = 120
SCENES = {"folder": Folder, "share": Share, "line": Line, "journey": Journey}
SKIPPED = 77  # to ctest


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scene", choices=SCENES, default="folder")
    parser.add_argument("--strikes", type=int, default=12,
                        help="how often something goes wrong (12)")
    parser.add_argument("--seed", type=int, default=random.getrandbits(31),
                        help="of a run to be repeated")
    parser.add_argument("--only", metavar="'DEED OF'",
                        help="this again and again, as it is printed")
    return parser.parse_args()


def torment(work, scene, terms, strikes):
    for _ in range(strikes):
        work.run_for(scene.chance.uniform(0.1, 0.6))
        scene.strike(work)
        work.run_for(scene.chance.uniform(0.1, scene.longest_s))
        scene.relent(work)
        for term in terms:
            term.glance()
    scene.make_peace()
    for term in terms:
        term.look()
    work.finish(PATIENCE_S)


def wait_settled(checks):
    """What never settles. Without a gift that was lost the sums never do."""
    end = time.monotonic() + (0 if checks.gifts() else PATIENCE_S)
    while (found := checks.unsettled()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def count(work, scene, terms):
    """What is wrong, by the name of the check."""
    checks = Checks(work, scene.machines)
    unsettled = wait_settled(checks)
    found = {"settled": unsettled} | {check.__name__: check() for check in (
        checks.once, checks.charges, checks.books, checks.sums, checks.audits, checks.chains,
        checks.same_answers, scene.faults)}
    for term in terms:
        term.look()
    found["terms"] = [fallen for term in terms for fallen in term.fallen]
    scene.stop()
    logs = Logs(scene.places())
    return found | {"files": checks.files(), "effects": logs.effects(),
                    "order": logs.order()}


def play(scene, chosen):
    scene.start()
    work = Workload(scene.stories,
                    random.Random(f"{chosen.seed} what is asked"))
    terms = [Terms(story) for story in work.apart]
    try:
        for term in terms:
            term.look()
        torment(work, scene, terms, chosen.strikes)
        found = count(work, scene, terms)
    finally:
        for term in terms:
            term.close()
        print("what went wrong:", "; ".join(scene.deeds))
        print("what was answered:", *work.answers(), sep="\n  ", flush=True)
    return {name: what for name, what in found.items() if what}


def main():
    chosen = options()
    kind = SCENES[chosen.scene]
    if obstacle := kind.obstacle():
        print(f"chaos: {chosen.scene} is skipped: {obstacle}")
        sys.exit(SKIPPED)
    print(f"seed {chosen.seed}", flush=True)
    again = (f"chaos: again by --scene {chosen.scene} --seed {chosen.seed} "
             f"--strikes {chosen.strikes}")
    scene = kind(random.Random(f"{chosen.seed} what goes wrong"),
                 os.environ.get("TROUBLE_SHIM"), chosen.only)
    try:
        found = play(scene, chosen)
    except BaseException:
        print(again, flush=True)
        raise
    finally:
        scene.close()
    for name, what in found.items():
        print(f"{name}:", *what[:10], sep="\n  ")
    if found:
        sys.exit(again)
    print("chaos: nothing lost, nothing twice, the books are whole")


if __name__ == "__main__":
    main()
