"""Who is no second person: close ones, newcomers of the first, strangers, the tireless."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Relation, Sex
from portal.people.models import Membership
from portal.resets.states import State
from portal.staff.models import StaffActivation, StaffInvitation, StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.heard import heard
from tests.resets.counter import allow, allow_directly, ask, english, state_of


def test_who_asked_never_allows(hanh: InspectingClient, lan: Member) -> None:
    reset_id = ask(hanh, lan)

    assert "You asked for this yourself" in hanh.get(f"/desk/resets/{reset_id}/decision").text
    assert allow_directly(hanh, reset_id) == 422
    assert state_of(lan) is State.ASKED


def test_kin_of_the_person_do_not_decide(app: Flask, hanh: InspectingClient, lan: Member) -> None:
    reset_id = ask(hanh, lan)
    hung = cast.hung()
    house = session.scalars(
        sa.select(Membership.household_id).where(Membership.person_id == lan.person_id)
    ).one()
    session.add(
        Membership(
            household_id=house,
            person_id=hung.person_id,
            relation=Relation.OTHER,
            joined_on=clock.today(),
        )
    )
    kin = cast.a_staff_member("hung", "Lò Văn Hùng", Role.STATION_HEAD, person=hung)
    client = english(app, kin)

    assert "your household or a relative" in client.get(f"/desk/resets/{reset_id}/decision").text
    assert allow_directly(client, reset_id) == 422


def test_the_number_of_the_second_person_is_refused(
    app: Flask, hanh: InspectingClient, lan: Member
) -> None:
    hung = cast.hung()
    kin = cast.a_staff_member("hung", "Lò Văn Hùng", Role.STATION_HEAD, person=hung)
    session.commit()
    reset_id = ask(hanh, lan, phone="0900000999")

    assert allow_directly(english(app, kin), reset_id) == 422


@pytest.mark.parametrize("how", ["invited", "let_in", "code"])
def test_an_account_the_first_one_opened_is_no_second_person(
    app: Flask, hanh: InspectingClient, first: StaffCast, lan: Member, how: str, time: Time
) -> None:
    newcomer = cast.a_staff_member("moi", "Vi Thị Mới", Role.STATION_STAFF)
    head = cast.a_staff_member("khac", "Vi Thị Khác", Role.STATION_HEAD)
    now = clock.now() - timedelta(days=3)
    if how == "code":
        session.add(
            StaffActivation(
                staff_id=newcomer.staff_id,
                code_mac=b"x",
                issued_at=now,
                issued_by="Cán bộ Lò Thị Hạnh",
                expires_at=now + timedelta(days=1),
            )
        )
    else:
        by_first = how == "invited"
        session.add(
            StaffInvitation(
                staff_name="moi",
                full_name="Vi Thị Mới",
                sex=Sex.FEMALE,
                roles="station_staff",
                facility_code=cast.STATION,
                commune="Xã Đồng Sen",
                invited_by=first.staff_id if by_first else head.staff_id,
                invited_at=now,
                decided_by=head.staff_id if by_first else first.staff_id,
                decided_at=now,
                staff_id=newcomer.staff_id,
            )
        )
    session.commit()
    reset_id = ask(hanh, lan)

    assert allow_directly(english(app, newcomer), reset_id) == 422
    assert allow(english(app, head), reset_id) == 303


def test_ten_decisions_a_day_and_no_more(
    app: Flask, dung: InspectingClient, second: StaffCast
) -> None:
    people = [
        cast.a_person(
            f"Lò Thị {number}",
            born=PartialDate.of_year(1970),
            personal_id=f"99917000{number:04d}",
        )
        for number in range(11)
    ]
    cast.a_household(*people)
    askers = [
        english(app, cast.a_staff_member(f"a{n}", f"Vi Thị {n}", Role.STATION_STAFF))
        for n in range(2)
    ]
    resets = [ask(askers[index // 6], person) for index, person in enumerate(people)]

    answers = [allow_directly(dung, reset_id) for reset_id in resets]

    assert answers == [303] * 10 + [422]


def test_the_desk_of_another_commune_finds_nothing(
    app: Flask, hanh: InspectingClient, lan: Member
) -> None:
    reset_id = ask(hanh, lan)
    client = english(app, cast.elsewhere())
    token = client.token("/desk/resets")

    assert "Lan" not in heard(client.get("/desk/resets").text)
    for page in ("", "/decision", "/slip", "/settling"):
        assert client.get(f"/desk/resets/{reset_id}{page}").status_code == 404, page
    for act in (
        "allowance",
        "refusal",
        "withdrawal",
        "slip",
        "stop",
        "proposal",
        "agreement",
        "disagreement",
    ):
        answer = client.post(f"/desk/resets/{reset_id}/{act}", data={"csrf_token": token})
        assert answer.status_code == 404, act
    assert state_of(lan) is State.ASKED


def test_staff_of_no_commune_see_no_reset(app: Flask, hanh: InspectingClient, lan: Member) -> None:
    reset_id = ask(hanh, lan)
    nowhere = cast.a_staff_member("ai", "Vi Thị Ai", Role.STATION_HEAD)
    session.execute(
        sa.update(StaffMember).where(StaffMember.id == nowhere.staff_id).values(commune=None)
    )
    client = english(app, nowhere)

    assert client.get(f"/desk/resets/{reset_id}").status_code == 404
    assert "Lan" not in heard(client.get("/desk/resets").text)
