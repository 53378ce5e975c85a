"""New phones, slips, accounts of staff and the register: each left at every point of its way."""

import re
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.kernel.db import reads, session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import TieKind
from portal.people.models import FamilyTie, Person, Phone
from portal.staff.roles import Role
from tests import cast
from tests.accounts.steps import newest_code
from tests.browser.company import Company
from tests.browser.walker import Walker
from tests.cast import Member
from tests.resets.standing import an_allowed_reset, code_told

NUMBERS = {
    "Bùi Đức Thịnh": "099067001064",
    "Đinh Ngọc Ánh": "099192001072",
    "Vi Văn Nam": "099096000302",
    "Lương Thị Hoa": "099198000285",
}
PIN = "482915"
ASKED_FOR = {
    "proof": "home_visit",
    "reason": "lost_phone",
    "phone": "0900 000 678",
    "rang": "y",
}


def act(company: Company) -> None:
    """Leave a reset, a slip, an invitation and a pair of entries at each of their steps."""
    _new_phones(company)
    _activations(company)
    _a_contest(company)
    _slips(company)
    _staff(company)
    _watched(company)
    _register(company)


def _new_phones(company: Company) -> None:
    """Ask for two: one waits for the second person, one may be printed; a colleague vouches."""
    hanh, dung = company["hanh"], company["dung"]
    for full_name, proof in (("Hà Thị Lan", "home_visit"), ("Giàng A Tủa", "vouched")):
        page = f"/desk/people/{company.person(full_name)}/reset"
        hanh.open(f"{page}/questions")
        hanh.open(page)
        voucher = {"voucher": company.staff("quan").hex} if proof == "vouched" else {}
        hanh.send("/reset$", ASKED_FOR | {"proof": proof} | voucher)
        dung.open(f"{hanh.path}/decision")
    company["quan"].open("/desk/vouching")
    page = f"/desk/people/{company.person('Phạm Thị Mến')}/reset"
    hanh.open(page)
    hanh.send("/reset$", ASKED_FOR | {"phone": "0900 000 679"})
    reset = hanh.path
    dung.open(f"{reset}/decision")
    dung.send("/allowance$", {"ground": "rang_person"})
    hanh.open(f"{reset}/slip")


def _activations(company: Company) -> None:
    """Open the pages of a slip with three of them; the last is used and waits its day."""
    for full_name, steps in (("Bùi Đức Thịnh", 1), ("Đinh Ngọc Ánh", 2), ("Vi Văn Nam", 3)):
        letters = _allowed(company, full_name, f"+849000006{steps}0")
        new = company.newcomer(f"who has a slip, step {steps}")
        _goes_on(new, NUMBERS[full_name], letters, steps)


def _goes_on(new: Walker, number: str, letters: str, steps: int) -> None:
    new.open("/activate")
    new.send("/activate$", {"personal_id": number, "slip": letters})
    if steps > 1:
        new.send("/activate/code$", {"code": newest_code()})
    if steps > 2:
        new.send("/personal-code$", {"pin": PIN, "pin_again": PIN})
        new.open("/account/waiting")


def _allowed(company: Company, full_name: str, new_number: str) -> str:
    """Let the desk and the head allow a new phone; return the letters of its slip."""
    hanh, dung = (
        cast.StaffCast(company.staff(name), name, name, cast.STATION) for name in ("hanh", "dung")
    )
    return an_allowed_reset(_member(company, full_name), hanh, dung, number=new_number)[1]


def _member(company: Company, full_name: str) -> Member:
    person_id = company.person(full_name)
    account_id = session.scalars(sa.select(Account.id).where(Account.person_id == person_id)).one()
    phone = session.scalars(
        sa.select(Phone.number).where(Phone.person_id == person_id, Phone.active)
    ).first()
    session.commit()
    return Member(person_id, full_name, NUMBERS[full_name], phone or "", account_id)


def _a_contest(company: Company) -> None:
    """Hoa is told of a new phone she never asked for, and stops it; two others settle it."""
    hoa = _member(company, "Lương Thị Hoa")
    _allowed(company, "Lương Thị Hoa", "+84900000649")
    company["hoa"].open("/account/new-phone")
    told = company.newcomer("who was told of a new phone")
    told.open("/contest")
    told.send("/contest$", {"code": code_told(hoa.phone)})
    told.send("/contest/confirm$")
    thom = company["thom"]
    thom.open("/desk/resets")
    for link in [one for one in thom.links() if one.startswith("/desk/resets/")]:
        thom.open(f"{link}/settling")


def _slips(company: Company) -> None:
    hanh = company["hanh"]
    hanh.open("/desk/slips")
    village = hanh.page_value("village", 1)
    hanh.send("/slips/village$", {"village": village})
    hanh.open(f"{hanh.path}/progress")
    company["dung"].open(hanh.path.removesuffix("/progress"))


def _staff(company: Company) -> None:
    """Invite somebody and let the auditor allow it; the new one is at the first page."""
    dung, sy = company["dung"], company["sy"]
    dung.open("/staff/members/invite")
    fields: dict[str, str | list[str]] = {
        "staff_name": "thang",
        "full_name": "Lò Văn Thắng",
        "sex": "male",
        "roles": [Role.STATION_STAFF],
        "personal_id": "099099000274",
        "village": "",
    }
    dung.send("/invite$", fields)
    dung.follow("/invitations/")
    invitation = dung.path
    sy.open(invitation)
    sy.send("/allow$")
    dung.open(invitation)
    dung.send("/code$")
    code = re.search(r'class="key-figure">([2-9A-Z]{4} [2-9A-Z]{4})<', dung.html)
    assert code
    new = company.newcomer("who sets up an account of staff")
    new.open("/staff/activate")
    new.send("/staff/activate$", {"staff_name": "thang", "activation_code": code[1]})


def _watched(company: Company) -> None:
    """Let the auditor look at what one of the staff did."""
    sy = company["sy"]
    sy.open("/oversight/staff")
    sy.send("/oversight/staff$", {"staff_name": "quan"})
    sy.open("/oversight/log")
    sy.send("/oversight/log$")


def _register(company: Company) -> None:
    """Add a second entry of one person; the pair is asked to become one."""
    for _ in range(2):
        one = cast.a_person("Lò Thị Hai", born=PartialDate(date(1990, 5, 6)))
        tie = FamilyTie(
            person_id=one.person_id, kind=TieKind.MOTHER, name="Lò Thị Ín", **cast.RECORDED
        )
        session.add(tie)
        cast.a_household(one, village="Nà Lúa")
    session.commit()
    hanh = company["hanh"]
    hanh.open("/desk/register")
    hanh.follow("/desk/register/pairs/")
    hanh.send("/merge$", {"kept": str(_first_of("Lò Thị Hai"))})
    company["dung"].open(hanh.path)
    newborn = cast.a_person("Vi Bảo Sơn", born=PartialDate(date(2026, 9, 1)), with_account=False)
    cast.a_household(newborn, village="Nà Lúa")
    session.commit()
    for page in ("number", "death", "key-card", "representatives", ""):
        hanh.open(f"/desk/people/{newborn.person_id}/{page}".rstrip("/"))


def _first_of(full_name: str) -> UUID:
    query = sa.select(Person.id).where(Person.full_name == full_name).order_by(Person.id)
    return reads().execute(query).scalars().first()  # type: ignore[return-value]
