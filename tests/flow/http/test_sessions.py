"""Signing in and out, browsers' sessions, and the limits of rate."""
import http.cookies
import time
import unittest

from web import ACCOUNT, HOME, WebTest, problem

KNOWN = "cw_longgang.known.secret"
BEARER = {"Authorization": f"Bearer {KNOWN}"}
COOKIE = {"Cookie": f"__Host-sid={KNOWN}"}
OWN_PAGE = {**COOKIE, "Sec-Fetch-Site": "same-origin"}
PASSWORD = {"account": "lee", "password": "correct horse battery"}
FIGURE = {"metric": "visits", "value": 5, "qualifier": "exact",
          "as_of": "2026-01-01", "source": "count"}
FIGURES = "/v1/hubs/longgang/figures"


def log_in_reply():
    return {"token": KNOWN, "expires_at": int(time.time() * 1000) + 3600000,
            "account_id": ACCOUNT, "roles": []}


def by_operation(request):
    if request.header["op"] == "registry.log_in":
        if request.payload["password"] != PASSWORD["password"]:
            return problem("wrong_credentials", 401), 401
        return log_in_reply()
    if request.header["op"] == "registry.record_figure":
        return {"figure_id": ACCOUNT}
    return {}


class SigningIn(WebTest):
    def setUp(self):
        self.service_of_accounts = self.registry(by_operation)

    def log_in(self, **headers):
        return self.http("POST", "/v1/session", PASSWORD, {
            name.replace("_", "-"): value for name, value in headers.items()})

    def test_a_program_gets_the_token_and_no_cookie(self):
        answer = self.log_in()
        self.assertEqual(answer.json["token"], KNOWN)
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_a_browser_also_gets_a_cookie(self):
        answer = self.log_in(Sec_Fetch_Site="same-origin")
        cookie = http.cookies.SimpleCookie(answer.headers["Set-Cookie"])
        session = cookie["__Host-sid"]
        self.assertEqual(session.value, KNOWN)
        self.assertTrue(session["secure"] and session["httponly"])
        self.assertEqual((session["path"], session["samesite"]), ("/", "Lax"))
        self.assertAlmostEqual(int(session["max-age"]), 3600, delta=5)
        self.assertTrue(answer.headers["X-CSRF-Token"])

    def test_a_foreign_page_signs_nobody_in(self):
        for headers in ({"Sec_Fetch_Site": "cross-site"},
                        {"Origin": "https://evil.example"},
                        {"Origin": "null"}):
            self.assert_problem(self.log_in(**headers), 403, "foreign_origin")

    def test_a_wrong_password_leaves_no_cookie(self):
        answer = self.http("POST", "/v1/session",
                           {"account": "lee", "password": "wrong"},
                           {"Sec-Fetch-Site": "same-origin"})
        self.assert_problem(answer, 401, "wrong_credentials")
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_who_am_i(self):
        self.assertEqual(self.get("/v1/session").json, {"grants": []})
        answer = self.http("GET", "/v1/session", headers=BEARER)
        self.assertEqual(answer.json["home_hub"], HOME)
        self.assertEqual(answer.json["grants"],
                         [{"role": "operator", "scope": HOME}])
        self.assertNotIn("csrf_token", answer.json)
        self.assertTrue(self.http("GET", "/v1/session", headers=COOKIE)
                        .json["csrf_token"])

    def test_a_session_that_is_over_is_forgotten(self):
        answer = self.http("GET", "/v1/session", headers={
            "Cookie": "__Host-sid=cw_longgang.old.secret"})
        self.assert_problem(answer, 401, "unauthenticated")
        self.assertIn("__Host-sid=;", answer.headers["Set-Cookie"])
        self.assertIn("Max-Age=0", answer.headers["Set-Cookie"])

    def test_signing_out_ends_the_cookies_session(self):
        token = self.http("GET", "/v1/session",
                          headers=COOKIE).json["csrf_token"]
        answer = self.http("DELETE", "/v1/session", headers={
            **OWN_PAGE, "X-CSRF-Token": token})
        self.assertEqual(answer.status, 200)
        self.assertIn("Max-Age=0", answer.headers["Set-Cookie"])
        self.assertEqual(self.service_of_accounts.requests[-1].payload,
                         {"token": KNOWN})

    def test_a_program_signs_out_as_it_says(self):
        self.http("DELETE", "/v1/session", headers=BEARER)
        self.assertEqual(self.service_of_accounts.requests[-1].payload, {})


class Branches(WebTest):
    """Whose accounts have another registry than the home hub's."""

    BRANCH = f"{HOME}.bantian"

    def setUp(self):
        self.service_of_accounts = self.service("registry", by_operation,
                                                (HOME, self.BRANCH))

    def test_an_account_of_a_branch_signs_in_there(self):
        for path, hub in ((f"/v1/session?hub={self.BRANCH}", self.BRANCH),
                          ("/v1/session", HOME)):
            answer = self.http("POST", path, PASSWORD)
            self.assertEqual((answer.status, answer.json["token"]),
                             (200, KNOWN))
            self.assertEqual(
                self.service_of_accounts.requests[-1].header["hub"], hub)

    def test_only_a_hub_can_be_asked(self):
        self.assert_problem(
            self.http("POST", "/v1/session?hub=No+hub", PASSWORD),
            404, "no_such_hub", "hub")
        self.assert_problem(
            self.http("POST", f"/v1/session?hib={HOME}", PASSWORD),
            400, "malformed", "hib")


class Pages(WebTest):
    """What a cookie alone does not allow."""

    def setUp(self):
        self.service_of_figures = self.registry(by_operation)
        self.token = self.http("GET", "/v1/session",
                               headers=COOKIE).json["csrf_token"]

    def record(self, headers):
        return self.http("POST", FIGURES, FIGURE,
                         {"Idempotency-Key": "k", **headers})

    def test_its_own_page_may_command(self):
        for headers in (OWN_PAGE, {**COOKIE, "Origin":
                                   f"http://127.0.0.1:{self.gateway.port}"}):
            answer = self.record({**headers, "X-CSRF-Token": self.token})
            self.assertEqual(answer.status, 200, answer.json)

    def test_reading_needs_no_proof(self):
        answer = self.http("GET", "/v1/session", headers={
            **COOKIE, "Sec-Fetch-Site": "cross-site"})
        self.assertEqual(answer.status, 200)

    def test_a_foreign_page_may_not(self):
        for headers in ({}, {"Sec-Fetch-Site": "cross-site"},
                        {"Sec-Fetch-Site": "same-site"},
                        {"Origin": "https://evil.example"}):
            answer = self.record({**COOKIE, **headers,
                                  "X-CSRF-Token": self.token})
            self.assert_problem(answer, 403, "foreign_origin")

    def test_a_page_without_the_sessions_token_may_not(self):
        for headers in ({}, {"X-CSRF-Token": ""},
                        {"X-CSRF-Token": self.token[:-1] + "~"}):
            self.assert_problem(self.record({**OWN_PAGE, **headers}),
                                403, "csrf_token_required", "X-CSRF-Token")

    def test_nothing_refused_reached_a_service(self):
        self.record(COOKIE)
        self.record(OWN_PAGE)
        self.assertEqual([r for r in self.service_of_figures.requests
                          if r.header["op"].endswith("record_figure")], [])


class Rates(WebTest):
    settings = {"CW_RATE_LIMITS": "on", "CW_RATE_READS": "20",
                "CW_RATE_COMMANDS": "30"}

    def setUp(self):
        self.registry(by_operation)

    def assert_too_many(self, answer):
        self.assert_problem(answer, 429, "too_many")
        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)

    def test_guessing_at_one_account(self):
        for spelling in ("Wu", "wu", "WU", "wU", "Wu"):
            self.assertEqual(self.http(
                "POST", "/v1/session", {"account": spelling, "password": "x"},
                source="127.0.1.1").status, 401)
        self.assert_too_many(self.http(
            "POST", "/v1/session", {"account": "wu", "password": "x"},
            source="127.0.1.2"))

    def test_guessing_from_one_address(self):
        answers = [self.http("POST", "/v1/session",
                             {"account": f"a{i}", "password": "x"},
                             source="127.0.2.1") for i in range(21)]
        self.assertEqual([a.status for a in answers[:20]], [401] * 20)
        self.assert_too_many(answers[20])
        self.assertEqual(self.http("POST", "/v1/session", PASSWORD,
                                   source="127.0.2.2").status, 200)

    def test_reading_from_one_address(self):
        answers = [self.http("GET", "/v1/session", source="127.0.3.1")
                   for _ in range(60)]
        self.assert_too_many(next(a for a in answers if a.status != 200))
        self.assertEqual(self.http("GET", "/v1/session",
                                   source="127.0.3.2").status, 200)

    def test_commands_with_one_token(self):
        answers = [self.http("POST", FIGURES, FIGURE,
                             {**BEARER, "Idempotency-Key": str(i)},
                             source=f"127.0.4.{i + 1}") for i in range(90)]
        self.assert_too_many(next(a for a in answers if a.status != 200))

    def test_probes_are_not_counted(self):
        for _ in range(60):
            self.assertEqual(self.http("GET", "/healthz",
                                       source="127.0.5.1").status, 200)


class Proxies(WebTest):
    settings = {"CW_RATE_LIMITS": "on", "CW_RATE_READS": "2",
                "CW_HTTP_PROXIES": "127.0.9.0/24"}

    def ask(self, source, forwarded):
        return self.http("GET", "/v1/session", source=source, headers={
            "X-Forwarded-For": forwarded}).status

    def test_a_believed_proxy_says_who_asks(self):
        statuses = [self.ask("127.0.9.1", f"6.6.6.6, 8.8.8.{i}, 127.0.9.7")
                    for i in range(20)]
        self.assertEqual(statuses, [200] * 20)

    def test_nobody_else_does(self):
        statuses = [self.ask("127.0.8.1", f"8.8.8.{i}") for i in range(20)]
        self.assertIn(429, statuses)


if __name__ == "__main__":
    unittest.main()
