"""Doses a clinician writes down here, with what the schedule has to say to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from portal.immunisation.doses import GivenDose, Review
from portal.immunisation.models import Dose
from portal.immunisation.plan import as_given
from portal.immunisation.queries import DoseRow
from portal.immunisation.rules import course_of
from portal.immunisation.schedule import schedule_on
from portal.immunisation.vaccines import VACCINES
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex, Source
from portal.staff.signed_in import SignedInStaff

ASKED_ABOUT = {
    Review.TOO_EARLY: _l("Before the age in the schedule. Check the day, then tick here"),
    Review.TOO_CLOSE: _l("Very soon before or after another dose. Check the day, then tick here"),
}


@dataclass(frozen=True, kw_only=True)
class TypedDose:
    """A dose as typed; `checked` when its day was looked at again."""

    vaccine_code: str
    given: PartialDate
    lot: str = ""
    reaction: str = ""
    checked: bool = False


def ask_about(
    typed: TypedDose,
    others: Iterable[DoseRow],
    *,
    born: PartialDate,
    sex: Sex,
    area: str,
) -> None:
    """Raise RuleBroken (field `checked`) when the schedule doubts the day and nobody checked.

    Doses are typed in out of order, so a new one may stand too close before an old one.
    """
    if typed.checked:
        return
    given = [as_given(row) for row in others]
    new = GivenDose(
        name=VACCINES[typed.vaccine_code].name.vi,
        vaccine=VACCINES[typed.vaccine_code],
        given_on=typed.given,
        reference=uuid4(),
    )
    before = _asked(given, born, sex, area)
    after = _asked([*given, new], born, sex, area)
    found = {review for _dose, review in after - before}
    for review, sentence in ASKED_ABOUT.items():
        if review in found:
            raise RuleBroken(str(sentence), "checked")


def _asked(
    given: Sequence[GivenDose], born: PartialDate, sex: Sex, area: str
) -> set[tuple[UUID | None, Review]]:
    today = clock.today()
    course = course_of(
        born, given, schedule_on(today), today=today, area=area or None, sex=sex, list_date=None
    )
    return {
        (dose.given.reference, review)
        for dose in course
        if dose.given is not None
        for review in dose.reviews
        if review in ASKED_ABOUT
    }


def write_dose(
    person_id: UUID,
    typed: TypedDose,
    new_id: UUID,
    *,
    by: SignedInStaff,
    replaces: UUID | None = None,
) -> None:
    """Write a dose, or a better version of one, under a new id.

    Raise RuleBroken when the record has this vaccine on this day already, or when the older
    version is no longer in force.
    """
    before = _retire(replaces) if replaces else None
    dose = Dose(
        id=new_id,
        person_id=person_id,
        vaccine_key=typed.vaccine_code,
        vaccine_code=typed.vaccine_code,
        vaccine_name=VACCINES[typed.vaccine_code].name.vi,
        given_on=typed.given.day,
        given_precision=typed.given.precision,
        facility_name=before.facility_name if before else by.facility_name,
        facility_code=before.facility_code if before else by.facility_code,
        lot=typed.lot or None,
        vaccinator=by.name_with_title,
        reaction=typed.reaction or None,
        replaces_id=replaces,
        source=Source.STATION,
        recorded_on=clock.today(),
        recorded_by=by.name_with_title,
    )
    try:
        with session.begin_nested():  # the database knows whether the dose is there already
            session.add(dose)
    except IntegrityError:
        raise RuleBroken(_("This dose is in the record already"), "given") from None


def _retire(dose_id: UUID) -> Dose:
    before = session.get_one(Dose, dose_id, with_for_update=True)
    if before.replaced_at is not None:
        raise RuleBroken(_("Somebody has corrected this meanwhile. Open it again"))
    before.replaced_at = clock.now()
    session.flush()  # one version is in force at a time
    return before


def dose_written(dose_id: UUID) -> TypedDose:
    """Return a dose as it was typed, to fill in the form again."""
    dose = session.get_one(Dose, dose_id)
    return TypedDose(
        vaccine_code=dose.vaccine_code or "",
        given=PartialDate(dose.given_on, dose.given_precision),
        lot=dose.lot or "",
        reaction=dose.reaction or "",
    )


def without(rows: Iterable[DoseRow], dose_id: UUID | None) -> Sequence[DoseRow]:
    """Return doses without the one that is being corrected."""
    return [row for row in rows if row.id != dose_id]
