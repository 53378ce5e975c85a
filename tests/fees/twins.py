"""Two families with the same life, one of which has paid; and every page they can open."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from flask import Flask
from pypdf import PdfReader
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.access.policy import Scope
from portal.audit.append import append
from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.consents import services as consents
from portal.consents.kinds import Duration, Purpose
from portal.immunisation.models import Dose
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.measurements.models import Measurement
from portal.people.kinds import Sex
from portal.record.models import HistoryAnswer
from portal.representation.models import Representation, RepresentationKind
from portal.representation.rules import Term
from portal.sharing import draft as sharing_drafts
from portal.sharing.draft import Draft
from portal.sharing.representatives import draft as naming_drafts
from portal.sharing.representatives.draft import Naming
from tests import cast
from tests.cases.test_who_reads_a_case import a_case
from tests.cast import Member, StaffCast
from tests.performance import full_records as records
from tests.sharing.steps import SEEN, asks
from tests.visits.builders import a_diagnosis, a_visit

ROWS = 3


@dataclass(frozen=True, kw_only=True)
class Family:
    """A mother, her son, and the ids that stand in their addresses."""

    mother: Member
    son: Member
    household: UUID
    values: dict[str, str]


def a_family(number: int, doctor: StaffCast, shut_out: StaffCast, helper: Member) -> Family:
    """Return a family; all of them are alike but for ids, and digits nobody is shown."""
    mother = cast.a_person(
        "Hà Thị Lan",
        born=PartialDate(date(1995, 4, 2)),
        personal_id=f"99919500{number}123",
        phone=f"+8490000{number}123",
    )
    son = cast.a_person("Trương Hà Minh", born=PartialDate(date(2026, 6, 20)), sex=Sex.MALE)
    given = uuid4()
    _act_for(helper, mother, given)
    cast.represents(mother, son)
    household = cast.a_household(mother, son, code=f"GD{'ABCDE'[number]}")
    for person in (mother, son):
        visit = a_visit(person, reason="Khám định kỳ")
        a_diagnosis(visit, "I10", "Tăng huyết áp")
        records.insert(Dose, records.doses(person, ROWS))
        records.insert(Measurement, records.measurements(person, ROWS))
        records.insert(HistoryAnswer, records.answers(person, ROWS))
        append(session.connection(), records.lines(person, ROWS))
    by = Actor(name=mother.full_name, account_id=mother.account_id, person_id=mother.person_id)
    consents.block(mother.person_id, shut_out.staff_id, by=by, basis=Basis.SELF)
    case = a_case(mother, by=mother)
    session.commit()
    return Family(
        mother=mother,
        son=son,
        household=household,
        values={
            "encounter_id": str(visit),
            "case_id": str(case),
            "staff_id": str(shut_out.staff_id),
            "request_id": str(asks(doctor, mother)),
            "representation_id": str(given),
        },
    )


def _act_for(person: Member, mother: Member, representation_id: UUID) -> None:
    """Let a mother act for somebody who named her, which she can give back."""
    session.add(
        Representation(
            id=representation_id,
            person_id=person.person_id,
            representative_id=mother.person_id,
            kind=RepresentationKind.DELEGATE,
            sees=True,
            consents=False,
            pays=False,
            starts_at=clock.now() - timedelta(days=1),
            ends_at=clock.now() + timedelta(days=30),
            registered_by="tests",
        )
    )


def pages_of(app: Flask, family: Family, helper: Member) -> Iterator[tuple[str, str]]:
    """Return the endpoint and address of every page of residents but the fee's own."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        is_open = getattr(view, "public", False) or hasattr(view, "staff_roles")
        if is_open or "GET" not in (rule.methods or ()) or rule.rule.startswith("/fees"):
            continue
        for person in (family.mother, family.son) if "person_id" in rule.arguments else (None,):
            values = family.values | _about(rule, family.mother, person, helper)
            for kind in ("pressure", "weight", "glucose", "growth") if _is_trend(rule) else ("",):
                yield rule.endpoint, _filled(rule, values | {"kind": kind})


def _is_trend(rule: Rule) -> bool:
    return "kind" in rule.arguments


def _filled(rule: Rule, values: dict[str, str]) -> str:
    return re.sub(r"<[^>]*?(\w+)>", lambda found: values[found[1]], rule.rule)


def _about(rule: Rule, mother: Member, person: Member | None, helper: Member) -> dict[str, str]:
    if person is None:
        return {}
    values = {"person_id": str(person.person_id)}
    if rule.endpoint.startswith("representatives."):
        naming = Naming(representative_id=helper.person_id, scopes=(Scope.SEE,), term=Term.SIX)
        return values | {"draft": naming_drafts.seal(naming, person_id=person.person_id)}
    assert mother.account_id is not None
    chosen = Draft(
        facility_code=cast.STATION, sections=SEEN, purpose=Purpose.VISIT, duration=Duration.WEEK
    )
    sealed = sharing_drafts.seal(chosen, account_id=mother.account_id, person_id=person.person_id)
    return values | {"draft": sealed}


_RANDOM = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|(?<="X-CSRFToken":")[^"]+|[A-Za-z0-9_-]{60,}'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32,64}\b"
    # the code of a print, of a household, of a look, of a case
    r"|\b\d{4}-[0-9A-Z]{6}\b|\bGD[A-E]\b|(?<=look:)\d+|(?<=Phiếu )\d{4}"
)


def without_what_is_random(answer: TestResponse) -> str:
    """Return what somebody reads: ids, codes and form tokens are named by their turn."""
    if answer.mimetype == "application/pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    else:
        text = answer.text
    seen: dict[str, str] = {}
    return _RANDOM.sub(lambda found: seen.setdefault(found[0], f"#{len(seen)}"), text)
