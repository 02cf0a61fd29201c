"""The figures as a table, with what they aim at."""

from dataclasses import dataclass

from . import exports


@dataclass
class Aim:
    """One promise: how it is called, the figure, and the bound it must keep."""

    name: str
    figure: float
    bound: float
    at_least: bool = False

    @property
    def is_reached(self):
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound

    def __str__(self):
        sign, verdict = "≥" if self.at_least else "≤", "reached" if self.is_reached else "MISSED"
        return f"| {self.name} | {self.figure:.2f} | {sign} {self.bound:.2f} | {verdict} |"


PAGES = ("list page", "card page", "leads page", "board", "tasks page", "Today", "report of a year")
QUICK = {
    "SmartLink": 50,
    "pulse of the bell": 10,
}  # ms: a visitor waits for the one, every open page asks for the other
FLAT = (
    "list", "search one person", "page 2,000", "one contact", "create", "list page", "card page", "leads", "leads page",
    "deals", "board", "tasks page", "Today", "SmartLink", "pulse of the bell", "contacts of a rep", "qualify",
)  # fmt: skip


def aims(small, big):
    """What was promised, for the biggest size; flatness needs a smaller one beside it."""
    figures, sql = big["figures"], big["sql"]
    floor, listed = figures["floor"], figures.get("list")
    found = []
    if listed:
        for clients in ("1", "8"):
            ratio = listed[clients]["rps"] / floor[clients]["rps"]
            found.append(Aim(f"list, {clients} clients: share of the floor's requests/s", ratio, 0.7, at_least=True))
    if "contacts of a rep" in figures:
        ratio = figures["contacts of a rep"]["1"]["rps"] / floor["1"]["rps"]
        found.append(Aim("contacts of a rep, 1 client: share of the floor's requests/s", ratio, 0.5, at_least=True))
    for name, most in QUICK.items():
        if name in figures:
            found.append(Aim(f"{name}: ms", figures[name]["1"]["p50"], most))
    for name in ("search one person", "search a name", "page 20,000"):
        if name in figures:
            found.append(Aim(f"{name}: times its SQL ({sql[name]:.1f} ms)", figures[name]["1"]["p50"] / sql[name], 3))
    for name in FLAT if small else ():
        if name in figures and name in small["figures"]:
            ratio = figures[name]["1"]["p50"] / small["figures"][name]["1"]["p50"]
            found.append(Aim(f"{name}: times that of {small['contacts']:,} contacts", ratio, 1.3))
    for name in PAGES:
        if name in figures:
            found.append(Aim(f"{name}: ms", figures[name]["1"]["p50"], 200))
    return found


def table(result):
    """One size as a Markdown table."""
    lines = [
        f"## {result['contacts']:,} contacts",
        "",
        "| | queries | req/s, 1 client | p50 ms | p95 ms | req/s, 8 clients | p50 ms | p95 ms |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, figures in result["figures"].items():
        cells = [f"{figures[c][key]:.1f}" for c in ("1", "8") for key in ("rps", "p50", "p95")]
        lines.append(f"| {name} | {figures['queries']} | {' | '.join(cells)} |")
    alone = ", ".join(f"{name} {ms:.1f} ms" for name, ms in result["sql"].items())
    return [*lines, "", f"SQL alone: {alone}. Memory of the workers: {result['memory']} MB.", ""]


def file_aims(files):
    """What was promised of imports and exports."""
    found = []
    for name, (created, again) in {"PostgreSQL": (10_000, 8_000), "SQLite": (5_000, 5_000)}.items():
        told = files[name]
        floor, rows = told["floor"]["rows_per_second"], f"{told['rows']:,}"
        made, same = told["import"], told["again"]
        title = f"{name}: import of {rows} new rows/s (floor {floor:,.0f}: {made['rows_per_second'] / floor:.2f} of it)"
        found.append(Aim(title, made["rows_per_second"], created, at_least=True))
        found.append(Aim(f"{name}: the same file again, rows/s", same["rows_per_second"], again, at_least=True))
        found.append(Aim(f"{name}: memory growth, MB", max(made["memory"], same["memory"]), 150))
    page = files["meanwhile"]["import"]
    alone, slowest = page["page_alone"], page["page_slowest"]
    pace = f"import then {page['rows_per_second']:,.0f} rows/s"
    title = (
        f"list page asked for without pause while it runs, p50 ms (alone {alone:.0f}, slowest {slowest:.0f}; {pace})"
    )
    found.append(Aim(title, page["page_meanwhile"], 200))
    found.append(Aim("undo of an import, rows/s", files["PostgreSQL"]["undo"]["rows_per_second"], 3_000, at_least=True))
    found.append(Aim("rehearsal of a million rows, s", files["rehearsal"]["seconds"], 120))
    floor, *ways = files["export"]
    for out in ways[:1]:
        title = f"export, {out['name']}, rows/s (floor {floor['per_second']:,.0f})"
        found.append(Aim(title, out["per_second"], 40_000, at_least=True))
        found.append(Aim("export: first row, s", out["first_row"], 1))
    found.append(Aim("export: memory growth, MB", max(out["memory"] for out in ways), 60))
    return found


def report(results, machine, files=None):
    """The whole report as Markdown text."""
    small, big = (results[0], results[-1]) if len(results) > 1 else (None, results[0])
    lines = ["# Speed", "", machine, ""]
    for result in results:
        lines += table(result)
    lines += ["## Aims", "", "| | figure | aim | |", "|---|--:|--:|---|", *map(str, aims(small, big)), ""]
    if files:
        lines += ["## Files", "", "| | figure | aim | |", "|---|--:|--:|---|", *map(str, file_aims(files)), ""]
        lines += [*(f"- {exports.as_line(out)}" for out in files["export"]), ""]
    return "\n".join(lines)
