"""The sample network: hubs, organisations, figures, funds, accounts."""
import csv
import pathlib
import secrets

HERE = pathlib.Path(__file__).parent
DISTRICT = "longgang"
ADMIN = "admin"  # whom ./run makes the hub with
OPERATOR, FINANCE, APPROVER = "操作员林", "财务陈", "复核周"

# account, display name, role, scope: one of each role, and who the story needs
PEOPLE = [
    ("操作员林", "operator", DISTRICT),
    ("财务陈", "finance", DISTRICT),
    ("复核周", "finance", DISTRICT),
    ("理事黄", "council", DISTRICT),
    ("监督吴", "supervisor", DISTRICT),
    ("评审甲", "reviewer", DISTRICT),
    ("评审乙", "reviewer", DISTRICT),
    ("评审丙", "reviewer", DISTRICT),
    ("申请人一", "applicant", DISTRICT),
    ("申请人二", "applicant", DISTRICT),
    ("申请人三", "applicant", DISTRICT),
    ("申请人四", "applicant", DISTRICT),
    ("居民李", "donor", DISTRICT),
    ("管理员何", "admin", DISTRICT),
    ("坂田操作员", "operator", "longgang.bantian"),
]

APPLICANTS = {
    "申请人一": "龙岗社区社会工作服务中心（示例）",
    "申请人二": "坂田街坊互助服务社（示例）",
    "申请人三": "龙岗志愿者联合会（示例）",
    "申请人四": "龙岗社会治理创新促进会（示例）",
}


def rows(name):
    lines = (HERE / name).read_text().splitlines()
    return list(csv.DictReader(l for l in lines if not l.startswith("#")))


def load_hubs(hub):
    for row in rows("hubs.csv"):
        if row["hub"] == DISTRICT:
            hub.step("name the district", f"/v1/hubs/{DISTRICT}/changes",
                     {"name": row["name_zh"], "kind": row["kind"],
                      "reason": "sample"}, ADMIN)
            continue
        hub.step(f"add {row['hub']}", f"/v1/hubs/{DISTRICT}/branches",
                 {"branch": row["hub"], "name": row["name_zh"],
                  "kind": row["kind"], "division": row["division"]}, ADMIN)


def load_accounts(hub):
    """Each gets an invented password, kept for sample-accounts.json."""
    accounts = {}
    for name, role, scope in PEOPLE:
        step = f"password of {name}"
        if step not in hub.journal.steps:
            hub.journal.add(step, secrets.token_urlsafe(12))
        password = hub.passwords[name] = hub.journal.steps[step]
        opened = hub.step(
            f"open account {name}", f"/v1/hubs/{DISTRICT}/accounts",
            {"account": name, "password": password, "display_name": name,
             "grants": [{"role": role, "scope": scope}]}, ADMIN)["account_id"]
        accounts[name] = {"role": role, "hub": scope, "account": name,
                          "password": password, "id": opened}
    return accounts


def load_applicants(hub, accounts, organisations):
    """Whom each applicant acts for: they apply for no other."""
    for name, organisation in APPLICANTS.items():
        account = accounts[name]["id"]
        hub.step(f"{name} acts for an organisation",
                 f"/v1/hubs/{DISTRICT}/accounts/{account}/organisation",
                 {"organisation": organisations[organisation],
                  "reason": "sample"}, ADMIN)


def load_organisations(hub):
    found = {}
    for row in rows("organisations.csv"):
        body = {"name": row["name"], "kind": row["kind"]}
        if row["credit_code"]:
            body["credit_code"] = row["credit_code"]
        if row["fields"]:
            body["fields"] = row["fields"].split()
        answer = hub.step(f"register {row['name']}",
                          f"/v1/hubs/{row['hub']}/organisations", body, OPERATOR)
        found[row["name"]] = answer["organisation_id"]
    return found


def load_figures(hub):
    for row in rows("figures.csv"):
        hub.step(f"define {row['metric']}", f"/v1/hubs/{DISTRICT}/metrics",
                 {key: row[key] for key in ("metric", "name", "unit",
                                            "definition")}, OPERATOR)
        hub.step(f"record {row['metric']}", f"/v1/hubs/{DISTRICT}/figures",
                 {"metric": row["metric"], "value": int(row["value"]),
                  "qualifier": row["qualifier"], "as_of": row["as_of"],
                  "source": row["source"]}, OPERATOR)


def load_fund(hub, organisations):
    host = organisations["深圳社会公益基金会（示例）"]
    fund = hub.step("open the fund", f"/v1/hubs/{DISTRICT}/funds", {
        "name": "龙岗社会创新公益基金（示例）", "level": "district",
        "host_foundation": host, "purposes": []}, FINANCE)["fund_id"]
    street = hub.step("open the street's sub-fund", f"/v1/hubs/{DISTRICT}/funds", {
        "name": "坂田街道公益基金（示例）", "level": "street",
        "host_foundation": host, "parent_fund": fund, "purposes": []},
        FINANCE)["fund_id"]
    hub.step("appropriation", f"/v1/hubs/{DISTRICT}/funds/{fund}/appropriations",
             {"amount": 30000000,
              "source": "公益创投年度预算（示例）"}, FINANCE)
    platform = {"page": "https://cszg.mca.gov.cn/"}  # lists the designated ones
    for channel, where, title, more in (
            ("counter", "longgang", "区中心捐赠柜台（示例）", {}),
            ("box", "longgang.bantian", "坂田街道募捐箱（示例）", {}),
            ("online", "longgang", "线上捐赠页（示例）", {}),
            ("online", "longgang", "指定募捐平台（示例）", platform)):
        hub.step(f"channel {title}", f"/v1/hubs/{DISTRICT}/channels",
                 {"channel": channel, "channel_hub": where, "title": title,
                  "fund": street if where != DISTRICT else fund, **more},
                 FINANCE)
    return fund, street
