"""No sequence of forms that one account of staff sends moves an account to another phone.

Mallory holds every role of the station. In each example they send up to twelve forms of any
kind, in any order, with the best values there are; afterwards the victim's phone, sessions,
codes and representatives are what they were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from itertools import count
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from werkzeug.routing import Rule

from portal.accounts.models import Account, CounterCode, SignInSession
from portal.desk.models import CounterNaming
from portal.issuing import making
from portal.issuing.models import SlipBatch
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.merging.models import PersonMerge
from portal.people.kinds import TieKind
from portal.people.models import FamilyTie, Person, Phone
from portal.representation.models import Representation
from portal.resets.models import AccountReset
from portal.staff.models import StaffInvitation, StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.attacks.mallory import ROLES, Hands, QuickClient, forms_of
from tests.cast import Member
from tests.conftest import Time

PHONE = "0900000666"
EXAMPLES = 500  # in each part
PARTS = [("sqlite", 1), ("sqlite", 2), ("sqlite", 3), ("sqlite", 4), ("postgresql", 5)]
STEPS = 12
TAKEN = {  # what one may send alone, because it moves nothing
    "resets.send_ask",
    "issuing.ask_person",
    "issuing.ask_village",
    "desk.name_representative",
    "merging.ask_merge",
    "staff.send_invitation",
}
MOVED = ("allowed", "used", "frozen", "settling", "confirmed", "reversed")
FORMS, CODES = st.integers(0, 10_000), st.integers(-8, -1)
CHOICES = st.fixed_dictionaries(
    {
        "proof": st.sampled_from(["card", "home_visit", "vouched"]),
        "ground": st.sampled_from(["saw_person", "rang_person", "knows_person"]),
        "outcome": st.sampled_from(["confirm", "reverse"]),
        "numbered": st.sampled_from(["y", ""]),
        "placed": st.sampled_from(["y", ""]),
        "finding": st.sampled_from(["came_with_card", "home_visit", "with_relatives"]),
        "presence": st.sampled_from(["both_present", "document"]),
        "kind": st.sampled_from(["parent", "guardian"]),
        "who": st.sampled_from(["person", "representative", "station"]),
    }
)


def _word(number: int) -> str:
    """Write a number as a name: names have no digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).title()


def an_entry(number: int, personal_id: str = "", phone: str = "") -> Member:
    """Return one of two entries that look like the same person."""
    person = cast.a_person(
        f"Lò Thị {_word(number)}",
        born=PartialDate(date(1960, 3, 1)),
        personal_id=personal_id,
        phone=phone,
    )
    session.add(
        FamilyTie(
            person_id=person.person_id, kind=TieKind.MOTHER, name="Lò Thị Mẹ", **cast.RECORDED
        )
    )
    return person


@dataclass(kw_only=True)
class Scene:
    """A victim, a second entry of the same name, a friend of Mallory's, and two browsers."""

    victim: Member
    twin: Member
    friend: Member
    household: UUID
    village: UUID
    staff_id: UUID
    staff_name: str
    inside: Hands
    outside: Hands

    def ids(self, rule: Rule) -> dict[str, UUID]:
        """Return what stands in the address: always the newest row of the matter."""
        one, other = sorted((self.victim.person_id, self.twin.person_id))
        known = {
            "person_id": self.victim.person_id,
            "staff_id": self.staff_id,
            "one_id": one,
            "other_id": other,
            "reset_id": _newest(AccountReset, AccountReset.requested_at),
            "batch_id": _newest(SlipBatch, SlipBatch.asked_at),
            "merge_id": _newest(PersonMerge, PersonMerge.asked_at),
            "naming_id": _newest(CounterNaming, CounterNaming.asked_at),
            "invitation_id": _newest(StaffInvitation, StaffInvitation.invited_at),
            "representation_id": _newest(Representation, Representation.starts_at),
        }
        session.commit()  # nothing is held while pages are fetched
        return {name: known.get(name) or uuid4() for name in rule.arguments}

    def fields(self, chosen: dict[str, str], code: str) -> dict[str, object]:
        """Return a value for every field there is; a form takes those it knows."""
        return {
            **chosen,
            "personal_id": self.victim.personal_id if chosen.get("numbered") else "",
            "reason": "lost_phone",
            "phone": PHONE,
            "rang": "y",
            "seen": "y",
            "issued_on": "14/08/2022",
            "voucher": str(self.staff_id),
            "refusal": "proof",
            "household": str(self.household),
            "village": str(self.village) if chosen.get("placed") else "",
            "kept": str(self.twin.person_id),
            "number": self.friend.personal_id,
            "full_name": self.friend.full_name,
            "mother": self.victim.personal_id,
            "sex": "female",
            "scopes": ["see", "consent", "pay"],
            "term": "6",
            "document": "Giấy ủy quyền 12/2026",
            "roles": ["station_staff"],
            "staff_name": f"double.{self.staff_name}",
            "code": code,
            "slip": code,
            "pin": "482915",
            "pin_again": "482915",
        }

    def as_before(self) -> list[str]:
        """Say what moved; nothing may have."""
        account, person = self.victim.account_id, self.victim.person_id
        phones = session.scalars(
            sa.select(Phone.number).where(Phone.person_id == person, Phone.active)
        ).all()
        moved = {
            "the phone": list(phones) != [self.victim.phone],
            "a session": _any(SignInSession.account_id == account),
            "a code": _any(CounterCode.account_id == account),
            "a representative": _any(Representation.person_id == person),
            "a reset": _any(AccountReset.person_id == person, AccountReset.state.in_(list(MOVED))),
            "the entry": _any(Person.id == person, Person.merged_into.is_not(None)),
            "the account": _any(Account.id == account, Account.person_id != person),
            "a colleague": _any(StaffMember.staff_name.startswith("double")),
        }
        session.commit()
        return [what for what, has in moved.items() if has]


def _newest(table: Any, at: Any) -> UUID | None:
    return session.scalars(sa.select(table.id).order_by(at.desc()).limit(1)).one_or_none()


def _any(*conditions: sa.ColumnElement[bool]) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(*conditions))))


def a_scene(app: Flask, number: int) -> Scene:
    """Build the next scene, a day after the last, so that no limit of a day is used up."""
    victim = an_entry(number, personal_id=f"991160{number:06d}", phone=f"+84910{number:06d}")
    twin = an_entry(number)
    friend = cast.a_person(
        f"Vi Thị {_word(number)}",
        born=PartialDate(date(1980, 1, 1)),
        personal_id=f"992160{number:06d}",
    )
    rogue = cast.a_staff_member(f"rogue{number}", f"Vi Văn {_word(number)}", *ROLES)
    village = cast.a_village()
    household = cast.a_household(victim)
    cast.a_household(twin)
    session.commit()
    inside, outside = QuickClient(app, app.response_class), QuickClient(app, app.response_class)
    cast.sign_in_staff(inside, rogue)
    now = clock.now()
    return Scene(
        victim=victim,
        twin=twin,
        friend=friend,
        household=household,
        village=village,
        staff_id=rogue.staff_id,
        staff_name=rogue.staff_name,
        inside=Hands(browser=inside, page="/staff/", phone="+84900000666", since=now),
        outside=Hands(browser=outside, page="/sign-in", phone="+84900000666", since=now),
    )


class OneAccountAlone(RuleBasedStateMachine):
    """Sends forms in one application, and notes which were taken."""

    app: ClassVar[Flask]
    time: ClassVar[Time]
    inside: ClassVar[Sequence[Rule]]
    outside: ClassVar[Sequence[Rule]]
    numbers: ClassVar[Iterator[int]]
    accepted: ClassVar[set[str]]

    def __init__(self) -> None:
        super().__init__()
        self.time.pass_by(days=1)
        self.scene = a_scene(self.app, next(self.numbers))

    @rule(form=FORMS, chosen=CHOICES, code=CODES)
    def sends_a_form(self, form: int, chosen: dict[str, str], code: int) -> None:
        self._send(self.scene.inside, self.inside[form % len(self.inside)], chosen, code)

    @rule(form=FORMS, chosen=CHOICES, code=CODES)
    def knocks_at_a_door(self, form: int, chosen: dict[str, str], code: int) -> None:
        self._send(self.scene.outside, self.outside[form % len(self.outside)], chosen, code)

    @rule(endpoint=st.sampled_from(["resets.send_ask", *sorted(TAKEN)]), chosen=CHOICES)
    def asks_for_something(self, endpoint: str, chosen: dict[str, str]) -> None:
        form = next(one for one in self.inside if one.endpoint == endpoint)
        self._send(self.scene.inside, form, chosen, -1)

    @rule()
    def lets_slips_be_made(self) -> None:
        making.make_next(self.app, lambda _html: b"%PDF-")

    def _send(self, hands: Hands, form: Rule, chosen: dict[str, str], code: int) -> None:
        scene = self.scene
        known = [*scene.inside.seen, *scene.outside.seen]
        typed = known[code] if -code <= len(known) else "000000"
        status = hands.send(form, scene.ids(form), scene.fields(chosen, typed))
        if status < HTTPStatus.BAD_REQUEST:
            self.accepted.add(form.endpoint)

    @invariant()
    def nothing_has_moved(self) -> None:
        assert self.scene.as_before() == []


def alone(app: Flask, time: Time) -> type[OneAccountAlone]:
    """Return the machine in one application."""
    inside, outside = forms_of(app)
    here = {"app": app, "time": time, "inside": inside, "outside": outside}
    return type(
        "AloneHere", (OneAccountAlone,), {**here, "numbers": count(1), "accepted": set[str]()}
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("database_url", "part"), PARTS, indirect=["database_url"])
def test_one_account_of_staff_moves_nothing(app: Flask, time: Time, part: int) -> None:
    """Try what no other part tries, so that several workers share the examples."""
    machine = seed(part)(alone(app, time))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.accepted >= TAKEN, "a form that one person may send was never sent right"


def test_the_same_forms_by_two_accounts_do_move_it(app: Flask, time: Time) -> None:
    """Show that what is sent is right, and that the check above would notice."""
    scene = a_scene(app, 1)
    inside, outside = forms_of(app)
    forms = {form.endpoint: form for form in (*inside, *outside)}
    colleague = Hands(
        browser=QuickClient(app, app.response_class),
        page="/staff/",
        phone="",
        since=clock.now(),
    )
    cast.sign_in_staff(
        colleague.browser, cast.a_staff_member("two", "Hà Văn Hai", Role.STATION_STAFF)
    )
    chosen = {"proof": "home_visit", "ground": "saw_person", "numbered": "y"}

    def send(hands: Hands, endpoint: str, code: str = "") -> int:
        form = forms[endpoint]
        return hands.send(form, scene.ids(form), scene.fields(chosen, code))

    assert send(scene.inside, "resets.send_ask") == 303
    assert scene.as_before() == []
    assert send(colleague, "resets.allow") == 303
    assert scene.as_before() == ["a reset"]
    assert send(scene.inside, "resets.print_slip") == 200
    slip = next(code for code in reversed(scene.inside.seen) if len(code) == len("ABCD " * 4) - 1)
    assert send(scene.outside, "resets.begin_activation", slip) == 303
    sent = next(code for code in reversed(scene.outside.seen) if len(code) == len("123456"))
    assert send(scene.outside, "resets.check_activation_code", sent) == 303
    assert send(scene.outside, "resets.finish_activation") == 303

    assert {"the phone", "a session", "a reset"} <= set(scene.as_before())
