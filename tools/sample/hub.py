"""A hub under a story: its HTTP interface, its clock, a journal of steps.

Each step has a name. What it answered is kept in the journal, so that a
story that was interrupted goes on where it stopped; the step under way is
asked again with the same idempotency key.
"""
import hashlib
import http.client
import json
import os
import pathlib
import time
import uuid

DAY_MS = 24 * 60 * 60 * 1000
PATIENCE_S = 30


class Refused(Exception):
    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('type', '')} "
                         f"{problem.get('detail', problem)}")
        self.status, self.problem = status, problem


class Journal:
    """Steps that are done and what they answered, in one file."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.steps = {}
        self.is_fresh = False  # something was added since that was last asked
        if self.path.exists():
            self.steps = json.loads(self.path.read_text())

    def add(self, name, answer):
        self.steps[name] = answer
        self.is_fresh = True
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.steps, ensure_ascii=False, indent=1))
        os.chmod(fresh, 0o600)
        fresh.replace(self.path)


class Clock:
    """Days before now, told to every process by a file."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def set_days_ago(self, days):
        self._write(-int(days * DAY_MS))

    def _write(self, offset_ms):
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{offset_ms}\n")
        fresh.replace(self.path)


class Hub:
    def __init__(self, data, port):
        self.port = port
        self.journal = Journal(pathlib.Path(data) / "sample-journal.json")
        self.clock = Clock(pathlib.Path(data) / "clock")
        self.days_ago = 0
        self.connection = None

    def at(self, days_ago):
        """Every process sees this date before the next step is asked."""
        self.days_ago = days_ago
        self.clock.set_days_ago(days_ago)

    def time(self, days_from_now=0):
        """RFC 3339 in the story's time, to the second, in UTC+8."""
        seconds = time.time() + (days_from_now - self.days_ago) * 86400
        return time.strftime("%Y-%m-%dT%H:%M:%S+08:00",
                             time.gmtime(seconds + 8 * 3600))

    def date(self, days_from_now=0):
        return self.time(days_from_now)[:10]

    def request(self, method, path, body=None, token=None, key=None):
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        text = None if body is None else json.dumps(body)
        status, answer = self._exchange(method, path, text, headers)
        if status >= 400:
            raise Refused(status, answer)
        return answer

    def _exchange(self, method, path, text, headers):
        """Again while the hub is not ready: a key makes that harmless."""
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                if not self.connection:
                    self.connection = http.client.HTTPConnection(
                        "127.0.0.1", self.port, timeout=20)
                self.connection.request(method, path, text, headers)
                response = self.connection.getresponse()
                raw = response.read()
                is_json = "json" in response.headers.get("Content-Type", "")
                answer = json.loads(raw) if raw and is_json else {}
                if response.status not in (429, 502, 503, 504):
                    return response.status, answer
                pause = float(response.headers.get("Retry-After") or 0.2)
            except (OSError, http.client.HTTPException):
                self.connection, answer, pause = None, {}, 0.2
            if time.monotonic() > end:
                raise Refused(503, answer or {"detail": "no answer"})
            time.sleep(min(pause, 1))

    def say(self, text):
        """What the steps since the last word came to, and whether now."""
        done = "" if self.journal.is_fresh else "  (already done)"
        self.journal.is_fresh = False
        print(f"{text}{done}", flush=True)

    def is_ready(self):
        try:
            self.get("/readyz")
            return True
        except Refused:
            return False

    def get(self, path, token=None):
        return self.request("GET", path, token=token)

    def step(self, name, path, body, token=None, method="POST"):
        """A command of the story, done once however often it is run."""
        if name not in self.journal.steps:
            answer = self.request(method, path, body, token, self.key(name))
            self.journal.add(name, answer)
        return self.journal.steps[name]

    def look(self, name, path, token=None):
        """What there was to see when the story came here first."""
        if f"look {name}" not in self.journal.steps:
            self.journal.add(f"look {name}", self.get(path, token))
        return self.journal.steps[f"look {name}"]

    def key(self, name):
        digest = hashlib.sha256(f"commonweal sample {name}".encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def wait_for(self, what, look):
        """Until look() is true: events travel between the services."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.05)
        raise TimeoutError(f"waited {PATIENCE_S} s for {what}")
