"""Without a card a health worker of the commune vouches, on a sign-in of their own."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import TieKind
from portal.people.models import FamilyTie
from portal.resets.models import AccountReset
from portal.resets.states import State
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.resets.counter import BY_CARD, allow, ask, ask_path, english, state_of

VOUCHED = {"proof": "vouched", "issued_on": ""}


@pytest.fixture
def lan(app: Flask) -> Member:
    person = cast.lan()
    cast.a_household(person)
    return person


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def hanh(app: Flask, lan: Member, quan: StaffCast) -> InspectingClient:
    return english(app, cast.hanh())


def a_collaborator(name: str, village: str) -> StaffCast:
    member = cast.a_staff_member(name, f"Vi Thị {name}", Role.COLLABORATOR)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(village_id=cast.a_village(village))
    )
    session.commit()
    return member


def vouch(client: InspectingClient, reset_id: object, **fields: str) -> int:
    answer = client.submit(
        "/desk/vouching", {"seen": "y", **fields}, to=f"/desk/vouching/{reset_id}"
    )
    return answer.status_code


def test_who_is_named_vouches_and_then_somebody_else_decides(
    app: Flask, hanh: InspectingClient, lan: Member, quan: StaffCast
) -> None:
    reset_id = ask(hanh, lan, **VOUCHED, voucher=quan.staff_id.hex)
    assert state_of(lan) is State.WAITS_FOR_VOUCHER
    clinician = english(app, quan)
    page = clinician.get("/desk/vouching").text
    assert "Hà Thị Lan" in page
    assert "…123" not in page

    assert vouch(clinician, reset_id) == 303

    assert state_of(lan) is State.ASKED
    assert allow(english(app, cast.dung()), reset_id) == 303
    line = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.RESET_VOUCHED)).one()
    assert line.staff_id == quan.staff_id


def test_nobody_decides_before_the_voucher(
    app: Flask, hanh: InspectingClient, lan: Member, quan: StaffCast
) -> None:
    reset_id = ask(hanh, lan, **VOUCHED, voucher=quan.staff_id.hex)
    dung = english(app, cast.dung())

    answer = dung.submit(
        f"/desk/resets/{reset_id}",
        {"ground": "saw_person"},
        to=f"/desk/resets/{reset_id}/allowance",
    )

    assert answer.status_code == 422
    assert state_of(lan) is State.WAITS_FOR_VOUCHER


def test_the_voucher_must_tick_that_they_saw_the_person(
    app: Flask, hanh: InspectingClient, lan: Member, quan: StaffCast
) -> None:
    reset_id = ask(hanh, lan, **VOUCHED, voucher=quan.staff_id.hex)
    clinician = english(app, quan)

    answer = clinician.submit("/desk/vouching", to=f"/desk/vouching/{reset_id}")

    assert answer.status_code == 422
    assert "Tick that you know the person" in answer.text
    assert state_of(lan) is State.WAITS_FOR_VOUCHER


def test_a_no_ends_the_request(
    app: Flask, hanh: InspectingClient, lan: Member, quan: StaffCast
) -> None:
    reset_id = ask(hanh, lan, **VOUCHED, voucher=quan.staff_id.hex)

    answer = english(app, quan).submit("/desk/vouching", to=f"/desk/vouching/{reset_id}/no")

    assert answer.status_code == 303
    assert state_of(lan) is State.REFUSED


def test_only_health_workers_who_know_the_village_can_be_named(
    app: Flask, hanh: InspectingClient, lan: Member, quan: StaffCast
) -> None:
    here, there = a_collaborator("here", "Suối Bạc"), a_collaborator("there", "Nà Lúa")
    mate = cast.men()
    kin = cast.a_staff_member("kin", "Vi Thị Kin", Role.CLINICIAN, person=mate)
    cast.a_staff_member("head", "Vi Thị Head", Role.VILLAGE_HEAD)
    cast.a_staff_member("out", "Vi Thị Out", Role.CLINICIAN, commune="Xã Nà Hoa")
    tie = FamilyTie(
        person_id=lan.person_id,
        kind=TieKind.CAREGIVER,
        name="x",
        relative_id=mate.person_id,
        **cast.RECORDED,
    )
    session.add(tie)
    session.commit()

    page = hanh.get(ask_path(lan)).text

    assert quan.staff_id.hex in page
    assert here.staff_id.hex in page
    for other in (there, kin):
        assert other.staff_id.hex not in page
        answer = hanh.submit(ask_path(lan), {**BY_CARD, **VOUCHED, "voucher": other.staff_id.hex})
        assert "Choose who vouches" in answer.text
    for name in ("Vi Thị Head", "Vi Thị Out", "Lò Thị Hạnh</option>"):
        assert name not in page


def test_somebody_else_cannot_vouch_in_their_place(
    app: Flask, hanh: InspectingClient, lan: Member, quan: StaffCast
) -> None:
    reset_id = ask(hanh, lan, **VOUCHED, voucher=quan.staff_id.hex)
    other = english(app, a_collaborator("here", "Suối Bạc"))

    assert "Lan" not in other.get("/desk/vouching").text
    token = other.token("/staff/")
    answer = other.post(f"/desk/vouching/{reset_id}", data={"csrf_token": token, "seen": "y"})
    assert answer.status_code == 404


def test_the_voucher_never_decides(app: Flask, hanh: InspectingClient, lan: Member) -> None:
    dung = cast.dung()
    session.commit()
    reset_id = ask(hanh, lan, **VOUCHED, voucher=dung.staff_id.hex)
    client = english(app, dung)
    vouch(client, reset_id)

    page = client.get(f"/desk/resets/{reset_id}/decision").text
    answer = client.submit(
        f"/desk/resets/{reset_id}",
        {"ground": "saw_person"},
        to=f"/desk/resets/{reset_id}/allowance",
    )

    assert "You vouched for this person" in page
    assert answer.status_code == 422
    assert state_of(lan) is State.ASKED


def test_five_a_week_and_no_more(app: Flask, hanh: InspectingClient, quan: StaffCast) -> None:
    people = [
        cast.a_person(
            f"Lò Thị {number}",
            born=PartialDate.of_year(1970),
            personal_id=f"99917000{number:04d}",
        )
        for number in range(6)
    ]
    cast.a_household(*people)
    session.commit()
    resets = [ask(hanh, one, **VOUCHED, voucher=quan.staff_id.hex) for one in people]
    clinician = english(app, quan)

    answers = [vouch(clinician, reset_id) for reset_id in resets]

    assert answers == [303] * 5 + [422]
    assert (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(AccountReset)
            .where(AccountReset.state == State.WAITS_FOR_VOUCHER)
        )
        == 1
    )
