"""A colleague's word in place of a code: their own sign-in, no relative, never the asker."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.desk.models import CounterNaming
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.representation.models import RepresentationKind
from portal.staff.models import StaffActivation, StaffMember
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.clinic.desk import messages, stored
from tests.conftest import Time
from tests.desk import counter
from tests.desk.counter import naming


def test_a_colleague_agrees_under_an_own_sign_in(
    hanh: InspectingClient, dung: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")
    assert "Đặng Thị Điều" in dung.get("/oversight/waiting").text

    assert dung.submit(f"{at}/second").status_code == 303

    [begun] = counter.representations()
    assert begun.registered_by == "Bác sĩ Hoàng Văn Dũng"
    assert begun.evidence
    assert begun.evidence.endswith("taken down by Cán bộ Lò Thị Hạnh")
    [row] = stored(sa.select(CounterNaming))
    assert row.confirmed_by
    assert row.representation_id == begun.id


def test_who_asked_never_agrees(hanh: InspectingClient, dieu: Member, lan: Member) -> None:
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")

    refused = hanh.submit(f"{at}/second")

    assert refused.status_code == 422
    assert "a colleague must agree" in refused.text
    assert not counter.representations()


def test_a_colleague_cannot_agree_while_a_code_is_out(
    hanh: InspectingClient, dung: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)

    assert dung.submit(f"{at}/second").status_code == 422
    assert not counter.representations()


def test_a_colleague_says_no(
    hanh: InspectingClient, dung: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")

    assert dung.submit(f"{at}/second", to=f"{at}/withdraw").status_code == 303

    assert not counter.representations()
    assert "Nobody was named by it" in hanh.get(at).text
    token = dung.token("/desk/")
    assert dung.post(f"{at}/second", data={"csrf_token": token}).status_code == 422


@pytest.mark.parametrize("who", ["person", "representative"])
def test_the_second_is_no_relative(
    hanh: InspectingClient, dung: InspectingClient, dieu: Member, lan: Member, who: str
) -> None:
    relative = {"person": dieu, "representative": lan}[who]
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.staff_name == "dung")
        .values(person_id=counter.housemate(relative).person_id)
    )
    session.commit()
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")

    assert dung.submit(f"{at}/second").status_code == 422
    assert not counter.representations()


def test_the_second_is_nobody_whose_account_the_asker_just_opened(
    hanh: InspectingClient, dung: InspectingClient, dieu: Member, lan: Member
) -> None:
    opened = session.scalar(sa.select(StaffMember.id).where(StaffMember.staff_name == "dung"))
    assert opened
    session.add(
        StaffActivation(
            staff_id=opened,
            code_mac=b"\0" * 32,
            issued_at=clock.now(),
            expires_at=clock.now().replace(year=2027),
            issued_by="Cán bộ Lò Thị Hạnh",
        )
    )
    session.commit()
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")

    assert dung.submit(f"{at}/second").status_code == 422
    assert not counter.representations()


def test_a_parent_is_named_for_a_child_by_a_document_and_two_members(
    hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    vy = cast.a_person(
        "Trương Hà Vy",
        born=PartialDate(date(2020, 5, 4)),
        personal_id="999320000001",
        phone="+84900000777",
    )
    cast.a_household(vy)
    session.commit()
    wish = {"kind": "parent", "document": "Giấy khai sinh 12/2020, 10/05/2020"}

    undocumented = counter.name(hanh, vy, lan, kind="parent")
    taken = counter.name(hanh, vy, lan, **wish)

    assert undocumented.status_code == 422
    assert not messages()
    assert dung.submit(f"{taken.location}/second").status_code == 303
    [begun] = counter.representations()
    assert begun.kind is RepresentationKind.PARENT
    assert begun.ends_at is None
    assert begun.evidence
    assert "Giấy khai sinh 12/2020" in begun.evidence
    hung = cast.hung()
    session.commit()
    again = counter.name(hanh, vy, hung, **wish)
    assert "end that first" in again.text


def test_another_commune_reaches_none_of_it(
    app: Flask, hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")
    elsewhere = counter.at_the_desk(app, cast.elsewhere())
    token = elsewhere.token("/desk/")

    assert elsewhere.get(f"{counter.page_of(dieu)}/representatives").status_code == 403
    assert elsewhere.get(at).status_code == 404
    assert elsewhere.get(f"{at}/second").status_code == 404
    for way in ("code", "colleague", "withdraw", "second"):
        sent = elsewhere.post(f"{at}/{way}", data={"csrf_token": token, "code": "12345678"})
        assert sent.status_code == 404
    assert "Đặng Thị Điều" not in elsewhere.get("/oversight/waiting").text
    assert not counter.representations()


def test_what_waits_is_over_after_a_day(
    hanh: InspectingClient, dieu: Member, lan: Member, app: Flask, time: Time
) -> None:
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")
    time.pass_by(hours=24)

    dung = counter.at_the_desk(app, cast.dung())

    assert "Đặng Thị Điều" not in dung.get("/oversight/waiting").text
    assert dung.submit("/desk/", to=f"{at}/second").status_code == 422
    assert not counter.representations()


def test_two_colleagues_begin_it_once(
    app: Flask, hanh: InspectingClient, dung: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)
    hanh.submit(at, to=f"{at}/colleague")
    thom = counter.at_the_desk(app, cast.thom())
    token = thom.token(f"{at}/second")

    assert dung.submit(f"{at}/second").status_code == 303
    late = thom.post(f"{at}/second", data={"csrf_token": token})

    assert late.status_code == 422
    assert "over already" in late.text
    assert len(counter.representations()) == 1


def test_the_database_takes_no_second_word_of_the_asker(
    hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    naming(hanh, dieu, lan)

    with pytest.raises(IntegrityError):
        session.execute(sa.update(CounterNaming).values(confirmed_by=CounterNaming.asked_by))
    session.rollback()
