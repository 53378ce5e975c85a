"""Whose second word counts: no kin, no delegate, no namesake, and no account one opened."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.people.kinds import Sex
from portal.representation import hands
from portal.representation.bars import Bars
from portal.staff.models import StaffActivation, StaffMember
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.access.grounds import delegates
from tests.cast import Member, StaffCast
from tests.conftest import Time


def signed_in(member: StaffCast, person: Member | None = None) -> SignedInStaff:
    """Return a member of staff as a request knows them."""
    return SignedInStaff(
        session_id=member.staff_id,
        staff_id=member.staff_id,
        staff_name=member.staff_name,
        full_name=member.full_name,
        title="",
        sex=Sex.FEMALE,
        facility_code=member.facility_code,
        facility_name="",
        commune="Xã Đồng Sen",
        person_id=person.person_id if person else None,
        roles=frozenset(),
        confirmed_at=clock.now(),
        last_seen_at=clock.now(),
        expires_at=clock.now(),
        locked=False,
    )


def opened(member: StaffCast, opener: StaffCast) -> None:
    """Let one member's code have been issued by the other."""
    now, title = clock.now(), session.get_one(StaffMember, opener.staff_id).title
    session.add(
        StaffActivation(
            staff_id=member.staff_id,
            code_mac=b"tests",
            issued_at=now,
            issued_by=f"{title} {opener.full_name}",
            expires_at=now + timedelta(days=1),
        )
    )
    session.commit()


def test_kin_and_delegates_are_near_and_strangers_are_not(app: Flask) -> None:
    men, lan, hung = cast.men(), cast.lan(), cast.hung()
    delegates(men, lan)
    minh = cast.minh(hung)
    session.commit()
    staff = signed_in(cast.hanh(), lan)

    assert hands.is_near(staff, lan.person_id)
    assert hands.is_near(staff, men.person_id)
    assert men.person_id in hands.all_near(staff)
    assert not hands.is_near(staff, hung.person_id)
    assert hands.is_near(signed_in(cast.thom(), hung), minh.person_id)


def test_only_the_name_tells_of_staff_without_an_entry(app: Flask) -> None:
    men, hung = cast.men(), cast.hung()
    session.commit()
    namesake = replace(signed_in(cast.hanh()), full_name="PHẠM THỊ MẾN")

    assert hands.is_near(namesake, men.person_id)
    assert hands.all_near(namesake) == {men.person_id}
    assert not hands.is_near(namesake, hung.person_id)


@pytest.mark.parametrize("turned", [False, True], ids=["opened it", "was opened by it"])
def test_an_account_one_opened_is_ones_own_hand(app: Flask, time: Time, turned: bool) -> None:
    hanh, thom, dung = cast.hanh(), cast.thom(), cast.dung()
    opened(*((hanh, thom) if turned else (thom, hanh)))

    assert hands.from_one_hand(hanh.staff_id, thom.staff_id)
    assert hands.from_one_hand(hanh.staff_id, hanh.staff_id)
    assert not hands.from_one_hand(hanh.staff_id, dung.staff_id)
    time.pass_by(days=91)
    assert not hands.from_one_hand(hanh.staff_id, thom.staff_id)


def test_a_closed_account_works_no_more(app: Flask) -> None:
    hanh = cast.hanh()
    session.commit()
    assert hands.still_works(hanh.staff_id)

    session.execute(sa.update(StaffMember).values(suspended_at=clock.now()))
    session.commit()

    assert not hands.still_works(hanh.staff_id)


def test_lists_know_the_bars_that_words_know(app: Flask) -> None:
    men, lan, hung = cast.men(), cast.lan(), cast.hung()
    delegates(men, lan)
    hanh, thom, dung = cast.hanh(), cast.thom(), cast.dung()
    opened(thom, hanh)
    found = Bars(signed_in(hanh, lan))

    assert found.one_hand == {hanh.staff_id, thom.staff_id}
    assert Bars(signed_in(thom)).one_hand == {hanh.staff_id, thom.staff_id}
    assert found.leave(dung.staff_id, hung.person_id, None)
    assert not found.leave(thom.staff_id, hung.person_id)
    assert not found.leave(dung.staff_id, men.person_id)
