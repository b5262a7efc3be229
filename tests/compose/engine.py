"""What the tests of the compose file share: an engine, a project of its own,
HTTP, and gifts that must not be lost.

Everything that is started has the project's name and is removed at the end;
nothing else is touched.
"""
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from ports import free_port  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = f"commonweal-test-{os.getpid()}"
TAG = os.environ.get("CW_TAG")  # of images that are there already
HUB, PASSWORD = "longgang", "correct horse battery"
GIVERS, AMOUNT = 8, 2000
PROCESSES = ["edge", "gateway", "registry", "grants", "fundraising", "notification"]


PORT = free_port()
ENVIRONMENT = dict(os.environ, DOCKER_BUILDKIT="0", COMPOSE_DOCKER_CLI_BUILD="0",
                   COMPOSE_PROJECT_NAME=PROJECT, CW_TAG=TAG or PROJECT,
                   CW_PUBLISH=f"127.0.0.1:{PORT}", CW_LOG="warn")


def compose(*arguments, check=True, environment=ENVIRONMENT):
    done = subprocess.run(["docker-compose", *arguments], cwd=ROOT, text=True,
                          env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if check and done.returncode:
        logs = compose("logs", "--no-color", check=False, environment=environment)
        sys.exit(f"docker-compose {' '.join(arguments)}:\n"
                 f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}\n{logs[-8000:]}")
    return done.stdout


def inspect(name):
    container = compose("ps", "-q", name).strip()
    return json.loads(subprocess.check_output(["docker", "inspect", container]))[0]


def ask(method, path, body=None, token=None, key=None):
    """(status, what was said); status 0 when nobody answered."""
    headers = {"Content-Type": "application/json",
               "Idempotency-Key": key or str(uuid.uuid4())}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}{path}", method=method, headers=headers,
        data=json.dumps(body).encode() if body is not None else None)
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            text = response.read()
            is_json = "json" in response.headers.get("Content-Type", "")
            return response.status, json.loads(text) if is_json else text
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (OSError, http.client.HTTPException):
        return 0, None


def ask_until(method, path, body=None, token=None, patience_s=60):
    """The same question with the same key until it is answered for good."""
    key, end = str(uuid.uuid4()), time.monotonic() + patience_s
    while True:
        status, answer = ask(method, path, body, token, key)
        if status == 200:
            return answer
        if status not in (0, 429, 502, 503, 504) or time.monotonic() > end:
            sys.exit(f"{method} {path}: {status} {answer}")
        time.sleep(0.1)


def wait_for(look, what, patience_s=90):
    end = time.monotonic() + patience_s
    while not look():
        if time.monotonic() > end:
            sys.exit(f"waited {patience_s} s for {what}:\n{compose('logs')[-4000:]}")
        time.sleep(0.2)


def build():
    if not TAG:
        step("building the images ...")
        compose("build")


def step(text):
    print(text, flush=True)


READY = """exec 3<>/dev/tcp/127.0.0.1/8080
printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' >&3
read -r answer <&3 && [[ $answer == *' 200 '* ]] && echo ready"""


def is_ready():
    """Every store has an owner, and the edge finds the gateway."""
    return ("ready" in compose("exec", "-T", "gateway", "bash", "-c", READY,
                               check=False)
            and ask("GET", "/openapi.json")[0] == 200)


def is_healthy(name):
    return inspect(name)["State"]["Health"]["Status"] == "healthy"


def make_hub():
    printed = compose("run", "--rm", "-T", "cw", "init", HUB, "--admin", "chief")
    token = re.search(r"cw_longgang\.\S+", printed)
    if not token:
        sys.exit(f"cw init printed no token:\n{printed}")
    return token.group()


def open_finance_account(admin):
    ask_until("POST", f"/v1/hubs/{HUB}/accounts", {
        "account": "fang", "password": PASSWORD,
        "grants": [{"role": "finance", "scope": HUB}]}, admin)
    return ask_until("POST", "/v1/session",
                     {"account": "fang", "password": PASSWORD})["token"]


def expect(is_so, what):
    if not is_so:
        sys.exit(f"not so: {what}")


def listed_gifts(token, hub=HUB):
    numbers, cursor = [], ""
    while True:
        page = ask_until("GET", f"/v1/hubs/{hub}/gifts?limit=200{cursor}",
                         token=token)
        numbers += [item["number"] for item in page["items"]]
        if "next_cursor" not in page:
            return numbers
        cursor = f"&cursor={page['next_cursor']}"


def open_fund(token, hub=HUB):
    return ask_until("POST", f"/v1/hubs/{hub}/funds", {
        "name": "Fund of the compose test", "level": "district",
        "purposes": []}, token)["fund_id"]


def expect_nothing_lost(fund, token, acknowledged, hub=HUB):
    numbers = listed_gifts(token, hub)
    expect(sorted(numbers) == sorted(acknowledged),
           f"{len(acknowledged)} gifts were acknowledged, {len(numbers)} are there")
    raised = ask_until("GET", f"/v1/hubs/{hub}/funds/{fund}")["fund"]["raised"]
    expect(raised == len(acknowledged) * AMOUNT, f"raised is {raised}")


class Givers:
    """Threads that give to several hubs, asking again by key, and a journal."""

    def __init__(self, funds):
        self.funds = funds
        self.journal = {hub: [] for hub in funds}
        self.is_over = threading.Event()
        self.pool = concurrent.futures.ThreadPoolExecutor(GIVERS)
        hubs = list(funds)
        self.threads = [
            self.pool.submit(self._give, hub, funds[hub])
            for hub in (hubs[i % len(hubs)] for i in range(GIVERS))]

    def _give(self, hub, fund):
        while not self.is_over.is_set():
            gift = ask_until("POST", f"/v1/hubs/{hub}/gifts", {
                "fund": fund, "amount": AMOUNT, "channel": "online"},
                patience_s=120)
            self.journal[hub].append(gift["number"])

    def count(self):
        return sum(map(len, self.journal.values()))

    def wait_for_more(self, more=30):
        """As many at every hub: nobody waits for the one that is away."""
        before = {hub: len(given) for hub, given in self.journal.items()}
        wait_for(lambda: all(len(self.journal[hub]) >= before[hub] + more // 10
                             for hub in before)
                 and self.count() >= sum(before.values()) + more, "more gifts")

    def end(self):
        self.is_over.set()
        for thread in self.threads:
            thread.result()
        self.pool.shutdown()
        return self.journal


def docker(*arguments):
    return subprocess.run(["docker", *arguments], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def owners(admin, service="fundraising"):
    """hub -> (instance, term)."""
    found = ask_until("GET", "/v1/gateway/shards?limit=500", token=admin)
    return {shard["hub"]: (shard["instance"], shard["term"])
            for shard in found["items"]
            if shard["service"] == service and shard["has_owner"]}


def is_shared(admin, hubs, count):
    """Every hub has an owner, and there are so many of them."""
    found = owners(admin)
    return len(found) == len(hubs) and \
        len({instance for instance, _ in found.values()}) == count


def remove_images():
    """What this run built; the layer of Debian's packages stays as a cache."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for name in ("commonweal", "commonweal-edge"):
        subprocess.run(["docker", "image", "rm", f"{name}:{PROJECT}"], **quiet)
    listed = subprocess.check_output(
        ["docker", "image", "ls", "--all", "--quiet", "--filter",
         f"label=commonweal.build={PROJECT}"], text=True)
    for image in listed.split():
        subprocess.run(["docker", "image", "rm", "--no-prune", image], **quiet)


def remove_all():
    compose("down", "--volumes", "--remove-orphans", check=False)
    if not TAG:
        remove_images()


def has_engine():
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return all(map(shutil.which, ("docker", "docker-compose"))) and \
        subprocess.run(["docker", "info"], **quiet).returncode == 0


def run(story, name, leave=None):
    """leave() undoes what is more than containers, whatever happened."""
    if not has_engine():
        print("skipped: no Docker engine answers (docker info), or there is no"
              " docker-compose")
        return
    try:
        story()
    finally:
        step("removing what was started ...")
        if leave:
            leave()
        remove_all()
    print(f"{name}: passed")
