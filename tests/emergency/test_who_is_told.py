"""The messages of an opening and of its review: to whom, and with what in them."""

from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.emergency import notices
from portal.emergency.models import Verdict
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.partial_date import PartialDate
from portal.notifications.models import OutboxMessage
from portal.notifications.sms_text import fits_one_message
from portal.people.kinds import TieKind
from portal.people.models import FamilyTie, Person
from tests import cast
from tests.cast import RECORDED, Member
from tests.client import HEALTH_WORDS, InspectingClient
from tests.emergency.steps import opens

NAMES = [
    "Lê Minh Quân",
    "Nguyễn Hoàng Thị Phương Thảo Quỳnh Như Mai Hương Giang Thanh Thủy Kim Ngân Tường Vy Đào",
    "Đ" * 200,
]


def a_relative(person: Member, kind: TieKind, phone: str) -> None:
    tie = FamilyTie(
        person_id=person.person_id, kind=kind, name="Phạm Văn Tân", phone=phone, **RECORDED
    )
    session.add(tie)
    session.flush()


def messages() -> dict[str, str]:
    rows = reads().execute(sa.select(OutboxMessage.__table__)).all()
    return {row.recipient: row.text for row in rows}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("whose", ["", "cua nguoi than "])
def test_a_message_fits_has_no_accent_link_or_health_word(
    app: Flask, name: str, whose: str
) -> None:
    text = notices.opened_text(f"Bác sĩ {name}", name, clock.now(), whose=whose)

    assert fits_one_message(text)
    assert text.isascii()
    assert not HEALTH_WORDS.search(text)
    assert "http" not in text
    assert "/" not in text.replace("/11/2026", "")
    assert "024 0000 0115" in text, "whom to ask"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_message_of_a_review_is_as_short(app: Flask, verdict: Verdict) -> None:
    text = notices.reviewed_text(clock.now(), verdict)

    assert fits_one_message(text)
    assert text.isascii()
    assert not HEALTH_WORDS.search(text)


def test_the_resident_and_the_one_who_cares_for_them_are_told(visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    a_relative(men, TieKind.FATHER, "+84900000222")
    a_relative(men, TieKind.CAREGIVER, "+84900000333")
    cast.sign_in_staff(visitor, quan)

    assert opens(visitor, quan, men.person_id).status_code == 303

    told = messages()
    assert set(told) == {men.phone, "+84900000333"}
    assert "Le Minh Quan" in told[men.phone]
    assert "nguoi than" in told["+84900000333"]
    assert "Men" not in " ".join(told.values()), "no patient's name on anybody's phone"


def test_two_phones_with_the_same_end_are_both_told(visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    a_relative(men, TieKind.CAREGIVER, "+84911110123")
    cast.sign_in_staff(visitor, quan)

    opens(visitor, quan, men.person_id)

    assert set(messages()) == {men.phone, "+84911110123"}


def test_the_representative_of_a_child_is_told(visitor: InspectingClient) -> None:
    lan = cast.lan()
    minh, quan = cast.minh(lan), cast.quan()
    cast.sign_in_staff(visitor, quan)

    opens(visitor, quan, minh.person_id)

    assert lan.phone in messages()


def test_without_any_phone_the_record_still_opens(visitor: InspectingClient) -> None:
    alone = cast.a_person("Vi Văn Lẻ", born=PartialDate(date(1940, 1, 1)))
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)

    assert opens(visitor, quan, alone.person_id).status_code == 303
    assert not messages()


def test_the_messages_leave_with_the_next_sending(app: Flask, visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    cast.sign_in_staff(visitor, quan)
    opens(visitor, quan, men.person_id)

    sent = app.test_cli_runner().invoke(args=["notifications", "send"])

    assert sent.exit_code == 0, sent.output
    written = (app.extensions["portal.config"].instance / "messages.jsonl").read_text()
    assert "khan cap" in written


def test_the_parents_of_an_adult_are_not_told(visitor: InspectingClient) -> None:
    lan, quan = cast.lan(), cast.quan()
    son = cast.a_person("Trương Hà An", born=PartialDate(date(2008, 1, 5)), phone="+84900000555")
    cast.represents(lan, son)
    a_relative(son, TieKind.FATHER, "+84900000222")
    cast.sign_in_staff(visitor, quan)

    opens(visitor, quan, son.person_id)
    notices.tell_reviewed(son.person_id, uuid4(), clock.now(), Verdict.JUSTIFIED)
    session.commit()

    assert set(messages()) == {son.phone}


def test_the_phone_of_a_dead_mother_is_not_told(visitor: InspectingClient) -> None:
    lan, quan = cast.lan(), cast.quan()
    minh = cast.minh(lan)
    session.execute(
        sa.update(Person).where(Person.id == lan.person_id).values(deceased_on=date(2026, 11, 1))
    )
    cast.sign_in_staff(visitor, quan)

    opens(visitor, quan, minh.person_id)

    assert not messages()
