"""Visits of every class, told by the visit's own flag or by a diagnosis, kept or not.

Each carries its mark in every word, so that a test can look for it anywhere.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from portal.access.gate import Subject
from portal.kernel import clock
from portal.kernel.db import session
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Sensitivity
from portal.people.sight import OWN, Sight
from portal.record.kinds import Answer
from portal.record.models import HistoryAnswer
from portal.visits.models import Encounter, ExaminationFinding, KeptVisit
from tests import cast
from tests.visits.builders import CLAIM, a_diagnosis, a_medicine, a_result, a_visit

SIGHTS = st.builds(
    Sight, classes=st.frozensets(st.sampled_from(list(Sensitivity))), household=st.booleans()
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A visit, the class that closes it, and whether the household is not to know of it."""

    visit: UUID
    mark: str
    needs: frozenset[Sensitivity]
    kept: bool

    def is_seen_with(self, sight: Sight) -> bool:
        return self.needs <= sight.classes and not (sight.household and self.kept)


@dataclass(frozen=True, kw_only=True)
class Reader(Subject):
    """Somebody whom the gate has let in with any sight at all."""

    given: Sight = OWN

    @property
    def sight(self) -> Sight:
        return self.given


def one_of_each(person: cast.Member) -> list[Told]:
    """Add the visits; the caller commits."""
    told: list[Told] = []
    for number, sensitivity in enumerate(Sensitivity):
        for way in ("flag", "diagnosis"):
            for kept in (False, True):
                mark = f"mark-{sensitivity.value}-{way}-{kept}"
                visit = _visit(person, mark, sensitivity, way, kept, len(told))
                # The other of the two, flag or diagnosis, is of the ordinary class.
                needs = frozenset({sensitivity, Sensitivity.NONE})
                told.append(Told(visit=visit, mark=mark, needs=needs, kept=kept))
        _answer(person, number, sensitivity)
    return told


def _visit(
    person: cast.Member, mark: str, sensitivity: Sensitivity, way: str, kept: bool, place: int
) -> UUID:
    own = sensitivity if way == "flag" else Sensitivity.NONE
    of_diagnosis = sensitivity if way == "diagnosis" else Sensitivity.NONE
    at = clock.now() - timedelta(days=1, hours=place)
    visit = a_visit(person, at=at, sensitivity=own, reason=f"{mark} reason", external_id=mark)
    a_diagnosis(visit, "I10", f"{mark} diagnosis", sensitivity=of_diagnosis)
    a_medicine(visit, f"{mark} medicine")
    a_result(person, visit, f"{mark} result", "7,8", resulted_at=at)
    session.add(
        ExaminationFinding(
            encounter_id=visit, position=0, item="exam_digestive", finding=f"{mark} finding"
        )
    )
    session.add(
        Measurement(
            person_id=person.person_id,
            encounter_id=visit,
            kind=MeasurementKind.WEIGHT,
            value=weight_of(place),
            taken_at=at,
            origin=mark,
            **CLAIM,
        )
    )
    if kept:
        _keep(person, visit)
    return visit


def weight_of(place: int) -> Decimal:
    """Return a weight that only the visit at this place has."""
    return Decimal(4000 + place) / 100


def _keep(person: cast.Member, visit: UUID) -> None:
    encounter = session.get_one(Encounter, visit)
    assert person.account_id is not None
    for word in (False, True):  # the newest word decides
        session.add(
            KeptVisit(
                person_id=person.person_id,
                facility_code=encounter.facility_code,
                external_id=encounter.external_id,
                kept=word,
                at=clock.now(),
                by_account=person.account_id,
            )
        )
        session.flush()  # the order of the rows is what is looked at


def _answer(person: cast.Member, row: int, sensitivity: Sensitivity) -> None:
    items = {"disease_hypertension": Sensitivity.NONE, "disease_mental": Sensitivity.MENTAL}
    items |= {"gynaecological_disease": Sensitivity.REPRODUCTIVE}
    items |= {"disease_hepatitis": Sensitivity.HEPATITIS, "drug_use_status": Sensitivity.DRUG_USE}
    for item, of_item in items.items():
        if of_item is sensitivity:
            session.add(
                HistoryAnswer(
                    person_id=person.person_id,
                    item=item,
                    row=row,
                    answer=Answer.YES,
                    detail=f"answer-{sensitivity.value}",
                    sensitivity=sensitivity,
                    **CLAIM,
                )
            )
