"""reference_page.c: the API reference that the gateway serves at /docs."""
import html
import pathlib

import emit_openapi
import emit_reference
import model

WORDS = {
    "zh": {
        "tag": "zh-CN", "title": "公益枢纽 接口参考", "other": ("en", "English"),
        "openapi": "OpenAPI 文档", "begin": "怎样调用", "events": "事件",
        "types": "类型", "problems": "问题代码", "request": "请求", "reply": "答复",
        "body": "内容", "nothing": "无", "field": "字段", "type": "类型",
        "notes": "说明", "roles": "谁可以调用", "needs_key": "须带 Idempotency-Key",
        "errors": "可能的问题", "visible": "谁可以得知", "optional": "可缺省",
        "list": "列表", "at_most": "最多", "characters": "字", "bytes": "字节",
        "code": "代码", "status": "状态", "meaning": "含义",
        "in_path": "在路径中", "services": "仅服务之间", "csv": "也可要 CSV：?format=csv",
    },
    "en": {
        "tag": "en", "title": "Commonweal API reference",
        "other": ("zh", "中文"), "openapi": "OpenAPI document",
        "begin": "How to call", "events": "Events", "types": "Types",
        "problems": "Problem codes", "request": "Request", "reply": "Reply",
        "body": "Body", "nothing": "nothing", "field": "Field", "type": "Type",
        "notes": "Notes", "roles": "Who may", "needs_key":
        "needs an Idempotency-Key", "errors": "Problems", "visible":
        "Who hears of it", "optional": "may be absent", "list": "list of",
        "at_most": "at most", "characters": "characters", "bytes": "bytes",
        "code": "Code", "status": "Status", "meaning": "Meaning",
        "in_path": "in the path", "services": "services only", "csv": "as CSV, too: ?format=csv",
    },
}
ROLES = {
    "public": "任何人", "signed_in": "已登录者", "service": "内部服务",
    "donor": "捐赠人", "applicant": "申请人", "reviewer": "评审人",
    "operator": "运营", "finance": "财务", "council": "理事会",
    "supervisor": "监督", "admin": "管理员",
}
INTRODUCTION = {
    "zh": """
<p>金额一律以分为单位的整数；时间按 RFC 3339，写作 +08:00；编号为 UUID。没有的字段不写，不收 <code>null</code>，也不收未列出的字段。
失败时答复 RFC 9457 的 <code>application/problem+json</code>，<code>type</code> 为 <code>urn:commonweal:problem:</code> 加下列代码之一。</p>
<p>登录得到令牌，随后每次请求带上它；写操作带一个自己选定的 <code>Idempotency-Key</code>：同一件事每次重发都用同一个键，只会得到同一个答复，不会做两遍；另一件事用另一个键。
键只在同一账号、同一操作、同一站点之内有效：登录前后用同一个键，是两件事。未登录者共用一个范围，谁猜到键，谁就看得到答复（例如捐赠收据），所以请用随机的 UUID。键保留八天，涉及款项的操作永久保留。</p>
<pre>curl -s http://127.0.0.1:8080/v1/session -H 'Content-Type: application/json' \\
     -d '{"account": "…", "password": "…"}'
curl -s http://127.0.0.1:8080/v1/hubs -H 'Authorization: Bearer cw_…'</pre>
<p>列表答复 <code>items</code> 与 <code>next_cursor</code>，后者作为 <code>cursor</code> 取下一页；要表格就用 <code>Accept: text/csv</code> 或 <code>?format=csv</code>：不带 <code>limit</code> 与 <code>cursor</code> 时给出完整列表；超过 8 MB 答复 413，不会截断。
读取的答复带 <code>ETag</code>，可用 <code>If-None-Match</code> 再问。浏览器登录后会话在 cookie 里，写操作还须带 <code>GET /v1/session</code> 给出的 <code>X-CSRF-Token</code>。</p>
<p><code>GET /v1/hubs/{hub}/events</code> 是事件流（server-sent events）：只说哪个服务发生了哪类事件、关于哪个编号，详情请再读取；流从它的第一个 <code>id:</code> 行算起，此前发生的不会送来，请在收到它之后再读一遍；断线后按 <code>Last-Event-ID</code> 续上，收到 <code>reset</code> 则须全部重读。</p>
""",
    "en": """
<p>Money is in whole fen (0.01 yuan); times are RFC 3339, written with +08:00; identifiers are UUIDs. An absent field has no key: <code>null</code> is refused, and so are fields that are not listed.
A failure is an RFC 9457 <code>application/problem+json</code> whose <code>type</code> is <code>urn:commonweal:problem:</code> and a code from below.</p>
<p>Signing in gives a token, to be sent with every request. A command carries an <code>Idempotency-Key</code> of your choice: the same for every attempt at one thing, another for another thing. The same key again gives the same answer and does nothing twice.
A key belongs to an account, an operation and a hub: used signed out and signed in, it stands for two things. All who are not signed in share one space of keys, and who guesses a key is shown the answer (a gift's receipt): use a random UUID. A key is remembered for eight days, for money for ever.</p>
<pre>curl -s http://127.0.0.1:8080/v1/session -H 'Content-Type: application/json' \\
     -d '{"account": "…", "password": "…"}'
curl -s http://127.0.0.1:8080/v1/hubs -H 'Authorization: Bearer cw_…'</pre>
<p>A list answers <code>items</code> and <code>next_cursor</code>, which as <code>cursor</code> gives the next page; <code>Accept: text/csv</code> or <code>?format=csv</code> gives a table: of the whole list, unless <code>limit</code> or <code>cursor</code> ask for a page. One beyond 8 MB is refused with 413, never cut.
What is read carries an <code>ETag</code> for <code>If-None-Match</code>. A browser's session is in a cookie; its commands also carry the <code>X-CSRF-Token</code> of <code>GET /v1/session</code>.</p>
<p><code>GET /v1/hubs/{hub}/events</code> is a stream of server-sent events: which service, which type, about which identifier; read the rest. It begins at its first <code>id:</code> line: what happened before is not sent, so read once more when that line has come. It resumes from <code>Last-Event-ID</code>; after <code>reset</code> everything must be read anew.</p>
""",
}


class Page:
    """The reference in one language."""

    def __init__(self, language, shared, schemas):
        self.language, self.words = language, WORDS[language]
        self.shared, self.schemas = shared, schemas
        self.problems = emit_openapi.all_problems([shared, *schemas])

    def doc(self, what):
        return html.escape(what.doc[self.language])

    def role_names(self, roles):
        separator = "、" if self.language == "zh" else ", "
        return separator.join(ROLES.get(r, r) if self.language == "zh"
                              else r.replace("_", " ") for r in roles)

    def limits(self, field):
        if field.base in ("text", "bytes"):
            unit = self.words["characters" if field.base == "text" else "bytes"]
            amount = (f"{field.min}" if field.min == field.max
                      else f"{field.min}–{field.max}")
            return f"{amount} {unit}"
        return emit_reference.limits(field).replace(" to ", "–")

    def notes(self, field, operation=None):
        """operation: whose request it is a field of; lists of one may go."""
        in_path = operation and field.name in model.path_names(operation.path)
        may_go = field.optional or operation and field.is_list
        parts = [self.words["in_path"] if in_path else "",
                 self.words["optional"] if may_go else "",
                 f"{self.words['at_most']} {field.max_count}"
                 if field.is_list else "", self.limits(field),
                 field.unit or "", field.doc]
        return html.escape("; ".join(filter(None, parts)))

    def type_name(self, field):
        name = field.base
        if name not in model.SCALARS:
            name = f'<a href="#type-{name}">{name}</a>'
        return f"{self.words['list']} {name}" if field.is_list else name

    def hub_row(self, operation, fields):
        """The hub of the path, which is no field of most requests."""
        if ("hub" not in model.path_names(operation.path)
                or "hub" in [f.name for f in fields]):
            return ""
        return (f"<tr><td><code>hub</code></td><td>text</td>"
                f"<td>{self.words['in_path']}</td></tr>\n")

    def table(self, caption, fields, operation=None):
        words = self.words
        rows = self.hub_row(operation, fields) if operation else ""
        if not fields and not rows:
            return f'<p class="soft">{caption}: {words["nothing"]}</p>\n'
        rows += "".join(
            f"<tr><td><code>{f.name}</code></td><td>{self.type_name(f)}</td>"
            f"<td>{self.notes(f, operation)}</td></tr>\n" for f in fields)
        return (f'<div class="wide"><table><caption>{caption}</caption>'
                f"<thead><tr><th>{words['field']}</th><th>{words['type']}</th>"
                f"<th>{words['notes']}</th></tr></thead>\n"
                f"<tbody>{rows}</tbody></table></div>\n")

    def operation(self, schema, operation):
        words = self.words
        marks = [words["needs_key"]] if operation.key_required else []
        if "items" in [f.name for f in operation.reply.fields]:
            marks.append(words["csv"])
        marks = "".join(f" · {html.escape(m)}" for m in marks)
        codes = ", ".join(f'<a href="#problem-{c}">{c}</a>'
                          for c in operation.errors)
        return (f'<section id="{schema.name}.{operation.name}">'
                f"<h3>{self.doc(operation)}</h3>\n"
                f'<p><span class="method">{operation.method}</span>'
                f"<code>{html.escape(operation.path)}</code></p>\n"
                f'<p class="soft">{schema.name}.{operation.name} · '
                f"{words['roles']}: {self.role_names(operation.roles)}{marks}"
                f"</p>\n"
                + self.table(words["request"], operation.request.fields,
                             operation) +
                f"{self.table(words['reply'], operation.reply.fields)}"
                + (f"<p>{words['errors']}: {codes}</p>\n" if codes else "")
                + "</section>\n")

    def event(self, schema, event):
        visible = self.role_names(event.visible) or self.words["services"]
        return (f'<section id="event-{schema.name}.{event.name}">'
                f"<h3><code>{schema.name}.{event.name}</code></h3>\n"
                f"<p>{self.doc(event)}</p>\n"
                f'<p class="soft">{self.words["visible"]}: {visible}</p>\n'
                f"</section>\n")

    def named_types(self, schema):
        for name, values in schema.enums.items():
            codes = ", ".join(f"<code>{v}</code>" for v in values)
            yield (f'<section id="type-{name}"><h3>{name}</h3>'
                   f"<p>{codes}</p></section>\n")
        for struct in schema.structs + schema.operation_structs:
            yield (f'<section id="type-{struct.name}"><h3>{struct.name}</h3>\n'
                   f"{self.table(self.words['body'], struct.fields)}</section>\n")

    def problem_table(self):
        words, index = self.words, 2 if self.language == "zh" else 1
        rows = "".join(
            f'<tr id="problem-{code}"><td><code>{code}</code></td>'
            f"<td>{problem[0]}</td><td>{html.escape(problem[index])}</td></tr>\n"
            for code, problem in self.problems.items())
        return (f'<div class="wide"><table><thead><tr><th>{words["code"]}</th>'
                f"<th>{words['status']}</th><th>{words['meaning']}</th></tr>"
                f"</thead>\n<tbody>{rows}</tbody></table></div>\n")

    def on_http(self, schema):
        return [o for o in schema.every_operation() if o.path]

    def index(self):
        words = self.words
        parts = [f'<ul><li><a href="#begin">{words["begin"]}</a></li>'
                 f'<li><a href="#events">{words["events"]}</a></li>'
                 f'<li><a href="#types">{words["types"]}</a></li>'
                 f'<li><a href="#problems">{words["problems"]}</a></li></ul>\n']
        for schema in self.schemas:
            rows = "".join(
                f'<li><a href="#{schema.name}.{o.name}">{self.doc(o)}</a></li>\n'
                for o in self.on_http(schema))
            parts.append(f"<h2>{schema.name}</h2><ul>{rows}</ul>\n")
        return "".join(parts)

    def main(self):
        words = self.words
        parts = [f'<h2 id="begin">{words["begin"]}</h2>'
                 f"{INTRODUCTION[self.language]}"]
        for schema in self.schemas:
            parts.append(f"<h2>{schema.name}</h2><p>{self.doc(schema)}</p>\n")
            parts += [self.operation(schema, o) for o in self.on_http(schema)]
        parts.append(f'<h2 id="events">{words["events"]}</h2>\n')
        parts += [self.event(s, e) for s in self.schemas for e in s.events]
        parts.append(f'<h2 id="types">{words["types"]}</h2>\n')
        for schema in [self.shared, *self.schemas]:
            parts += self.named_types(schema)
        parts.append(f'<h2 id="problems">{words["problems"]}</h2>\n'
                     f"{self.problem_table()}")
        return "".join(parts)

    def text(self):
        words, (other, other_name) = self.words, self.words["other"]
        return (f'<!doctype html>\n<html lang="{words["tag"]}">\n<head>\n'
                f'<meta charset="utf-8">\n<meta name="viewport" '
                f'content="width=device-width, initial-scale=1">\n'
                f"<title>{words['title']}</title>\n"
                f'<link rel="icon" href="data:,">\n'
                f'<link rel="stylesheet" href="/docs/style.css">\n</head>\n'
                f"<body>\n<header><h1>{words['title']}</h1>"
                f'<div class="links"><a href="/openapi.json">{words["openapi"]}'
                f'</a><a href="/docs/{other}" lang="{WORDS[other]["tag"]}">'
                f"{other_name}</a></div></header>\n"
                f'<div class="page"><nav aria-label="{words["title"]}">'
                f"{self.index()}</nav>\n<main>{self.main()}</main></div>\n"
                f"</body>\n</html>\n")


C_HEADER = """\
/* Generated from schemas/. Do not edit. */
#ifndef REFERENCE_PAGE_H
#define REFERENCE_PAGE_H

/* The API reference as HTML, in two languages, and its style sheet. */
extern const char reference_page_zh[];
extern const char reference_page_en[];
extern const char reference_page_style[];

#endif
"""


def c_text(name, text):
    rows = "".join(
        '    "' + line.replace("\\", "\\\\").replace('"', '\\"')
        .replace("?", "\\?") + '\\n"\n' for line in text.splitlines())
    return f"const char {name}[] =\n{rows[:-1]};\n"


def emit(shared, schemas, out):
    style = pathlib.Path(__file__).with_name("reference.css").read_text()
    pages = {f"reference_page_{language}":
             Page(language, shared, list(schemas.values())).text()
             for language in WORDS}
    texts = [c_text(name, text) for name, text in pages.items()]
    texts.append(c_text("reference_page_style", style))
    (out / "reference_page.h").write_text(C_HEADER)
    (out / "reference_page.c").write_text(
        '/* Generated from schemas/. Do not edit. */\n'
        '#include "reference_page.h"\n\n' + "\n".join(texts))
