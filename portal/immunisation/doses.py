"""Doses as the rules see them: those given, and those a course asks for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from portal.immunisation.antigens import Antigen
from portal.immunisation.schedule import Course, DoseRule
from portal.immunisation.vaccines import Vaccine
from portal.kernel.bilingual import Bilingual
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.partial_date import PartialDate


class DoseState(StrEnum):
    """Where one dose of a course stands (design guide §4, timeline).

    UNKNOWN is "not recorded": the birth date or the area leaves it open, or the person
    is past the age up to which the programme is followed.
    """

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    NOT_YET = "not_yet"
    CANNOT = "cannot"
    NOT_IN_AREA = "not_in_area"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])


STATE_LABELS = {
    DoseState.DONE: _l("Given"),
    DoseState.DUE: _l("Due"),
    DoseState.OVERDUE: _l("Overdue"),
    DoseState.NOT_YET: _l("Not yet"),
    DoseState.CANNOT: _l("No longer given"),
    DoseState.NOT_IN_AREA: _l("Not in this area yet"),
    DoseState.UNKNOWN: _l("Not recorded"),
}


class Review(StrEnum):
    """Why a vaccinator should look at a dose again; the dose always stays and counts."""

    TOO_EARLY = "too_early"
    TOO_CLOSE = "too_close"
    NUMBER_DIFFERS = "number_differs"

    @property
    def label(self) -> str:
        return str(REVIEW_LABELS[self])


REVIEW_LABELS = {
    Review.TOO_EARLY: _l("Given before the age in the schedule. Staff should check it."),
    Review.TOO_CLOSE: _l("Given very soon after the dose before. Staff should check it."),
    Review.NUMBER_DIFFERS: _l("The dose number differs in the list. Staff should check it."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDose:
    """A dose in a person's history.

    `name` is as written, `vaccine` None when it was not recognised, `number` what the
    file says (kept, shown, not trusted), `reference` the caller's key of the row,
    `corrected_on` the day staff corrected what was written.
    """

    name: str
    vaccine: Vaccine | None
    given_on: PartialDate
    number: int | None = None
    facility: str | None = None
    reaction: str | None = None
    next_on: date | None = None
    gestation_month: int | None = None
    reference: UUID | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDose:
    """One dose a course asks for, and where it stands today.

    `due_on` is the recommended day moved on by the dose before; None while that dose is
    not given and none can be planned (`waiting_for` names it), or while the birth date
    leaves the day open. `overdue_months` are whole months since `due_on`: 0 is less than
    a month, None not overdue or not certain. `missing` are antigens the dose given did
    not bring. `after_list` says that the registry's list was exported before the day, so
    that it cannot show the dose.
    """

    course: Course
    number: int
    rule: DoseRule
    state: DoseState
    given: GivenDose | None = None
    due_on: date | None = None
    earliest_on: date | None = None
    last_on: date | None = None
    overdue_months: int | None = None
    waiting_for: Bilingual | None = None
    reviews: tuple[Review, ...] = ()
    missing: tuple[Antigen, ...] = ()
    reason: Bilingual | None = None
    after_list: bool = False

    @property
    def key(self) -> tuple[str, int]:
        return self.course.code, self.number

    @property
    def label(self) -> Bilingual:
        return self.rule.label

    @property
    def needs_review(self) -> bool:
        return bool(self.reviews)

    @property
    def is_needed(self) -> bool:
        return self.state in {DoseState.DUE, DoseState.OVERDUE}
