"""What is said of a run: seconds of filling by table, then each page in every size."""

from collections.abc import Mapping, Sequence

from flask import Flask

from bench.load import Void
from bench.province import measuring, plans
from bench.province.filling import Filled
from bench.province.measuring import SIGN_IN, Seen, Size
from bench.province.pages import PAGES, Page

MOST = 1.2  # the 95th percentile of the largest size beside that of the smallest
OVER_HTTP = ("home", "record", "immunisations", "visits", "one visit", "who looked",
             "search of a clinician", "search of the desk", "figures by village")  # fmt: skip


def filled(residents: int, found: Filled) -> None:
    """Print rows and seconds of each table."""
    print(f"\n{residents:,} residents filled in {found.seconds:,.0f} s")
    print(f"{'table':22}{'rows':>13}{'COPY s':>9}{'indexes s':>11}{'keys s':>9}")
    for table, rows in sorted(found.rows.items(), key=lambda one: -one[1]):
        copied, indexed, checked = (
            seconds[table] for seconds in (found.copying, found.indexing, found.checking)
        )
        print(f"{table:22}{rows:13,}{copied:9.1f}{indexed:11.1f}{checked:9.1f}")
    print(f"{'all':22}{found.rows.total():13,}{sum(found.copying.values()):9.1f}"
          f"{sum(found.indexing.values()):11.1f}{sum(found.checking.values()):9.1f}")  # fmt: skip
    print(f"rows made in {found.making:.0f} s of processor time beside it; "
          f"ANALYZE {found.analyzing:.0f} s", flush=True)  # fmt: skip


def pages(sizes: Sequence[Size], apps: Sequence[Flask], rounds: int) -> None:
    """Call the pages of each size in turn, print times, statements and buffers."""
    _heading("in process", sizes)
    for page in PAGES:
        try:
            seen = measuring.measure(page, sizes, rounds)
        except Void as fault:
            print(f"{page.name:30} VOID: {fault}", flush=True)
            continue
        _line(page.name, seen, [_cost(page, *one) for one in zip(sizes, apps, strict=True)])
    _line(SIGN_IN, measuring.measure_sign_in(sizes, rounds), [])


def over_http(sizes: Sequence[Size], rounds: int) -> None:
    """Ask the servers of each size in turn for the pages that are opened most."""
    _heading("over HTTP", sizes)
    for page in PAGES:
        if page.name in OVER_HTTP:
            _line(page.name, measuring.measure(page, sizes, rounds), [])
    _line(SIGN_IN, measuring.measure_sign_in(sizes, rounds), [])


def _cost(page: Page, size: Size, app: Flask) -> plans.Cost:
    engine = app.extensions["portal.database"].engine
    with plans.recorded(engine) as sent:
        measuring.view(page, size.browser, size.readers[-1])
    return plans.cost_of(engine, sent)


def _heading(how: str, sizes: Sequence[Size]) -> None:
    names = " ".join(f"{size.residents:>17,}" for size in sizes)
    print(f"\n{how}: p50/p95 ms of each size, the views of each reader in turn")
    print(f"{'':30}{names}   p95 largest/smallest; statements; buffers", flush=True)


def _line(name: str, seen: Mapping[int, Seen], costs: Sequence[plans.Cost]) -> None:
    found = list(seen.values())
    times = " ".join(f"{one.p50:8.1f}/{one.p95:8.1f}" for one in found)
    ratio, middle = found[-1].p95 / found[0].p95, found[-1].p50 / found[0].p50
    verdict = "holds" if ratio <= MOST else "MISSED"
    says = f"{ratio:5.2f} {verdict:6} (p50 {middle:4.2f})"
    print(f"{name:30}{times}  {says}  {_costs(costs)}", flush=True)


def _costs(costs: Sequence[plans.Cost]) -> str:
    if not costs:
        return ""
    statements = "/".join(str(one.statements) for one in costs)
    buffers = " ".join(f"{one.buffers:,}" for one in costs)
    scanned = sorted(costs[-1].scanned)
    return f"{statements}; {buffers}" + (f"; reads all of {', '.join(scanned)}" if scanned else "")
