"""The portal's files, and the screens that have no file of their own."""
import gzip
import pathlib
import shutil
import tempfile
import unittest

from web import WebTest, problem

HEAD = ("<!doctype html><html><head><title>公益枢纽</title>"
        '<meta name="description" content="账目">'
        '<meta property="og:title" content="公益枢纽">'
        '<meta property="og:description" content="账目">'
        '<meta property="og:type" content="website">')
PAGE = (HEAD + '<meta property="og:image" content="/card.png"></head>'
        "<body></body></html>")
PROJECT = "01a050d9-1734-7242-815e-a16eaffea0e9"


def make_build():
    """As web/build leaves it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-web-"))
    for name, text in (("public/index.html", PAGE),
                       ("console/index.html", PAGE.replace("公益", "工作")),
                       ("assets/a-1.js", "let a = 1"), ("icon.svg", "<svg/>")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / "assets/a-1.js.gz").write_bytes(gzip.compress(b"let a = 1"))
    (folder / "assets/a-1.js.br").write_bytes(b"brotli stands here")
    return folder


class Portal(WebTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = make_build()
        cls.settings = {"CW_WEB": str(cls.folder)}
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder)

    def page(self, path, **headers):
        return self.get(path, Accept="text/html,*/*;q=0.8", **headers)

    def written(self, scheme="http"):
        """The page as it is sent: the address of its picture is whole."""
        at = f"{scheme}://127.0.0.1:{self.gateway.port}"
        return PAGE.replace("/card.png", f"{at}/card.png")

    def test_what_has_a_hashed_name_is_kept_for_ever(self):
        answer = self.get("/assets/a-1.js")
        self.assertEqual(answer.raw, b"let a = 1")
        self.assertEqual(answer.headers["Cache-Control"],
                         "public, max-age=31536000, immutable")
        self.assertEqual(answer.headers["Content-Type"],
                         "text/javascript; charset=utf-8")

    def test_what_was_compressed_by_the_build_is_sent_as_it_is(self):
        answer = self.get("/assets/a-1.js", Accept_Encoding="gzip, br")
        self.assertEqual((answer.headers["Content-Encoding"], answer.raw),
                         ("br", b"brotli stands here"))
        answer = self.get("/assets/a-1.js", Accept_Encoding="gzip, br;q=0")
        self.assertEqual(gzip.decompress(answer.raw), b"let a = 1")
        self.assertEqual(answer.headers["Vary"].count("Accept-Encoding"), 1)

    def test_a_page_runs_only_what_comes_from_here(self):
        policy = self.page("/").headers["Content-Security-Policy"]
        self.assertIn("script-src 'self';", policy)
        self.assertIn("style-src 'self';", policy)
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(self.page("/").headers["Cache-Control"], "no-cache")

    def test_a_page_that_did_not_change_is_not_sent_again(self):
        tag = self.page("/").headers["ETag"]
        self.assertEqual(self.page("/", If_None_Match=tag).status, 304)

    def test_every_screen_is_the_same_page(self):
        for path in ("/", "/give", "/verify/GF-2026-0001?hash=x"):
            self.assertEqual(self.page(path).raw.decode(), self.written())
        for path in ("/console", "/console/rounds/1"):
            self.assertIn("工作枢纽", self.page(path).raw.decode())

    def test_only_an_embedded_screen_may_be_framed(self):
        policy = self.page("/embed/totals").headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors *", policy)

    def test_what_is_no_screen_is_still_not_there(self):
        for path in ("/v1/nothing", "/assets/b-2.js", "/docs/nothing"):
            answer = self.page(path)
            self.assertEqual((answer.status, answer.problem),
                             (404, "no_such_path"))
        self.assertEqual(self.get("/nothing").status, 404)
        self.assertEqual(self.http("POST", "/give", {},
                                   {"Accept": "text/html"}).status, 404)

    def test_nothing_outside_the_build_can_be_asked_for(self):
        for path in ("/assets/%2e%2e/%2e%2e/etc/passwd", "/etc/passwd",
                     "/assets/a-1.js.gz", "/public"):
            self.assertIn(self.get(path).status, (400, 404), path)

    def test_a_project_has_its_own_title_for_those_who_run_no_script(self):
        self.service("grants", lambda request: {
            "project": {
                "project": request.payload["project"],
                "project_id": request.payload["project"],
                "title": "心灵</title><script>", "organisation": bytes(16),
                "round": bytes(16), "programme": bytes(16), "summary": "\"关爱\"" * 60,
                "fund_hub": "longgang", "fund": bytes(16), "paid": 0, "returned": 0,
                "state": "selected", "published_at": 1},
            "tranches": [], "visits": 0, "served": 0})
        text = self.page(f"/p/longgang/{PROJECT}").raw.decode()
        self.assertIn("<title>心灵&lt;/title&gt;&lt;script&gt;</title>", text)
        self.assertIn('<meta property="og:title" content="心灵&lt;', text)
        self.assertIn('og:description" content="&quot;关爱&quot;', text)
        self.assertEqual(text.count("关爱"), 2 * 120 // 4)
        self.assertIn('og:type" content="article"', text)
        self.assertNotIn("<script>", text)

    def test_a_project_that_cannot_be_told_of_is_shown_all_the_same(self):
        self.service("grants", lambda request: (problem("not_found", 404), 404))
        for name in (PROJECT, "nonsense"):
            answer = self.page(f"/p/longgang/{name}")
            self.assertEqual((answer.status, answer.raw.decode()),
                             (200, self.written()))

    def test_a_list_is_headed_for_those_who_run_no_script(self):
        for path, title in (("/rounds?window=open", "征集 · 公益枢纽"),
                            ("/organisations", "社会组织 · 公益枢纽")):
            text = self.page(path).raw.decode()
            self.assertIn(f"<title>{title}</title>", text)
            self.assertIn(f'og:title" content="{title}">', text)
            self.assertNotIn('description" content="账目">', text)

    def test_a_picture_is_where_the_reader_came_by_tls(self):
        answer = self.page("/", X_Forwarded_Proto="https")
        self.assertEqual(answer.raw.decode(), self.written("https"))


if __name__ == "__main__":
    unittest.main()
