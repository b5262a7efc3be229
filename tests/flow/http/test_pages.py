"""The gateway's own pages."""
import html.parser
import re
import shutil
import subprocess
import unittest

from web import HOME, WebTest, problem, wait_for


class Health(WebTest):
    def test_it_is_alive_before_anything_else_is(self):
        self.assertEqual(self.get("/healthz").raw, b"alive\n")

    def test_it_is_ready_when_every_service_is_there(self):
        names = ["registry", "grants", "fundraising", "notification"]
        answer = self.get("/readyz")
        self.assertEqual(answer.status, 503)
        self.assertEqual(answer.raw.decode().split("\n")[:-1],
                         [f"no {name}" for name in names])
        services = [self.service(name, lambda request: None)
                    for name in names]
        self.assertEqual(self.get("/readyz").raw, b"ready\n")
        services[1].stop()
        self.assertTrue(wait_for(lambda: self.get("/readyz").status == 503))
        self.assertEqual(self.get("/readyz").raw,
                         b"no owner of grants longgang\n")


class Metrics(WebTest):
    def test_prometheus_can_read_it(self):
        self.service("grants", lambda request: None)
        self.get("/nothing")
        self.get("/v1/session")
        answer = self.get("/metrics")
        self.assertIn(b'route="gateway.get_session",status="200"} 1\n',
                      answer.raw)
        self.assertIn(b'route="none",status="404"} 1\n', answer.raw)
        self.assertIn(b'commonweal_shard_owned{service="grants",'
                      b'hub="longgang"} 1\n', answer.raw)
        if not shutil.which("promtool"):
            self.skipTest("no promtool here (Debian: prometheus)")
        check = subprocess.run(["promtool", "check", "metrics"],
                               input=answer.raw, capture_output=True)
        self.assertEqual((check.returncode, check.stderr), (0, b""))


class Links(html.parser.HTMLParser):
    """What a page points at, and what its parts are called."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.names, self.tags = set(), [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.add(tag)
        self.targets.add(attributes.get("href") or attributes.get("src") or "")
        if "id" in attributes:
            self.names.append(attributes["id"])
        assert "style" not in attributes and not any(
            name.startswith("on") for name in attributes)


class Reference(WebTest):
    def test_the_document_describes_what_is_served(self):
        answer = self.get("/openapi.json")
        self.assertEqual(answer.json["openapi"], "3.1.0")
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        for name in ("registry", "grants", "fundraising", "notification"):
            self.service(name, lambda request: (problem("not_found", 404),
                                                404))
        tag = answer.headers["ETag"]
        self.assertEqual(self.get("/openapi.json", If_None_Match=tag).status,
                         304)
        for path, methods in answer.json["paths"].items():
            for method in methods if not path.endswith("/events") else ():
                shown = re.sub(r"{(\w+)}", r"\1", path.replace("{hub}", HOME))
                answer = self.http(method.upper(), shown)
                self.assertNotIn(answer.problem if answer.json and "type" in
                                 answer.json else "", ("no_such_path",
                                                       "method_not_allowed"),
                                 f"{method} {path}")

    def test_a_portal_that_is_not_built_says_how_to_build_it(self):
        for path in ("/", "/console"):
            answer = self.get(path)
            self.assertEqual((answer.status, answer.headers["Content-Type"]),
                             (200, "text/html; charset=utf-8"))
            self.assertIn("--target web", answer.raw.decode())
            self.assertIn("/docs", answer.raw.decode())

    def test_the_reference_is_in_both_languages(self):
        self.assertIn("怎样调用", self.get("/docs").raw.decode())
        self.assertIn("How to call",
                      self.get("/docs", Accept_Language="en").raw.decode())
        for language in ("zh", "en"):
            answer = self.get(f"/docs/{language}")
            self.assertEqual(answer.headers["Content-Type"],
                             "text/html; charset=utf-8")

    def test_the_reference_marks_what_the_path_holds(self):
        for language, mark in (("en", "in the path"), ("zh", "在路径中")):
            page = self.get(f"/docs/{language}").raw.decode()
            section = page.split('id="fundraising.reverse_entry"')[1]
            request = section.split("</table>")[0]
            for name in ("hub", "seq"):
                self.assertRegex(request, f"<code>{name}</code></td>"
                                 f"<td>[a-z]+</td><td>{mark}")
            self.assertEqual(request.count(mark), 2)

    def test_the_reference_holds_together(self):
        for language in ("zh", "en"):
            links = Links(self.get(f"/docs/{language}").raw.decode())
            self.assertEqual(len(links.names), len(set(links.names)))
            self.assertNotIn("script", links.tags)
            for target in links.targets - {""}:
                if target.startswith("#"):
                    self.assertIn(target[1:], links.names)
                elif not target.startswith("data:"):
                    self.assertEqual(self.get(target).status, 200, target)


if __name__ == "__main__":
    unittest.main()
