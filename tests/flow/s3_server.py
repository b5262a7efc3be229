"""A small S3: PUT and GET of objects, each request's signature checked.

Written from AWS's description of Signature Version 4, apart from the product.
"""
import hashlib
import hmac
import http.server
import threading
import urllib.parse

REGION, KEY_ID, SECRET = "cn-south-1", "AKEXAMPLE", "a/secret+key"


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(method, path, headers, signed, amz_date, payload_hash):
    split = urllib.parse.urlsplit(path)
    canonical = "\n".join([
        method, split.path, split.query,
        *(f"{name}:{' '.join(headers[name].split())}" for name in signed),
        "", ";".join(signed), payload_hash])
    day = amz_date[:8]
    to_sign = "\n".join([
        "AWS4-HMAC-SHA256", amz_date, f"{day}/{REGION}/s3/aws4_request",
        hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + SECRET.encode()
    for part in (day, REGION, "s3", "aws4_request"):
        key = sign(key, part)
    return sign(key, to_sign).hex()


class Handler(http.server.BaseHTTPRequestHandler):
    def refusal(self, body):
        """What is wrong with the request, or None."""
        given = self.headers.get("Authorization", "")
        if not given.startswith("AWS4-HMAC-SHA256 "):
            return "not signed"
        parts = dict(item.strip().split("=", 1)
                     for item in given.split(" ", 1)[1].split(","))
        day_scope = parts["Credential"].split("/")
        if day_scope[0] != KEY_ID or day_scope[2:] != [
                REGION, "s3", "aws4_request"]:
            return "another key or scope"
        payload_hash = self.headers.get("x-amz-content-sha256")
        if payload_hash != hashlib.sha256(body).hexdigest():
            return "other bytes than were signed"
        signed = parts["SignedHeaders"].split(";")
        if not {"host", "x-amz-content-sha256", "x-amz-date"} <= set(signed):
            return "too little is signed"
        headers = {name: self.headers[name] for name in signed}
        expected = signature(self.command, self.path, headers, signed,
                             self.headers["x-amz-date"], payload_hash)
        if not hmac.compare_digest(expected, parts["Signature"]):
            return "the signature is wrong"
        return None

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        why = self.refusal(body)
        self.server.seen.append((self.command, self.path, why))
        if why:
            self.answer(403, why.encode())
        elif self.command == "PUT":
            self.server.objects[self.path] = body
            self.answer(200)
        elif self.path in self.server.objects:
            self.answer(200, self.server.objects[self.path])
        else:
            self.answer(404)

    do_PUT = do_GET = handle_one

    def log_message(self, *_):
        pass


class S3:
    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.objects, self.server.seen = {}, []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
