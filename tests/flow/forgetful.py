"""The sample's story with each of its days played twice: the steps of a day
are done and not noted, and then it begins again from its journal.

Nothing is taken from the machine's clock the second time: it is a day later.
"""
import pathlib
import runpy
import sys
import time
from unittest import mock

SAMPLE = pathlib.Path(__file__).parents[2] / "tools/sample"
sys.path[0] = str(SAMPLE)

from hub import Hub  # the sample's

played = set()  # days ago
real_at, real_step, real_date = Hub.at, Hub.step, Hub.time


class Killed(Exception):
    pass


def step(hub, name, path, body, who):
    if name in hub.journal.steps or hub.days_ago in played:
        return real_step(hub, name, path, body, who)
    hub.has_forgotten = True
    return hub.request("POST", path, body, hub.token(who), hub.key(name))


def at(hub, days_ago):
    if getattr(hub, "has_forgotten", False):
        played.add(hub.days_ago)
        raise Killed
    real_at(hub, days_ago)


def date(hub, days_from_now=0):
    hours = 24 if hub.days_ago in played else 0
    now = time.time() + hours * 3600
    with mock.patch("time.time", lambda: now):
        return real_date(hub, days_from_now)


Hub.at, Hub.step, Hub.time = at, step, date
while True:
    try:
        runpy.run_path(str(SAMPLE), run_name="__main__")
        break
    except Killed:
        print(f"killed after {len(played)} days", flush=True)
