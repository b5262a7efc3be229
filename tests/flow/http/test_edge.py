"""TLS before the gateway: the edge of the containers, and the proxy that
docs/operations.md tells people to make. Skips where there is no nginx."""
import http.client
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest

from web import Answer, WebTest, free_port, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[3]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
TWO_YEARS = "max-age=63072000"


def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "chain.pem"],
        check=True, capture_output=True)


class ProxyTest(WebTest):
    settings = {"CW_HTTP_PROXIES": "127.0.0.1", "CW_RATE_LIMITS": "on",
                "CW_RATE_READS": "5"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-edge-"))
        make_certificate(cls.folder)
        cls.plain, cls.tls = free_port(), free_port()
        config = cls.folder / "nginx.conf"
        config.write_text(cls.config())
        (cls.folder / "temporary").mkdir()
        cls.nginx = subprocess.Popen(
            [NGINX, "-c", config, "-p", cls.folder, "-e", "stderr", "-g",
             "daemon off;" + ("user root;" if os.geteuid() == 0 else "")])
        assert wait_for(cls.listens)

    @classmethod
    def tearDownClass(cls):
        cls.nginx.terminate()
        cls.nginx.wait(10)
        shutil.rmtree(cls.folder)
        super().tearDownClass()

    @classmethod
    def here(cls, text):
        """A configuration with the files and ports of this test."""
        for there, found in (
                (" /tmp/", f" {cls.folder}/temporary/"),
                ("http://$gateway:8080", f"http://127.0.0.1:{cls.gateway.port}"),
                ("http://127.0.0.1:8080", f"http://127.0.0.1:{cls.gateway.port}"),
                ("listen 8080;", f"listen 127.0.0.1:{cls.plain};"),
                ("listen 8443 ", f"listen 127.0.0.1:{cls.tls} "),
                ("listen 443 ", f"listen 127.0.0.1:{cls.tls} "),
                ("/etc/nginx/tls/", f"{cls.folder}/tls/"),
                ("/etc/hub/", f"{cls.folder}/"),
                ("/run/secrets/tls_certificate", f"{cls.folder}/chain.pem"),
                ("/run/secrets/tls_key", f"{cls.folder}/key.pem")):
            text = text.replace(there, found)
        return text

    @classmethod
    def listens(cls):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", cls.tls)) == 0

    def ask(self, path, method="GET", headers=None, tls=None):
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.tls, timeout=10, context=tls or
            ssl.create_default_context(cafile=self.folder / "chain.pem"))
        connection.request(method, path, headers=headers or {})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer


class WhatBothDo:
    def test_over_tls_the_gateway_answers(self):
        answer = self.ask("/healthz")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Strict-Transport-Security"],
                         TWO_YEARS)

    def test_what_tells_of_the_inside_stays_there(self):
        for path in "/metrics", "/readyz":
            self.assertEqual(self.ask(path).status, 404)

    def test_a_client_cannot_say_who_asks(self):
        statuses = [self.ask("/v1/session", headers={
            "X-Forwarded-For": f"8.8.8.{i}"}).status for i in range(40)]
        self.assertIn(429, statuses)


class EdgeTest(ProxyTest):
    @classmethod
    def config(cls):
        (cls.folder / "tls").mkdir()
        edge = ROOT / "tools" / "edge"
        (cls.folder / "tls" / "tls.conf").write_text(
            cls.here((edge / "tls.conf").read_text()))
        return cls.here((edge / "nginx.conf").read_text())


class Edge(WhatBothDo, EdgeTest):
    def ask_plainly(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.plain,
                                                timeout=10)
        connection.request("GET", path)
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def test_who_comes_plainly_is_sent_to_tls(self):
        answer = self.ask_plainly("/v1/hubs?limit=2")
        self.assertEqual((answer.status, answer.headers["Location"]),
                         (308, "https://127.0.0.1/v1/hubs?limit=2"))
        self.assertNotIn("Strict-Transport-Security", answer.headers)
        self.assertEqual(self.ask_plainly("/edge").status, 204)

    def test_tls_is_new_enough(self):
        for version, is_taken in ((ssl.TLSVersion.TLSv1_1, False),
                                  (ssl.TLSVersion.TLSv1_2, True)):
            tls = ssl.create_default_context(cafile=self.folder / "chain.pem")
            tls.set_ciphers("ALL:@SECLEVEL=0")
            tls.minimum_version = tls.maximum_version = version
            if is_taken:
                self.assertEqual(self.ask("/healthz", tls=tls).status, 200)
            else:
                self.assertRaises(ssl.SSLError, self.ask, "/healthz", tls=tls)


class OwnProxy(WhatBothDo, ProxyTest):
    @classmethod
    def config(cls):
        text = (ROOT / "docs" / "operations.md").read_text()
        server = re.search(r"```nginx\n(.*?)```", text, re.DOTALL).group(1)
        places = "".join(f"{kind}_temp_path temporary/{kind};" for kind in
                         ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        return (f"pid {cls.folder}/pid; events {{}} http {{ access_log off;"
                f"{places}{cls.here(server)} }}")


class NobodyBehind(EdgeTest):
    @classmethod
    def here(cls, text):
        return super().here(text).replace(
            f"http://127.0.0.1:{cls.gateway.port}", "http://127.0.0.1:1")

    def test_what_the_edge_says_itself_is_said_by_tls_too(self):
        for headers, status in (({}, 502), ({"Idempotency-Key": "a"}, 503)):
            answer = self.ask("/v1/hubs", "POST", headers)
            self.assertEqual((answer.status, answer.json["status"]),
                             (status, status))
            self.assertEqual(answer.headers["Strict-Transport-Security"],
                             TWO_YEARS)
        self.assertEqual(answer.headers["Retry-After"], "1")



if __name__ == "__main__":
    if not NGINX:
        print("no nginx here")
        sys.exit(77)
    unittest.main()
