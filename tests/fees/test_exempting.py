"""The desk exempts a household on a paper; neighbours and relatives see 0 đ and no reason."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import NOBODY
from portal.fees.models import Charge, Exemption, ExemptionKind
from portal.fees.order_models import FeeOrder, Method, OrderState
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.ledger.moves import UNPLACED
from portal.people.models import Membership, Person
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient
from tests.fees.commands import fees
from tests.fees.money import a_unit, charges_for

EVIDENCE = "Giấy chứng nhận hộ nghèo số 12, ngày 02/01/2026"
POOR = {"kind": "poor_household", "evidence": EVIDENCE, "from_year": "2026", "until_year": "2026"}


@pytest.fixture
def desk(visitor: InspectingClient) -> InspectingClient:
    """Return the browser of Hạnh at the desk, in English."""
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")
    return visitor


def a_home(*members: cast.Member) -> UUID:
    """Let people live together, charged for 2025 and 2026."""
    unit, home = a_unit(), cast.a_household(*members, code="DS-0007")
    charges_for(home, unit, 2025)
    charges_for(home, unit, 2026)
    session.commit()
    return home


def page_of(home: UUID) -> str:
    return f"/desk/fees/exemptions/{home}"


def exempts(
    desk: InspectingClient, home: UUID, status: int = 303, people: object = None, **typed: str
) -> str:
    """Send the form; return the page that answers."""
    form = {**POOR, **typed, "people": people or [], "csrf_token": desk.token(page_of(home))}
    answer = desk.post(page_of(home), data=form)
    assert answer.status_code == status, answer.text
    return answer.text if status != 303 else desk.get(page_of(home)).text


def the_exemption() -> UUID:
    """Return the id of the only exemption on file."""
    found = session.scalars(sa.select(Exemption.id)).one()
    session.rollback()
    return found


def asked() -> dict[tuple[UUID, int], tuple[int, ExemptionKind | None]]:
    session.rollback()
    rows = session.execute(
        sa.select(Charge.person_id, Charge.year, Charge.amount, Charge.exemption)
    ).all()
    return {(row.person_id, row.year): (row.amount, row.exemption) for row in rows}


def test_a_poor_household_is_exempt_as_a_whole_for_the_years_of_its_paper(
    desk: InspectingClient,
) -> None:
    lan, men = cast.lan(), cast.men()
    home = a_home(men, lan)

    page = exempts(desk, home)

    poor = (0, ExemptionKind.POOR_HOUSEHOLD)
    assert asked() == {
        (lan.person_id, 2025): (1_000, None),
        (lan.person_id, 2026): poor,
        (men.person_id, 2025): (1_000, None),
        (men.person_id, 2026): poor,
    }
    assert "2 open charges are 0 đ now" in page
    assert page.count(EVIDENCE) == 2
    assert "DS-0007" in desk.get("/desk/fees/exemptions").text


def test_another_reason_is_for_those_ticked_alone(desk: InspectingClient) -> None:
    lan, men = cast.lan(), cast.men()
    home = a_home(men, lan)

    exempts(desk, home, kind="other", people=[str(men.person_id)])

    assert asked()[men.person_id, 2026] == (0, ExemptionKind.OTHER)
    assert asked()[lan.person_id, 2026] == (1_000, None)


def test_what_was_paid_stays_and_a_waiting_order_is_withdrawn(desk: InspectingClient) -> None:
    lan, men = cast.lan(), cast.men()
    home = a_home(men, lan)
    charges = {
        (row.person_id, row.year): row.id
        for row in session.execute(sa.select(Charge.person_id, Charge.year, Charge.id))
    }
    paid = order([charges[lan.person_id, 2026]], home, Method.TRANSFER)
    settle(paid.id, "Lan", UNPLACED, Method.TRANSFER, by=Collector(actor=NOBODY))
    waiting = order([charges[men.person_id, 2026]], home, Method.TRANSFER)
    session.commit()

    page = exempts(desk, home)

    assert "1 open charge is 0 đ now" in page
    assert asked()[lan.person_id, 2026] == (1_000, None)
    assert session.get_one(FeeOrder, waiting.id).state is OrderState.CANCELLED


def test_an_end_leaves_free_years_free_and_counts_for_the_next(
    app: Flask, desk: InspectingClient
) -> None:
    men = cast.men()
    home = a_home(men)
    exempts(desk, home, until_year="2027")
    exemption_id = the_exemption()
    form = {"ended": str(exemption_id), "csrf_token": desk.token(page_of(home))}

    assert desk.post(f"{page_of(home)}/end", data=form).status_code == 303
    again = desk.post(f"{page_of(home)}/end", data=form)

    assert again.status_code == 422
    assert "ended already" in again.text
    fees(app, "open-year", "2027")
    assert asked()[men.person_id, 2026] == (0, ExemptionKind.POOR_HOUSEHOLD)
    assert asked()[men.person_id, 2027] == (1_000, None)


def test_exempting_twice_writes_one_row(desk: InspectingClient) -> None:
    men = cast.men()
    home = a_home(men)
    exempts(desk, home)

    assert "exempt for these years already" in exempts(desk, home, status=422)

    assert session.scalar(sa.select(sa.func.count()).select_from(Exemption)) == 1


def test_an_exemption_of_some_of_the_years_does_not_stand_for_all_of_them(
    app: Flask, desk: InspectingClient
) -> None:
    lan, men = cast.lan(), cast.men()
    home = a_home(men, lan)
    alone = [str(men.person_id)]
    for year in ("2025", "2027"):
        exempts(desk, home, kind="other", people=alone, from_year=year, until_year=year)

    page = exempts(desk, home, until_year="2027")

    poor = (0, ExemptionKind.POOR_HOUSEHOLD)
    assert "2 open charges are 0 đ now" in page
    assert asked()[men.person_id, 2025] == (0, ExemptionKind.OTHER)
    assert asked()[men.person_id, 2026] == asked()[lan.person_id, 2026] == poor
    fees(app, "open-year", "2027")
    assert asked()[men.person_id, 2027] == asked()[lan.person_id, 2027] == poor, "two papers, once"


def test_only_who_is_exempt_in_each_of_the_years_is_left_out(desk: InspectingClient) -> None:
    lan, men = cast.lan(), cast.men()
    home = a_home(men, lan)
    exempts(desk, home, kind="other", people=[str(men.person_id)], from_year="2025")

    assert "1 open charge is 0 đ now" in exempts(desk, home)
    assert "exempt for these years already" in exempts(desk, home, status=422)

    assert asked()[men.person_id, 2026] == (0, ExemptionKind.OTHER)
    assert session.scalar(sa.select(sa.func.count()).select_from(Exemption)) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "Choose why"),
        ({"kind": "under_six"}, "Choose why"),
        ({"kind": "other"}, "Choose who is exempt"),
        ({"evidence": " "}, "which paper you saw"),
        ({"evidence": "x" * 301}, "at most 300 letters"),
        ({"from_year": "26"}, "Type a year"),
        ({"from_year": "1999"}, "too far away"),
        ({"until_year": "2025"}, "ends before it begins"),
        ({"from_year": "2024", "until_year": "2029"}, "At most five years"),
    ],
    ids=[
        "no reason", "a reason no paper gives", "nobody ticked", "no paper", "too long a text",
        "two digits", "too early", "backwards", "six years",
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_its_field(
    desk: InspectingClient, typed: dict[str, str], sentence: str
) -> None:
    home = a_home(cast.men())

    page = exempts(desk, home, status=422, **typed)

    assert sentence in page
    assert session.scalar(sa.select(sa.func.count()).select_from(Exemption)) == 0


def test_nobody_decides_about_their_own_household(visitor: InspectingClient) -> None:
    visitor.set_cookie("language", "en")
    lan, men = cast.lan(), cast.men()
    home = a_home(men, lan)
    near = cast.a_staff_member("lan", "Hà Thị Lan", Role.STATION_STAFF, person=lan)
    cast.sign_in_staff(visitor, near)

    page = exempts(visitor, home, status=422, kind="other", people=[str(men.person_id)])

    assert "their own household" in page
    assert asked()[men.person_id, 2026] == (1_000, None)


def test_another_commune_finds_and_opens_nothing(visitor: InspectingClient) -> None:
    men = cast.men()
    home = a_home(men)
    cast.sign_in_staff(visitor, cast.elsewhere())
    token = visitor.token("/desk/fees/exemptions")

    found = visitor.post(
        "/desk/fees/exemptions/find", data={"household": "DS-0007", "csrf_token": token}
    )

    assert "Phạm Thị Mến" not in found.text
    assert str(home) not in found.text
    assert visitor.get(page_of(home)).status_code == 404
    for path in (page_of(home), f"{page_of(home)}/end"):
        assert visitor.post(path, data={**POOR, "csrf_token": token}).status_code == 404
    assert session.scalar(sa.select(sa.func.count()).select_from(Exemption)) == 0


def test_the_desk_frees_what_its_own_commune_asks_and_nothing_of_anothers(
    desk: InspectingClient,
) -> None:
    men = cast.men()
    theirs, left = a_unit("Xã Nà Hoa", "NH"), cast.a_household(men, commune="Xã Nà Hoa")
    owed = charges_for(left, theirs, 2025)
    waiting = order(owed.values(), left, Method.TRANSFER)
    session.execute(sa.update(Membership).values(left_on=date(2026, 1, 5)))
    home = cast.a_household(men)
    charges_for(home, a_unit(), 2026)
    session.commit()

    page = exempts(desk, home, from_year="2025")

    assert "1 open charge is 0 đ now" in page
    assert asked() == {
        (men.person_id, 2025): (1_000, None),
        (men.person_id, 2026): (0, ExemptionKind.POOR_HOUSEHOLD),
    }
    assert session.get_one(FeeOrder, waiting.id).state is OrderState.WAITING


def test_an_exemption_of_another_household_is_not_ended_from_here(
    desk: InspectingClient,
) -> None:
    men, lan = cast.men(), cast.lan()
    home, other = a_home(men), cast.a_household(lan)
    session.commit()
    exempts(desk, home)
    exemption_id = the_exemption()

    form = {"ended": str(exemption_id), "csrf_token": desk.token(page_of(other))}
    answer = desk.post(f"{page_of(other)}/end", data=form)

    assert answer.status_code == 422
    assert session.scalars(sa.select(Exemption.ended_at)).one() is None


def test_looks_and_changes_are_written_down_without_the_reason(desk: InspectingClient) -> None:
    men = cast.men()
    home = a_home(men)

    exempts(desk, home)

    lines = session.scalars(
        sa.select(AuditLine).where(AuditLine.person_id == men.person_id).order_by(AuditLine.seq)
    ).all()
    assert Event.FEES_SEEN in {line.event for line in lines}
    [changed] = [line for line in lines if line.event is Event.FEES_CHANGED]
    assert changed.section == "exempted"
    assert "poor" not in repr(vars(changed))


def test_the_list_goes_on_by_code_whatever_is_typed_into_its_address(
    app: Flask, desk: InspectingClient
) -> None:
    hanh = session.scalars(sa.select(StaffMember.id)).one()
    for number in range(52):
        member = cast.a_person("Lò Thị Hai", born=PartialDate(date(1990, 5, 6)))
        cast.a_household(member, code=f"H{number:03}")
        session.add(
            Exemption(
                person_id=member.person_id, kind=ExemptionKind.OTHER, evidence=EVIDENCE,
                from_year=2026, until_year=2026, entered_by=hanh, entered_at=clock.now(),
            )
        )  # fmt: skip
    session.commit()

    first = desk.get("/desk/fees/exemptions")
    second = desk.get("/desk/fees/exemptions?after=H049")

    assert "H049" in first.text
    assert "H050" not in first.text
    assert "after=H049" in first.text
    assert "H051" in second.text
    assert "H049<" not in second.text
    assert desk.get("/desk/fees/exemptions?after=%00%FF").status_code == 200


def test_the_household_reads_0_and_no_reason(app: Flask, desk: InspectingClient) -> None:
    lan, men = cast.lan(), cast.men()
    home = a_home(men, lan)
    exempts(desk, home, kind="other", people=[str(men.person_id)])
    own = app.test_client()
    assert isinstance(own, InspectingClient)
    cast.sign_in(own, lan)
    own.set_cookie("language", "en")

    page = own.get("/fees").text

    assert "Phạm Thị Mến" in page
    assert "0 VND" in page.replace("\N{NO-BREAK SPACE}", " ")
    for reason in (EVIDENCE, "số 12", "reason", "poor", "Poor", "xempt"):
        assert reason not in page


def test_the_evidence_is_sealed_in_the_database(desk: InspectingClient) -> None:
    home = a_home(cast.men())

    exempts(desk, home)

    stored = session.connection().exec_driver_sql("SELECT evidence FROM fee_exemption").scalar_one()
    assert EVIDENCE.encode() not in bytes(stored)


def test_a_dead_member_is_not_offered(desk: InspectingClient) -> None:
    men, lan = cast.men(), cast.lan()
    home = a_home(men, lan)
    session.get_one(Person, men.person_id).deceased_on = cast.RECORDED["recorded_on"]
    session.commit()

    page = desk.get(page_of(home)).text

    assert "Hà Thị Lan" in page
    assert "Phạm Thị Mến" not in page


def test_the_desk_reads_on_which_terms_the_fee_is_asked(desk: InspectingClient) -> None:
    assert "Nobody collects" in desk.get("/desk/fees/terms").text
    a_unit()
    session.commit()

    page = desk.get("/desk/fees/terms").text

    assert "12/QĐ-UBND" in page
    assert "0000000000" in page
    assert "1,000" in page
