"""A village head's round: it begins at the list, goes on behind each household, and ends there."""

import re
from uuid import UUID

from flask import Flask

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.staff.roles import Role
from tests import cast
from tests.cash.steps import NEXT_DOOR, OWN, a_collecting_commune, at, head_of, take
from tests.client import InspectingClient
from tests.fees.money import charges_for


def a_household_of(name: str, unit: UUID, village: str = OWN) -> tuple[UUID, list[UUID]]:
    """Charge a household of one, by the name of its head; the caller commits."""
    head = cast.a_person(name, born=PartialDate.of_year(1970), with_account=False)
    household = cast.a_household(head, village=village)
    return household, list(charges_for(household, unit).values())


def leads_to(browser: InspectingClient, receipt: str, words: str) -> str | None:
    """Return where the button of a receipt with these words leads; None where there is none."""
    page = browser.get(receipt).text
    found = re.search(rf'href="([^"]+)"[^>]*>\s*{words}\s*<', page)
    return found[1].replace("&amp;", "&") if found else None


def test_the_next_household_is_the_one_behind_this_that_still_owes(app: Flask) -> None:
    unit = a_collecting_commune().unit  # Hà Thị Lan, two people
    first, paid = a_household_of("Bùi Văn An", unit)
    second, has_paid = a_household_of("Cà Văn Bình", unit)
    last, of_last = a_household_of("Vi Thị Xuân", unit)
    elsewhere, _ = a_household_of("Lò Thị Yến", unit, NEXT_DOOR)
    phone = at(app, head_of())
    take(phone, second, *has_paid)

    receipt = take(phone, first, *paid).location

    following = leads_to(phone, receipt, "Next household")
    assert following is not None
    assert "Hà Thị Lan" in phone.get(following).text, "Bình has paid"
    receipt = take(phone, last, *of_last).location
    assert leads_to(phone, receipt, "Next household") is None, "Lan is before, Yến next door"
    assert leads_to(phone, receipt, "List of households") == "/cash"
    assert f"/cash/households/{elsewhere}" not in phone.get(receipt).text


def test_who_came_from_a_further_page_of_the_list_is_led_back_to_it(app: Flask) -> None:
    commune = a_collecting_commune()
    first, _ = a_household_of("Bùi Văn An", commune.unit)
    phone, page = at(app, head_of()), f"?after={first}"

    shown = phone.get(f"/cash{page}").text
    listed = re.search(rf'href="(/cash/households/{commune.lans}[^"]*)"', shown)
    assert listed is not None
    assert listed[1] == f"/cash/households/{commune.lans}{page}"
    household = phone.get(listed[1]).text
    assert f'href="/cash{page}"' in household
    assert f'action="/cash/households/{commune.lans}{page}"' in household
    receipt = phone.submit(
        listed[1], {"charges": [str(commune.charges[0])], "payer": "Hà Thị Lan", "said": "1000"}
    ).location
    assert receipt.endswith(page)
    assert leads_to(phone, receipt, "List of households") == "/cash"


def test_work_begins_at_the_list_as_soon_as_something_is_asked_there(app: Flask) -> None:
    phone = at(app, head_of())
    before = phone.get("/staff/enter").location

    a_collecting_commune()
    session.commit()

    assert before.endswith("/villages")
    assert phone.get("/staff/enter").location == "/cash"


def test_what_is_asked_in_another_village_begins_nobodys_work(app: Flask) -> None:
    a_collecting_commune()
    phone = at(app, head_of("Bản Mới"))

    assert phone.get("/staff/enter").location.endswith("/villages")


def test_a_collaborator_takes_no_cash_and_begins_at_the_accounts(app: Flask) -> None:
    a_collecting_commune()
    collaborator = at(app, head_of(role=Role.COLLABORATOR))

    assert collaborator.get("/staff/enter").location.endswith("/villages")
