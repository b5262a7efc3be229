"""A hub under a story: its HTTP interface, its clock, a journal of steps.

Each step has a name. What it answered is kept in the journal, so that a
story that was interrupted goes on where it stopped; the step under way is
asked again with the same idempotency key and, since every date is counted from
the day the story was begun, in the same words.
"""
import hashlib
import http.client
import json
import os
import pathlib
import time
import uuid

DAY_MS = 24 * 60 * 60 * 1000
STORY_DAYS = 90
PATIENCE_S = 30


class Refused(Exception):
    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('type', '')} "
                         f"{problem.get('detail', problem)}")
        self.status, self.problem = status, problem


class Journal:
    """Steps that are done and what they answered, in one file."""

    def __init__(self, path, clock):
        self.path, self.clock = pathlib.Path(path), clock
        self.steps = {}
        self.is_fresh = False  # something was added since that was last asked
        if self.path.exists():
            self.steps = json.loads(self.path.read_text())

    def add(self, name, answer):
        self.steps[name] = answer
        self.is_fresh = True
        self.save()

    def save(self):
        """With the hub's time: where a story that goes on finds itself."""
        self.steps["reached"] = self.clock.now_ms()
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.steps, ensure_ascii=False, indent=1))
        os.chmod(fresh, 0o600)
        fresh.replace(self.path)


class Clock:
    """What time the hub believes it is, told to every process by a file."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.offset_ms = 0
        if self.path.exists():
            self.offset_ms = int(self.path.read_text())

    def now_ms(self):
        return int(time.time() * 1000) + self.offset_ms

    def set(self, ms):
        self._write(ms - int(time.time() * 1000))

    def set_right(self):
        self._write(0)

    def _write(self, offset_ms):
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{offset_ms}\n")
        fresh.replace(self.path)
        self.offset_ms = offset_ms


class Hub:
    def __init__(self, data, port):
        self.data, self.port = pathlib.Path(data), port
        self.clock = Clock(self.data / "clock")
        self.journal = Journal(self.data / "sample-journal.json", self.clock)
        self.days_ago = STORY_DAYS
        self.passwords, self.sessions = {}, {}
        self.connection = None

    def set_clock(self):
        """To where the story is: ninety days ago, or where it stopped."""
        steps = self.journal.steps
        if "done" in steps:
            return
        if "began" not in steps:
            steps["began"] = int(time.time() * 1000)
            self.clock.set(steps["began"] - STORY_DAYS * DAY_MS)
            self.journal.save()
        self.clock.set(steps["reached"])

    def at(self, days_ago):
        """Every process sees this date before the next step is asked. What
        was reached before an interruption is not gone back on."""
        self.days_ago = days_ago
        self.sessions.clear()  # they last for hours
        if not days_ago:
            self.clock.set_right()
            return
        steps = self.journal.steps
        date = steps["began"] - days_ago * DAY_MS
        self.clock.set(max(date, steps["reached"]))
        self.journal.save()

    def time(self, days_from_now=0):
        """RFC 3339 in the story's time, to the second, in UTC+8."""
        seconds = self.journal.steps["began"] // 1000
        seconds += (days_from_now - self.days_ago) * 86400
        return time.strftime("%Y-%m-%dT%H:%M:%S+08:00",
                             time.gmtime(seconds + 8 * 3600))

    def date(self, days_from_now=0):
        return self.time(days_from_now)[:10]

    def token(self, who):
        """Of a session of this day: it is asked for when somebody acts."""
        if who and who not in self.sessions:
            self.sessions[who] = self.request("POST", "/v1/session", {
                "account": who, "password": self.passwords[who]})["token"]
        return self.sessions[who] if who else None

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

    def get(self, path, who=None):
        return self.request("GET", path, token=self.token(who))

    def step(self, name, path, body, who):
        """A command of the story, done once however often it is run."""
        if name not in self.journal.steps:
            answer = self.request("POST", path, body, self.token(who),
                                  self.key(name))
            self.journal.add(name, answer)
        return self.journal.steps[name]

    def look(self, name, path, who=None):
        """What there was to see when the story came here first."""
        if f"look {name}" not in self.journal.steps:
            self.journal.add(f"look {name}", self.get(path, who))
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
