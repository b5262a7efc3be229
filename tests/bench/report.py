"""The results as a table for people, and as a page with plots."""
import html
import math

WIDTH, NAMES, LINE = 860, 230, 26
LEAST, MOST = 0.1, 100.0  # of the axis


def figure(value, unit):
    if value is None:
        return "-"
    if unit == "per_s":
        return f"{value:,.0f}/s".replace(",", " ")
    if unit in ("p50_us", "p99_us"):
        return f"{value / 1000:.2f} ms"
    if unit == "us":
        return f"{value:.2f} µs"
    return f"{value:.0f} MiB" if unit == "mib" else f"{value:.2f} s"


def verdict(row):
    if row["ratio"] is None:
        return "not measured"
    if row["goal"] is None:
        return "told"
    return "met" if row["ratio"] >= row["goal"] else "missed"


def noise_of(row):
    if not row["rounds"]:
        return "-"
    noises = [r["noise"] for r in row["rounds"]]
    return (f"steal {max(n['steal'] for n in noises):.0%}, "
            f"spin ±{max(n['spin_spread'] for n in noises):.0%}")


def cells(row):
    ratio = spread = "-"
    if row["ratio"] is not None:
        ratio = f"{row['ratio']:.2f}"
        spread = f"{row['least']:.2f} to {row['most']:.2f}"
    goal = "-" if row["goal"] is None else f"{row['goal']:g}"
    return [row["name"], figure(row["ours"], row["unit"]),
            figure(row["peer"], row["unit"]), ratio, spread, goal,
            verdict(row), noise_of(row)]


HEAD = ["row", "ours", "peer", "ratio", "rounds", "goal", "", "noise",
        "measured"]


def when(found):
    kind = "quick" if found["quick"] else "full"
    return f"{found['at'][:10]} {found['at'][11:16]}, {kind}"


def lines_of(found):
    return "\n".join("| " + " | ".join(line) + " |" for line in
                     [HEAD, ["---"] * len(HEAD)] + found)


def reasons(rows):
    """Why rows were not measured, or not in all of their rounds."""
    text = ""
    for why in dict.fromkeys(r["why"] for r in rows if "why" in r):
        names = [r["name"] for r in rows if r.get("why") == why]
        kind = "Not measured" if any(r["ratio"] is None for r in rows
                                     if r["name"] in names) else "Disturbed"
        text += f"\n\n{kind}: {', '.join(names)}: {why}"
    return text


def table(found):
    """In Markdown."""
    return (lines_of([cells(r) + [when(found)] for r in found["rows"]]) +
            reasons(found["rows"]))


def x_of(ratio):
    share = math.log(max(LEAST, min(MOST, ratio)) / LEAST)
    return NAMES + share / math.log(MOST / LEAST) * (WIDTH - NAMES - 20)


def plot_row(row, y):
    colour = {"met": "#1a7f4b", "missed": "#b3261e"}.get(verdict(row),
                                                          "#666666")
    parts = [f'<text x="{NAMES - 10}" y="{y + 4}" text-anchor="end">'
             f'{html.escape(row["name"])}</text>']
    if row["ratio"] is None:
        return parts + [f'<text x="{NAMES + 6}" y="{y + 4}" fill="#666666">'
                        "not measured</text>"]
    parts.append(f'<line x1="{x_of(row["least"]):.1f}" y1="{y}" '
                 f'x2="{x_of(row["most"]):.1f}" y2="{y}" '
                 f'stroke="{colour}" stroke-width="3" opacity="0.35"/>')
    for one in row["rounds"]:
        parts.append(f'<circle cx="{x_of(one["ratio"]):.1f}" cy="{y}" r="2.5" '
                     f'fill="{colour}" opacity="0.5"/>')
    parts.append(f'<circle cx="{x_of(row["ratio"]):.1f}" cy="{y}" r="5" '
                 f'fill="{colour}"/>')
    if row["goal"] is not None:
        goal = x_of(row["goal"])
        parts.append(f'<line x1="{goal:.1f}" y1="{y - 9}" x2="{goal:.1f}" '
                     f'y2="{y + 9}" stroke="#222222" stroke-width="2"/>')
    return parts


def plot(found):
    """A line for each row: its rounds, their median, and the goal as a bar."""
    rows = found["rows"]
    height = 40 + LINE * len(rows)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
             f'height="{height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>']
    for tick in (0.1, 0.3, 1, 3, 10, 30, 100):
        x = x_of(tick)
        parts.append(f'<line x1="{x:.1f}" y1="22" x2="{x:.1f}" '
                     f'y2="{height - 8}" stroke="#dddddd"/>'
                     f'<text x="{x:.1f}" y="16" text-anchor="middle" '
                     f'fill="#444444">{tick:g}</text>')
    for index, row in enumerate(rows):
        parts += plot_row(row, 40 + LINE * index)
    return "\n".join(parts + ["</svg>\n"])


def rows_said(text):
    """The rows of a table as it was written, by name."""
    split = [[cell.strip() for cell in line.strip("| ").split(" | ")]
             for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: row for row in split[2:] if len(row) == len(HEAD)}


def write_docs(found, folder):
    """The table of docs/performance.md, where a row stays as it was if this
    run did not measure it, and the plot if it measured all."""
    page = folder / "performance.md"
    start, end = "<!-- table -->\n", "<!-- end of table -->"
    before, rest = page.read_text().split(start)
    old, after = rest.split(end)
    said = rows_said(old)
    none = dict.fromkeys(range(len(HEAD)), "-")
    measured = [r for r in found["rows"] if r["ratio"] is not None
                or said.get(r["name"], none)[HEAD.index("ratio")] == "-"]
    said |= {r["name"]: cells(r) + [when(found)] for r in measured}
    page.write_text(
        f"{before}{start}On {found['processor']}, {found['cores']} cores.\n\n"
        f"{lines_of(list(said.values()))}{reasons(measured)}\n\n{end}{after}")
    if len(measured) == len(said):
        (folder / "performance").mkdir(exist_ok=True)
        (folder / "performance" / "ratios.svg").write_text(plot(found))


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Commonweal, measured</title>
<style>
body {{ font: 15px/1.5 sans-serif; margin: 2em auto; max-width: 64em }}
table {{ border-collapse: collapse; font-size: 13px }}
td, th {{ border-bottom: 1px solid #ddd; padding: .25em .6em; text-align: left }}
.met {{ color: #1a7f4b }} .missed {{ color: #b3261e }}
</style>
<h1>Commonweal, measured</h1>
<p>{at}, {processor}, {cores} cores{quick}. A ratio above 1 is in our favour: the
large dot is the median of the rounds, the small ones the rounds, the black bar
the goal. Absolute figures of a shared machine swing; the ratios are of pairs
measured seconds apart.</p>
{plot}
<table><tr>{head}</tr>
{body}
</table>
</html>
"""


def page(found):
    def line(row):
        texts = [html.escape(text) for text in cells(row) + [when(found)]]
        why = row.get("why")
        texts[0] = (f"<b>{texts[0]}</b><br>{html.escape(row['text'])}"
                    + (f"<br>{html.escape(why)}" if why else ""))
        return (f'<tr class="{verdict(row)}">'
                + "".join(f"<td>{text}</td>" for text in texts) + "</tr>")
    return PAGE.format(
        at=found["at"], processor=html.escape(found["processor"]),
        cores=found["cores"], quick=", quick" if found["quick"] else "",
        plot=plot(found), head="".join(f"<th>{h}</th>" for h in HEAD),
        body="\n".join(map(line, found["rows"])))
