"""The pages that are measured, who opens them, and where they are."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.province.cast import Reader
from portal.kernel import clock


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page; `who` is a resident, or what a member of staff does."""

    name: str
    who: str
    address: Callable[[Reader], str]

    def token(self, reader: Reader) -> str:
        """Return the session that opens this page for one of the readers."""
        return reader.token if self.who == "resident" else reader.staff_tokens[self.who]


def _of_person(name: str, part: str) -> Page:
    return Page(name, "resident", lambda reader: f"/people/{reader.person_id}/{part}")


def _fixed(name: str, who: str, address: str) -> Page:
    return Page(name, who, lambda _: address)


PAGES = (
    _fixed("home", "resident", "/home"),
    _of_person("record", "record"),
    _of_person("immunisations", "immunisations"),
    _of_person("visits", "visits"),
    Page("one visit", "resident", lambda reader: f"/visits/{reader.visit_id}"),
    _of_person("results", "results"),
    _of_person("blood pressure", "measurements/pressure"),
    _of_person("who looked", "access"),
    _of_person("sharing", "sharing"),
    _fixed("cases of a resident", "resident", "/cases"),
    _fixed("fee of a household", "resident", "/fees"),
    Page("search of a clinician", "clinician",
         lambda reader: _search(reader, "clinic", "clinician")),
    _fixed("records open to one", "clinician", "/clinic/open"),
    _fixed("own lines of a clinician", "clinician", "/clinic/log"),
    _fixed("desk", "desk", "/desk/"),
    Page("search of the desk", "desk", lambda reader: _search(reader, "desk", "desk")),
    Page("a resident at the desk", "desk", lambda reader: f"/desk/people/{reader.person_id}"),
    _fixed("villages", "desk", "/desk/villages"),
    Page("a village", "desk", lambda reader: f"/desk/villages/{reader.village_id}"),
    _fixed("slips", "desk", "/desk/slips"),
    _fixed("register", "desk", "/desk/register"),
    _fixed("resets", "desk", "/desk/resets"),
    _fixed("figures by village", "head", "/desk/figures"),
    Page("figures of a month", "head", lambda _: f"/desk/figures/months/{clock.today():%Y-%m}"),
    _fixed("what waits for the head", "head", "/oversight/waiting"),
    _fixed("counts", "head", "/oversight/counts"),
    _fixed("cases of the head", "head", "/oversight/cases"),
    _fixed("log of the desk", "head", "/oversight/desk-log"),
    Page("log of one at the desk", "head",
         lambda reader: f"/oversight/desk-log/{reader.staff_ids['desk']}"),
    _fixed("members of the station", "head", "/staff/members"),
    _fixed("money", "head", "/desk/money"),
    _fixed("reconciliation", "head", "/desk/money/reconciliation"),
    _fixed("collectors", "head", "/desk/cash/collectors"),
    _fixed("who is exempt", "head", "/desk/fees/exemptions"),
    Page("exemption of a household", "head",
         lambda reader: f"/desk/fees/exemptions/{reader.household_id}"),
    _fixed("households of a collector", "village0", "/cash"),
    _fixed("cash box", "village0", "/cash/box"),
    _fixed("day of a collector", "village0", "/cash/day"),
)  # fmt: skip


def _search(reader: Reader, desk: str, who: str) -> str:
    return f"/{desk}/search/{reader.searches[who]}"
