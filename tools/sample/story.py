"""The main job, from a need to the second tranche, through HTTP alone."""
from network import APPLICANTS, DISTRICT, rows

STEPS = 18
PROJECTS = [
    # Names as the article of 2020 has them; amounts and grantees invented.
    ("心灵巴士（示例）", "龙岗社区社会工作服务中心（示例）", "申请人一", 6000000,
     "公交司机心理关爱", "mental_health"),
    ("爱的加油站（示例）", "坂田街坊互助服务社（示例）", "申请人二", 5000000,
     "基层网格员减压支持", "mental_health"),
    ("鼓舞飞扬（示例）", "龙岗志愿者联合会（示例）", "申请人三", 4500000,
     "脑瘫儿童母亲喘息服务", "disability"),
    ("一路阳光（示例）", "龙岗社会治理创新促进会（示例）", "申请人四", 1000000,
     "涉罪未成年人帮教服务", "youth"),
]
NOTE = "示例数据：项目名称取自公开报道，金额、机构与内容均为虚构。"
SCORES = {  # reviewer -> score of each project, in hundredths of a point
    "评审甲": [9200, 8600, 7800, 8400],
    "评审乙": [8900, 8800, 7400, 8500],
    "评审丙": [9000, None, 8000, 8300],  # declares a conflict on the second
}


def yuan(fen):
    return f"¥{fen // 100:,}.{fen % 100:02d}"


class Story:
    def __init__(self, hub, accounts, organisations, fund, street_fund):
        self.hub, self.accounts = hub, accounts
        self.organisations = organisations
        self.fund, self.street_fund = fund, street_fund
        self.number = 0

    def say(self, text):
        self.number += 1
        self.hub.say(f"  [{self.number:2}/{STEPS}] {self.hub.date()}  {text}")

    def path(self, rest):
        return f"/v1/hubs/{DISTRICT}/{rest}"

    def do(self, name, rest, body, who):
        return self.hub.step(name, self.path(rest), body, who)

    def look(self, name, rest, who=None):
        return self.hub.look(name, self.path(rest), who)

    def play(self):
        self.open_round()
        self.apply()
        self.review()
        self.decide()
        self.notice()
        self.agree()
        self.pay(1)
        self.show_projects()
        self.give()
        self.select_project()
        self.report()
        self.open_second_call()
        self.pay(2)
        self.report_other()
        self.leave_payments()
        self.show_trace()
        self.show_messages()

    def call(self, name, title, days, budget):
        """A round of the venture programme, open for so many days from now."""
        return self.do(name, f"programmes/{self.programme}/rounds", {
            "title": title, "fund_hub": DISTRICT, "fund": self.fund,
            "opens_at": self.hub.time(0), "closes_at": self.hub.time(days),
            "budget": budget, "sections": [],
            "criteria": [{"name": "需求真实", "weight": 4000},
                         {"name": "成效明确", "weight": 3500},
                         {"name": "高效运作", "weight": 2500}],
            "tranches": [
                {"share": 6000, "needs_report": False, "needs_visit": False},
                {"share": 4000, "needs_report": True, "needs_visit": True}],
            "notice_working_days": 5, "summary": NOTE}, "操作员林")["round_id"]

    def open_round(self):
        self.hub.at(88)
        self.programme = self.do("programme", "programmes", {
            "title": "龙岗公益创投（示例）", "funding": "venture_grant",
            "summary": NOTE}, "操作员林")["programme_id"]
        self.say("a need is heard: bus drivers, grid workers, mothers of "
                 "disabled children and young offenders ask for support")
        self.round = self.call("round", "年度公益创投（示例）", 10, 12000000)
        self.say(f"the need becomes a round with a budget of {yuan(12000000)}")

    def apply(self):
        self.hub.at(84)
        self.applications = []
        for project in PROJECTS:
            self.applications.append(self.ask_for(
                f"apply {project[0]}", self.round, *project))
        self.say(f"{len(PROJECTS)} organisations apply")

    def ask_for(self, name, round_id, title, organisation, who, amount, need,
                field):
        return self.do(name, f"rounds/{round_id}/applications", {
            "organisation": self.organisations[organisation],
            "title": title, "amount": amount, "place": "坂田街道", "field": field,
            "summary": f"{need}。{NOTE}",
            "budget": [{"item": "人员与督导", "amount": amount * 6 // 10},
                       {"item": "活动与物资",
                        "amount": amount - amount * 6 // 10}],
            "answers": [{"question": "服务谁？", "answer": need}]},
            who)["application_id"]

    def review(self):
        self.hub.at(76)
        for name in SCORES:
            self.do(f"appoint {name}", f"rounds/{self.round}/panel",
                    {"account": self.accounts[name]["id"]}, "操作员林")
        for index, application in enumerate(self.applications):
            self.do(f"screen {index}", f"applications/{application}/screening",
                    {"outcome": "pass"}, "操作员林")
            for name in SCORES:
                self.do(f"assign {index} {name}",
                        f"applications/{application}/reviewers",
                        {"account": self.accounts[name]["id"]}, "操作员林")
        for name, scores in SCORES.items():
            for index, score in enumerate(scores):
                self.review_one(name, index, score)
        self.do("close panel", f"rounds/{self.round}/panel/closure", {},
                "操作员林")

    def review_one(self, name, index, score):
        application = self.applications[index]
        if score is None:
            self.do(f"conflict {index} {name}",
                    f"applications/{application}/conflicts",
                    {"reason": "曾任该机构理事"}, name)
            self.say(f"{name} declares a conflict and does not score one")
            return
        criteria = ("需求真实", "成效明确", "高效运作")
        self.do(f"score {index} {name}", f"applications/{application}/scores",
                {"scores": [{"criterion": c, "score": score}
                            for c in criteria]}, name)

    def decide(self):
        self.hub.at(70)
        ranking = self.look("ranking", f"rounds/{self.round}/ranking",
                            "理事黄")
        self.say("scores are in: the ranking is "
                 + "; ".join(str(item.get("number", "")) + " " + item["title"]
                             for item in ranking["items"]))
        decision = self.do("decide", f"rounds/{self.round}/decisions", {
            "decisions": [
                {"application": self.applications[0], "amount": 6000000},
                {"application": self.applications[1], "amount": 5000000},
                {"application": self.applications[3], "amount": 1000000}],
            "declined": [self.applications[2]], "is_final": True,
            "note": "择优资助，总额在预算之内"}, "理事黄")
        self.awards = [award["award"] for award in decision["awards"]]
        self.say(f"the council decides: {yuan(6000000)}, {yuan(5000000)} and "
                 f"{yuan(1000000)}, inside the budget")
        for award in self.awards:
            self.hub.wait_for("the fund to reserve", lambda a=award: self.award(a)
                              ["state"] not in ("proposed", "refused"))
        fund = self.look("fund", f"funds/{self.fund}")["fund"]
        self.say(f"the fund reserves {yuan(fund['reserved'])} and has "
                 f"{yuan(fund['free'])} left")

    def award(self, award):
        return self.hub.get(self.path(f"awards/{award}"), "操作员林")

    def notice(self):
        self.hub.at(69)
        notice = self.do("notice", f"rounds/{self.round}/notices",
                         {"title": "拟资助项目公示（示例）",
                          "experts": []}, "操作员林")
        self.say(f"public notice until {notice['ends_at'][:16]}")
        self.hub.at(50)
        for award in self.awards:
            self.hub.wait_for("the notice to end", lambda a=award:
                              self.award(a)["state"] not in
                              ("reserved", "on_notice"))

    def agree(self):
        self.hub.at(48)
        for index, award in enumerate(self.awards):
            self.do(f"agreement {index}", f"awards/{award}/agreement",
                    {"signed_on": self.hub.date(), "starts_on": self.hub.date(),
                     "ends_on": self.hub.date(180)}, "操作员林")
        self.say("no objection came; the agreements are signed")

    def pay(self, ordinal):
        """The first tranche of each award; the second of the one that has
        reported."""
        self.hub.at(46 if ordinal == 1 else 4)
        tranche = self.pay_one(0, ordinal)
        self.say(f"tranche {ordinal} is paid: {yuan(tranche['amount'])}, "
                 "one person records it, another approves")
        if ordinal == 1:
            for index in range(1, len(self.awards)):
                self.pay_one(index, ordinal)

    def pay_one(self, index, ordinal):
        award = self.awards[index]
        which = f"{ordinal} {index}" if index else f"{ordinal}"
        tranche = self.hub.wait_for("the tranche to be payable",
                                    lambda: self.payable(award, ordinal))
        payment = self.record(which, tranche)
        self.do(f"approve {which}",
                f"payments/{payment['payment_id']}/approval", {}, "复核周")
        self.hub.wait_for("grants to hear of the payment", lambda: self.award(
            award)["tranches"][ordinal - 1]["state"] == "paid")
        return tranche

    def record(self, which, tranche):
        return self.do(f"pay {which}", "payments", {
            "tranche": tranche["tranche"],
            "bank_reference": f"SAMPLE-{self.hub.date()}-"
                              f"{which.replace(' ', '-')}"}, "财务陈")

    def payable(self, award, ordinal):
        items = self.hub.get(self.path(f"payables?award={award}"),
                             "财务陈")["items"]
        return next((i for i in items if i["ordinal"] == ordinal), None)

    def show_projects(self):
        """What else the articles name asks the fund, in a round of its own."""
        self.hub.at(44)
        programme = self.do("programme of the fund", "programmes", {
            "title": "社会创新公益基金资助（示例）", "funding": "charity_grant",
            "summary": NOTE}, "操作员林")["programme_id"]
        round_id = self.do(
            "round of the fund", f"programmes/{programme}/rounds", {
                "title": "基金资助申请（示例）",
                "fund_hub": DISTRICT, "fund": self.fund,
                "opens_at": self.hub.time(0), "closes_at": self.hub.time(30),
                "budget": 5000000, "sections": [], "criteria": [],
                "tranches": [], "is_rolling": True, "skips_panel": True,
                "summary": NOTE}, "操作员林")["round_id"]
        projects = rows("projects.csv")
        self.shown = [self.show_project(round_id, project, index)
                      for index, project in enumerate(projects)]
        self.fund_round = round_id
        self.say(f"{len(projects)} more projects ask the fund, as yet undecided")

    def show_project(self, round_id, project, index):
        title = f"{project['title']}（示例）"
        who = list(APPLICANTS)[index % len(APPLICANTS)]
        application = self.do(
            f"apply {title}", f"rounds/{round_id}/applications", {
                "organisation": self.organisations[APPLICANTS[who]],
                "title": title, "amount": 300000,
                **({"field": project["field"]} if project["field"] else {}),
                "summary": f"{project['need']}。项目名称取自{project['source']}"
                           f"年的报道。{NOTE}",
                "budget": [{"item": "活动与物资", "amount": 300000}],
                "answers": []}, who)["application_id"]
        self.do(f"publish {title}", f"applications/{application}/publication",
                {}, "操作员林")
        return application

    def select_project(self):
        """One of those that ask the fund, as far as its notice."""
        self.hub.at(28)
        self.do("screen selected", f"applications/{self.shown[1]}/screening",
                {"outcome": "pass"}, "操作员林")
        decision = self.do("select", f"rounds/{self.fund_round}/decisions", {
            "decisions": [{"application": self.shown[1], "amount": 300000}],
            "declined": []}, "理事黄")
        self.selected = decision["awards"][0]["award"]
        self.hub.wait_for("the fund to reserve", lambda: self.award(
            self.selected)["state"] not in ("proposed", "refused"))
        self.hub.at(27)
        self.do("notice of one", f"rounds/{self.fund_round}/notices",
                {"title": "基金拟资助项目公示（示例）", "experts": []},
                "操作员林")
        self.say("the council selects one of them; its notice begins")

    def give(self):
        self.hub.at(30)
        self.do("gift 20", "gifts", {
            "fund": self.street_fund, "amount": 2000, "channel": "box",
            "channel_hub": "longgang.bantian"}, "居民李")
        self.say(f"a resident gives {yuan(2000)} at the street's box")
        self.gift = self.do("gift 50", "gifts", {
            "fund": self.fund, "project": self.applications[0], "amount": 5000,
            "channel": "online",
            "donor": {"display_name": "居民李（示例）", "public_name": False}},
            "居民李")
        self.say(f"and {yuan(5000)} to 心灵巴士; receipt "
                 f"{self.gift['receipt']['number']} "
                 f"{self.gift['receipt']['hash'][:16]}…")

    def report(self):
        self.hub.at(8)
        self.accept_report(0, "", "申请人一", {
            "text": f"第一阶段完成，服务公交司机86人次。{NOTE}",
            "spent": 3500000, "served": 86})
        self.say("the report is accepted and a visit recorded: the second "
                 "tranche is released")

    def accept_report(self, index, which, who, report):
        award = self.awards[index]
        report = self.do(f"report{which}", f"awards/{award}/reports", report,
                         who)
        self.do(f"visit{which}", f"awards/{award}/visits", {
            "findings": f"现场走访，活动真实开展。{NOTE}"}, "操作员林")
        self.do(f"accept{which}", f"reports/{report['report_id']}/acceptance",
                {}, "操作员林")

    def report_other(self):
        """What this and an agreement release is what finance finds to do."""
        self.hub.at(3)
        self.accept_report(1, " of another", "申请人二", {
            "text": f"减压支持活动12场，服务网格员240人次。{NOTE}",
            "spent": 2900000, "served": 240})
        self.hub.wait_for("the notice to end", lambda: self.award(
            self.selected)["state"] not in ("reserved", "on_notice"))
        self.do("agreement of one", f"awards/{self.selected}/agreement",
                {"signed_on": self.hub.date(), "starts_on": self.hub.date(),
                 "ends_on": self.hub.date(180)}, "操作员林")

    def leave_payments(self):
        """One waits for whoever approves it, one for whoever pays it."""
        self.hub.at(2)
        waiting, unpaid = (self.hub.wait_for(
            "the tranche to be payable",
            lambda a=award, n=ordinal: self.payable(a, n))
            for award, ordinal in ((self.awards[1], 2), (self.selected, 1)))
        self.record("2 1", waiting)
        self.say(f"{yuan(waiting['amount'])} wait for a second person to "
                 f"approve, {yuan(unpaid['amount'])} to be paid")

    def open_second_call(self):
        """Open for weeks: somebody can apply, be screened and be scored."""
        self.hub.at(5)
        round_id = self.call("second call", "第二批公益创投（示例）", 50,
                             8000000)
        title, *rest = PROJECTS[2]
        self.ask_for("apply to be screened", round_id, "邻里守望（示例）",
                     PROJECTS[3][1], PROJECTS[3][2], 1200000,
                     "独居老人日常关照", "elderly")
        for name, project in (
                ("again", (f"再次申请·{title}", *rest)),
                ("to be scored", ("楼道议事（示例）", PROJECTS[1][1],
                                  PROJECTS[1][2], 900000, "老旧小区议事",
                                  "mediation"))):
            application = self.ask_for(f"apply {name}", round_id, *project)
            self.do(f"screen {name}", f"applications/{application}/screening",
                    {"outcome": "pass"}, "操作员林")
        self.do("appoint again", f"rounds/{round_id}/panel",
                {"account": self.accounts["评审甲"]["id"]}, "操作员林")
        self.say(f"a second call is open until {self.hub.date(50)}")

    def show_trace(self):
        self.hub.at(1)
        gift, receipt = self.gift["gift_id"], self.gift["receipt"]
        trace = self.hub.get(self.path(
            f"gifts/{gift}/trace?number={receipt['number']}"
            f"&hash={receipt['hash']}"))
        for draw in trace["draws"]:
            print(f"          {yuan(draw['amount'])} of the gift paid tranche "
                  f"{draw['ordinal']} of {draw['title']} "
                  f"on {draw['paid_at'][:10]}")
        if not trace["draws"]:
            raise SystemExit("the gift's trace is empty")

    def show_messages(self):
        for name in ("申请人一", "居民李"):
            inbox = self.hub.wait_for(f"messages for {name}", lambda n=name:
                                      self.hub.get(self.path("inbox"), n)["items"])
            print(f"          messages for {name}:")
            for message in inbox[:6]:
                print(f"            · {message['subject']}")
