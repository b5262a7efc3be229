"""People work at two hubs while everything goes wrong; then all is counted.

    tests/chaos/run [--strikes N] [--seed N] [--only "DEED SERVICE"]

The seed decides what is asked, what goes wrong and how long after what; a run
that fails prints it. When each answer comes is the machine's to decide.
"""
import argparse
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "flow"))

from hub import Hub, wait_for  # noqa: E402
from story import Story  # noqa: E402

from checks import Checks, Terms  # noqa: E402
from nemesis import Nemesis  # noqa: E402
from workload import STREET, Workload  # noqa: E402

PATIENCE_S = 120


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strikes", type=int, default=12,
                        help="how often something goes wrong (12)")
    parser.add_argument("--seed", type=int, default=random.getrandbits(31),
                        help="of a run to be repeated")
    parser.add_argument("--only", metavar="'DEED SERVICE'",
                        help="this again and again, as it is printed")
    return parser.parse_args()


def torment(work, nemesis, terms, strikes):
    for _ in range(strikes):
        work.run_for(nemesis.chance.uniform(0.1, 0.6))
        nemesis.strike()
        work.run_for(nemesis.chance.uniform(0.1, 0.6))
        nemesis.raise_the_dead()
    nemesis.make_peace()
    terms.look()
    work.finish(PATIENCE_S)


def count(work, hub, terms):
    """What is wrong, by the name of the check."""
    checks = Checks(work)
    wait_for(checks.is_settled, PATIENCE_S, "sagas and followers to settle")
    found = {check.__name__: check() for check in (
        checks.once, checks.books, checks.audits, checks.chains,
        checks.same_answers)}
    terms.look()
    found["terms"] = terms.fallen
    hub.stop()
    return found | {"files": checks.files()}


def play(hub, chosen):
    fate = random.Random(f"{chosen.seed} what goes wrong")
    shim = os.environ.get("TROUBLE_SHIM")
    hub.start()
    hub.wait_ready()
    story = Story(hub)
    work = Workload(story, random.Random(f"{chosen.seed} what is asked"))
    nemesis, terms = Nemesis(hub, fate, shim, chosen.only), Terms(story)
    try:
        terms.look()
        torment(work, nemesis, terms, chosen.strikes)
        found = count(work, hub, terms)
    finally:
        print("what went wrong:", "; ".join(nemesis.deeds), flush=True)
        story.close()
    done = sum(command.status == 200 for command in work.journal.values())
    print(f"{len(work.journal)} commands, {done} of them done", flush=True)
    return {name: what for name, what in found.items() if what}


def main():
    chosen = options()
    print(f"seed {chosen.seed}", flush=True)
    hub = Hub(STREET)
    try:
        found = play(hub, chosen)
    finally:
        hub.close()
    for name, what in found.items():
        print(f"{name}:", *what[:10], sep="\n  ")
    if found:
        sys.exit(f"chaos: again by --seed {chosen.seed} "
                 f"--strikes {chosen.strikes}")
    print("chaos: nothing lost, nothing twice, the books are whole")


if __name__ == "__main__":
    main()
