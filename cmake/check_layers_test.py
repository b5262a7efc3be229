"""What the layer check catches, in trees of one bad file each."""
import pathlib
import tempfile
import unittest

import check_layers


def problems(path, text, **others):
    """Of a tree with this file, and an empty one at each of others."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, content in {path: text, **others}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content)
        return list(check_layers.problems(root))


RULES = "services/grants/ranking.c"


class LayersTest(unittest.TestCase):
    def assert_refused(self, path, *texts):
        for text in texts:
            self.assertNotEqual(problems(path, text), [], f"{path}: {text}")

    def assert_kept(self, path, *texts):
        for text in texts:
            self.assertEqual(problems(path, text), [], f"{path}: {text}")

    def test_a_service_sees_no_other(self):
        self.assert_refused(RULES,
                            '#include "../fundraising/store_gift.h"\n',
                            '#include "services/fundraising/fund.h"\n',
                            '#include "fundraising_service.h"\n',
                            '# include <fundraising_service.h>\n',
                            '#include "store_gift.h"\n')
        self.assertNotEqual(problems(
            RULES, '#include "gift.h"\n',
            **{"services/fundraising/gift.h": ""}), [])
        self.assert_kept(RULES, '#include "fundraising_messages.h"\n',
                         '#include "grants_service.h"\n')
        self.assertEqual(problems(RULES, '#include "tranche.h"\n',
                                  **{"services/grants/tranche.h": ""}), [])

    def test_rules_see_no_coding_no_bus_and_no_time(self):
        self.assert_refused(RULES, '#include "wire/json.h"\n',
                            '#include "wire/codec.h"\n',
                            '#include "bus/client.h"\n',
                            '#include "bus/config.h"\n',
                            '#include <time.h>\n')
        self.assert_kept(RULES, '#include "wire/buffer.h"\n')
        self.assert_kept("services/grants/handlers_score.c",
                         '#include "wire/codec.h"\n')
        self.assert_refused("services/grants/handlers_score.c",
                            '#include "bus/client.h"\n')

    def test_a_service_takes_the_time_from_its_call(self):
        calls = ["return clock_now();", "return clock_monotonic_us();",
                 "return clock_machine();"]
        self.assert_refused("services/grants/handlers_score.c", *calls)
        self.assert_kept("services/gateway/rate.c", *calls)

    def test_the_time_is_read_in_one_place(self):
        calls = ["return time(NULL);", "clock_gettime(CLOCK_REALTIME, &now);",
                 "gettimeofday (&now, NULL);"]
        for path in (RULES, "services/gateway/rate.c", "common/db/members.c",
                     "common/server/watchdog.c", "tools/cw/up.c"):
            self.assert_refused(path, *calls)
        self.assert_kept("common/base/clock.c", *calls)
        self.assert_kept(RULES, "due_time(round);", "/* time(NULL) */")

    def test_sql_is_in_stores_alone(self):
        statements = [
            '"SELECT 1"', '"select id\\n from award"', '"SEL" "ECT id FROM x"',
            '"WITH best AS (SELECT 1) SELECT * FROM best"',
            '" WITH " NAME " AS (SEL"', '"with a(b) as (values (1))"',
            '"PRAGMA user_version"', '"BEGIN"', '"begin immediate"', '"COMMIT;"',
            '"SAVEPOINT one"', '"INSERT INTO " TABLE', '"insert or ignore into a"',
            '"UPDATE award SET state = 1"', '"DELETE FROM award"',
            '"; DROP TABLE award"', '"CREATE " KIND " a"', '"ATTACH ?1 AS b"',
            '"SELECT a," \\\n    " b FROM c"', "'\"', \"SELECT 1\""]
        bad = [f"f({statement});" for statement in statements]
        for path in (RULES, "services/gateway/csv.c", "common/server/call.c",
                     "services/grants/handlers_score.c", "tools/cw/call.c"):
            self.assert_refused(path, *bad)
        for path in ("services/grants/store_award.c", "common/db/queries.c",
                     "services/grants/ranking_test.c"):
            self.assert_kept(path, *bad)

    def test_what_only_sounds_like_sql_is_kept(self):
        self.assert_kept(
            "services/gateway/csv.c", 'f("DELETE");', 'f("with " STR_FMT);',
            'f("The COMMIT of a batch");', 'f("begin with a letter");',
            'f("choose one, then select it");', 'f("update " STR_FMT);',
            "/* SELECT would be faster */", '// "SELECT 1"')

    def test_sqlite_is_seen_by_stores_alone(self):
        sqlite = "#include <sqlite3.h>\n"
        for path in (RULES, "services/grants/handlers_score.c",
                     "services/gateway/csv.c", "common/server/call.h"):
            self.assert_refused(path, sqlite)
        self.assert_kept("services/grants/store.c", sqlite)
        self.assert_kept("common/db/db.h", sqlite)

    def test_sockets_are_of_bus_and_the_gateway(self):
        sockets = ["zmq_msg_send(&part, handle, 0);", "zsock_destroy(&zsock);",
                   "int file = socket(AF_UNIX, SOCK_STREAM, 0);",
                   "#include <sys/socket.h>\n", "#include <zmq.h>\n",
                   "#include <curl/curl.h>\n"]
        for path in (RULES, "services/grants/handlers_score.c",
                     "services/grants/store.c", "common/server/call.c",
                     "common/db/lease.c"):
            self.assert_refused(path, *sockets)
        for path in ("common/bus/mdp.c", "services/gateway/router.c"):
            self.assert_kept(path, *sockets)
        self.assert_kept("common/server/server.c", "zmq_poll(items, 3, 10);")
        self.assert_refused(RULES, "zmq_poll(items, 3, 10);")
        self.assert_kept("services/notification/smtp.c",
                         "#include <curl/curl.h>\n")

    def test_rooms_of_common_keep_their_order(self):
        self.assert_refused("common/base/str.c", '#include "wire/buffer.h"\n')
        self.assert_refused("common/db/db.c", '#include "bus/client.h"\n',
                            '#include "grants_messages.h"\n',
                            '#include "../bus/client.h"\n')
        self.assert_refused("services/gateway/csv.c", '#include "db/db.h"\n',
                            '#include "server/call.h"\n')
        self.assert_kept("common/server/loop.h", '#include "db/db.h"\n',
                         '#include "gateway_messages.h"\n')


if __name__ == "__main__":
    unittest.main()
