"""Every address about a person × everybody who may come: open exactly where the table says.

Nothing here repeats the policy: what must be open is computed from `access.policy.POLICY`
and from how each visitor stands to Mến; what is open is asked from the running pages.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal.access.policy import POLICY, Permission, Scope, Step
from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.consents import services as consents
from portal.consents.kinds import Channel, EndReason, GrantedAs, Purpose
from portal.consents.sections import Section
from portal.consents.services import Owner, Terms, Yes
from portal.consents.wording import wording
from portal.emergency.models import EmergencyOpening, Reason
from portal.kernel import clock
from portal.kernel.db import session
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.staff.roles import Role
from portal.visits.models import Encounter
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.consents.test_giving_and_ending import MEN_BORN
from tests.visits.builders import a_visit

VALUES = {"kind": "pressure"}
QUERIES = {"cases.dispute": "?about=A", "cases.send_dispute": "?about=A"}
CLOSED = {403, 404}
# Where a clinician asks to open a record in an emergency: every clinician may ask.
ASKING = {"clinic.emergency", "clinic.open_emergency"}
# Pages found by the id of a visit: both need the visits of whom it is about.
VISIT_PAGES = {"visits.visit", "clinic.visit"}


@dataclass(frozen=True)
class Visitor:
    """One who comes, and what the table must open to them."""

    name: str
    enter: Callable[[InspectingClient], object]
    is_staff: bool = False
    is_self: bool = False
    scopes: frozenset[Scope] = frozenset()
    sections: frozenset[Section] = frozenset()
    step: Step | None = None
    at_desk: bool = False
    is_clinician: bool = True

    def may(self, permission: Permission) -> bool:
        """Read the table for this visitor."""
        rule = POLICY[permission]
        if not self.is_staff:
            return (self.is_self and rule.self) or rule.representative in self.scopes
        if rule.desk:
            return self.at_desk
        if rule.consent is not None and rule.consent & self.sections:
            return True
        if rule.emergency is None or self.step is None:
            return False
        return rule.emergency is Step.CARD or self.step is Step.REST


@pytest.fixture
def men(app: Flask) -> Member:
    """Return Mến, who has been to the station once."""
    person = cast.men()
    cast.a_household(person)
    cast.a_facility(cast.STATION)
    a_visit(person)
    return person


def _represent(person: Member, other: Member, *scopes: Scope, days: int, ended: bool) -> None:
    now = clock.now()
    session.add(
        Representation(
            id=uuid4(),
            person_id=person.person_id,
            representative_id=other.person_id,
            kind=RepresentationKind.DELEGATE,
            sees=Scope.SEE in scopes,
            consents=Scope.CONSENT in scopes,
            pays=Scope.PAY in scopes,
            starts_at=now - timedelta(days=30),
            ends_at=now + timedelta(days=days),
            registered_by="test",
            ended_at=now if ended else None,
            ended_as=EndedAs.REPRESENTED if ended else None,
        )
    )


def _consent(
    person: Member,
    *sections: Section,
    staff: StaffCast | None = None,
    facility: str | None = None,
    until: timedelta = timedelta(days=7),
) -> UUID:
    text = wording(grantee="x", owner="x", sections=sections, purpose=Purpose.VISIT, until="x")
    return consents.grant(
        Owner(id=person.person_id, born=MEN_BORN),
        Terms(
            sections=sections,
            purpose=Purpose.VISIT,
            valid_until=clock.now() + until,
            wording=text,
            staff_id=staff.staff_id if staff else None,
            facility_code=facility,
        ),
        Yes(
            by=_actor(person),
            granted_as=GrantedAs.SELF,
            channel=Channel.PHONE,
            person_id=person.person_id,
        ),
    )


def _actor(person: Member) -> Actor:
    return Actor(name=person.full_name, account_id=person.account_id, person_id=person.person_id)


def _emergency(person: Member, staff: StaffCast, *, widened: bool, hours: int = 4) -> None:
    now = clock.now()
    session.add(
        EmergencyOpening(
            id=uuid4(),
            person_id=person.person_id,
            staff_id=staff.staff_id,
            facility_code=staff.facility_code,
            reason=Reason.UNCONSCIOUS,
            explanation="found unconscious at the market, nobody to ask",
            opened_at=now - timedelta(hours=1),
            closes_at=now + timedelta(hours=hours) if hours > 0 else now,
            widened_at=now if widened else None,
            review_by=now + timedelta(hours=71),
        )
    )


def _resident(name: str, member: Member, *scopes: Scope, is_self: bool = False) -> Visitor:
    return Visitor(
        name,
        lambda client: cast.sign_in(client, member),
        is_self=is_self,
        scopes=frozenset(scopes),
    )


def _staff(
    name: str,
    member: StaffCast,
    *sections: Section,
    step: Step | None = None,
    at_desk: bool = False,
    is_clinician: bool = True,
) -> Visitor:
    return Visitor(
        name,
        lambda client: cast.sign_in_staff(client, member),
        is_staff=True,
        sections=frozenset(sections),
        step=step,
        at_desk=at_desk,
        is_clinician=is_clinician,
    )


def _residents(men: Member) -> Iterator[Visitor]:
    lan, hung = cast.lan(), cast.hung()
    yield _resident("herself", men, is_self=True)
    yield _resident("a stranger", hung)
    _represent(men, lan, Scope.SEE, days=30, ended=False)
    yield _resident("a delegate who may see", lan, Scope.SEE)


def _other_delegates(men: Member) -> Iterator[Visitor]:
    lan, hung = cast.lan(), cast.hung()
    _represent(men, lan, Scope.CONSENT, Scope.PAY, days=30, ended=False)
    yield _resident("a delegate who may consent and pay", lan, Scope.CONSENT, Scope.PAY)
    _represent(men, hung, *Scope, days=0, ended=False)
    yield _resident("a delegate whose time is over", hung)


def _ended_delegates(men: Member) -> Iterator[Visitor]:
    lan = cast.lan()
    _represent(men, lan, *Scope, days=30, ended=True)
    yield _resident("a delegate who was removed", lan)


def _clinicians(men: Member) -> Iterator[Visitor]:
    quan, thom, ha = cast.quan(), cast.thom(), cast.ha()
    _consent(men, Section.VISITS, staff=quan)
    yield _staff("a clinician with one section", quan, Section.VISITS)
    yield _staff("a colleague at the same station", thom, at_desk=True)
    yield _staff("a clinician of another facility", ha)


def _through_the_facility(men: Member) -> Iterator[Visitor]:
    quan, thom, ha = cast.quan(), cast.thom(), cast.ha()
    _consent(men, Section.DOSES, Section.MENTAL, facility=ha.facility_code)
    yield _staff("a clinician of the facility named", ha, Section.DOSES, Section.MENTAL)
    _consent(men, Section.RESULTS, staff=thom, until=timedelta(microseconds=1))
    yield _staff("a clinician whose consent ran out", thom, at_desk=True)
    stopped = _consent(men, *Section, staff=quan)
    consents.stop(
        men.person_id, stopped, by=_actor(men), basis=Basis.SELF, reason=EndReason.STOPPED
    )
    yield _staff("a clinician whose consent was stopped", quan)


def _emergencies(men: Member) -> Iterator[Visitor]:
    quan, thom, ha = cast.quan(), cast.thom(), cast.ha()
    _emergency(men, quan, widened=False)
    yield _staff("an emergency at its first step", quan, step=Step.CARD)
    _emergency(men, thom, widened=True)
    yield _staff("an emergency at its second step", thom, step=Step.REST, at_desk=True)
    _emergency(men, ha, widened=True, hours=0)
    yield _staff("an emergency that closed by itself", ha)


def _shut_out(men: Member) -> Iterator[Visitor]:
    quan, dung = cast.quan(), cast.dung()
    _consent(men, *Section, facility=quan.facility_code)
    _emergency(men, quan, widened=True)
    consents.block(men.person_id, quan.staff_id, by=_actor(men), basis=Basis.SELF)
    yield _staff("a clinician the resident shut out", quan)
    yield _staff("the head, through the facility", dung, *Section, at_desk=True)


def _at_the_desk(men: Member) -> Iterator[Visitor]:
    yield _staff("the desk of her commune", cast.hanh(), at_desk=True, is_clinician=False)
    yield _staff("the desk of another commune", cast.elsewhere(), is_clinician=False)
    herself = cast.a_staff_member("men", "Phạm Thị Mến", Role.STATION_STAFF, person=men)
    yield _staff("herself, who works at the desk", herself, is_clinician=False)
    for role in (Role.VILLAGE_HEAD, Role.COLLABORATOR, Role.AUDITOR, Role.DATA_ENTRY):
        one = cast.a_staff_member(role.value, "Vi Văn Một", role)
        yield _staff(f"one whose role is {role.value}", one, is_clinician=False)


SCENES = [
    _at_the_desk,
    _residents,
    _other_delegates,
    _ended_delegates,
    _clinicians,
    _through_the_facility,
    _emergencies,
    _shut_out,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__.strip("_"))
def test_pages_open_exactly_where_the_table_says(
    app: Flask, men: Member, time: Time, scene: Callable[[Member], Iterator[Visitor]]
) -> None:
    visitors = list(scene(men))
    session.commit()
    time.pass_by(seconds=1)
    wrong = [
        f"{visitor.name}: {method} {rule.rule} answered {status}"
        for visitor in visitors
        for method, rule, status, expected in _answers(app, men, visitor)
        if not expected(status)
    ]
    assert not wrong, "\n".join(wrong)


def _answers(
    app: Flask, men: Member, visitor: Visitor
) -> Iterator[tuple[str, Rule, int, Callable[[int], bool]]]:
    client = app.test_client()
    assert isinstance(client, InspectingClient)
    visitor.enter(client)
    token = client.token("/staff/" if visitor.is_staff else "/account")
    for method, rule in _about_a_person(app):
        expected = _expected(app, visitor, method, rule)
        page = client.open(_path(rule, men.person_id), method=method, data={"csrf_token": token})
        yield method, rule, page.status_code, expected


def _expected(app: Flask, visitor: Visitor, method: str, rule: Rule) -> Callable[[int], bool]:
    view = app.view_functions[rule.endpoint]
    is_for_staff = getattr(view, "staff_roles", None) is not None
    kind_fits = is_for_staff == visitor.is_staff
    if rule.endpoint in ASKING:
        may_ask = visitor.is_staff and visitor.is_clinician
        return lambda status: status in ((200, 303, 422) if may_ask else CLOSED)
    one: Permission = vars(view).get("permission", Permission.SEE_VISITS)
    permissions: tuple[Permission, ...] = getattr(view, "permissions", (one,))
    needed = getattr(view, "needs", None) or one
    may = any(visitor.may(one) for one in permissions) and (
        needed in permissions or visitor.may(needed)
    )
    if not (kind_fits and may):
        return lambda status: status in CLOSED
    if rule.endpoint in VISIT_PAGES:
        return lambda status: status == 200
    if method != "GET" or len(rule.arguments) > 1:
        return lambda status: status < 500  # a row of its own is looked up under the person
    return lambda status: status in (200, 303)


def _about_a_person(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Yield what only looks before what changes something."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "person_id" in rule.arguments or rule.endpoint in VISIT_PAGES
    ]
    for method in ("GET", "POST"):
        for rule in rules:
            if method in (rule.methods or set()):
                yield method, rule


def _path(rule: Rule, person_id: UUID) -> str:
    path = rule.rule
    visit = session.scalars(sa.select(Encounter.id)).first()
    session.commit()  # nothing is held while pages are fetched
    known = {"person_id": person_id, "encounter_id": visit, **VALUES}
    for name in rule.arguments:
        value = known.get(name) or uuid4()
        path = re.sub(rf"<[^>]*\b{name}>", str(value), path)
    return path + QUERIES.get(rule.endpoint, "")


def test_who_has_not_signed_in_is_sent_to_do_so(app: Flask, men: Member) -> None:
    session.commit()
    client = app.test_client()
    for method, rule in _about_a_person(app):
        if method == "GET":
            page = client.get(_path(rule, men.person_id))
            assert page.status_code == 303, rule.rule
            assert page.location.endswith("/sign-in"), rule.rule


def test_the_table_names_every_permission() -> None:
    assert set(POLICY) == set(Permission)
