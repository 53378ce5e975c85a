"""The record as a clinician reads it: what is open, and the names of what is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.access.patients import Patient
from portal.access.policy import Permission
from portal.audit.events import Basis
from portal.clinic.record import follow as record_follow
from portal.clinic.record import queries as record_queries
from portal.clinic.record.follow import Followed
from portal.clinic.record.queries import Heading
from portal.clinic.time_left import TimeLeft, time_left
from portal.immunisation.queries import doses_of
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.address import Avatar, avatar, called
from portal.record import queries as record_answers
from portal.record import remember
from portal.record.facts import Fact
from portal.record.form import BY_PART
from portal.record.item import Group, Item, Part
from portal.record.part_b import Answers, answer_text, grouped_answers
from portal.visits.medicines import current_medicines
from portal.visits.result_page import Patient as Judged

OWN_PARTS = (Part.B1, Part.B2, Part.B3, Part.B4, Part.B5, Part.B7, Part.B8)
LONGEST_SAID = 160


@dataclass(frozen=True, kw_only=True)
class ConsentBar:
    """On what the page rests, and for how long still."""

    is_emergency: bool
    who: str
    sections: str
    purpose: str
    left: TimeLeft


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One visit; a diagnosis is its code and its name."""

    id: UUID
    day: str
    place: str
    diagnoses: Sequence[tuple[str, str]]
    said: str
    treatment: str


@dataclass(frozen=True, kw_only=True)
class DoseLine:
    day: str
    vaccine: str
    place: str


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """Finished values; a part that is not open is None and was never read."""

    person_id: UUID
    full_name: str
    about: str
    avatar: Avatar
    bar: ConsentBar
    allergies: Sequence[str]
    follow: Sequence[Followed] | None
    visits: Sequence[VisitLine] | None
    medicines: Sequence[tuple[str, str]] | None
    remember: Sequence[Fact] | None
    doses: Sequence[DoseLine] | None
    history: Sequence[Fact] | None
    family: Sequence[Fact] | None
    locked: str


def page_of(patient: Patient) -> RecordPage:
    """Read what is open, and nothing else."""
    heading, may = record_queries.heading_of(patient.id), patient.may
    answers = _answers(patient)
    medicines_open = may(Permission.SEE_MEDICINES)
    return RecordPage(
        person_id=patient.id,
        full_name=patient.full_name,
        about=_about(patient, heading),
        avatar=avatar(patient.born, patient.sex, clock.today()),
        bar=_bar(patient),
        allergies=remember.reactions(answers, "allergy_drug") if medicines_open else [],
        follow=_follow(patient),
        visits=_visits(patient) if may(Permission.SEE_VISITS) else None,
        medicines=_medicines(patient) if medicines_open else None,
        remember=_remember(answers, heading) if medicines_open else None,
        doses=_doses(patient.id) if may(Permission.SEE_DOSES) else None,
        history=_facts(answers, OWN_PARTS) if may(Permission.SEE_HISTORY) else None,
        family=_facts(answers, (Part.B6,)) if may(Permission.SEE_FAMILY_HISTORY) else None,
        locked="; ".join(section.label for section in patient.locked),
    )


def _answers(patient: Patient) -> Answers:
    wanted = (Permission.SEE_MEDICINES, Permission.SEE_HISTORY, Permission.SEE_FAMILY_HISTORY)
    if not any(patient.may(each) for each in wanted):
        return {}
    rows = record_answers.answers(patient.id)
    return grouped_answers(rows, patient.sight, patient.born, clock.today())


def _about(patient: Patient, heading: Heading) -> str:
    language = current_language()
    age = formats.age(patient.born.age_on(clock.today()), language=language)
    born = formats.partial_day(patient.born, language=language)
    parts = [f"{patient.sex.label}, {born} ({age})"]
    if heading.tail:
        parts.append(_("identity card …%(tail)s", tail=heading.tail))
    if heading.insurance_until:
        day = formats.day(heading.insurance_until, language=language)
        parts.append(_("insurance until %(day)s", day=day))
    return " · ".join(parts)


def _bar(patient: Patient) -> ConsentBar:
    now, language = clock.now(), current_language()
    called_name = called(patient.full_name, patient.born, patient.sex, clock.today(), language)
    is_emergency = patient.basis is Basis.EMERGENCY
    began = patient.emergency.opened_at if patient.emergency else patient.granted_at
    if not is_emergency:
        began = patient.granted_at
    return ConsentBar(
        is_emergency=is_emergency,
        who=called_name[:1].upper() + called_name[1:],
        sections="; ".join(section.label for section in patient.sections),
        purpose=patient.purpose.label if patient.purpose else "",
        left=time_left(began or now, patient.until, now),
    )


def _follow(patient: Patient) -> Sequence[Followed] | None:
    found: list[Followed] | None = None
    if patient.may(Permission.SEE_MEASUREMENTS):
        found = record_follow.measured(patient.id, patient.sight)
    if patient.may(Permission.SEE_RESULTS):
        judged = Judged(patient.born, patient.sex)
        found = (found or []) + record_follow.tested(patient.id, patient.sight, judged)
    return found


def _visits(patient: Patient) -> list[VisitLine]:
    language = current_language()
    return [
        VisitLine(
            id=visit.id,
            day=formats.day(visit.started_at, language=language),
            place=visit.facility,
            diagnoses=visit.diagnoses,
            said="" if visit.diagnoses else _short(visit.said),
            treatment=_short(visit.treatment),
        )
        for visit in record_queries.visits_of(patient.id, sight=patient.sight)
    ]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID].rsplit(' ', 1)[0]}…"


def _medicines(patient: Patient) -> list[tuple[str, str]]:
    found = current_medicines(patient.id, patient.sight, clock.today())
    return [(one.shown.name, one.words.removeprefix(f"{one.shown.name}: ")) for one in found]


def _remember(answers: Answers, heading: Heading) -> list[Fact]:
    """Return allergies and blood group; illnesses are history, a part of its own."""
    allergies = [
        line
        for item in BY_PART[Part.B3]
        if item.group is Group.ALLERGY
        for line in remember.reactions(answers, item.id)
    ]
    blood = [heading.blood_group] if heading.blood_group else []
    return [
        Fact(label=_("Allergies"), lines=allergies or [_("Not recorded")]),
        Fact(label=_("Blood group"), lines=blood or [_("Not recorded")]),
    ]


def _doses(person_id: UUID) -> list[DoseLine]:
    language = current_language()
    return [
        DoseLine(
            day=formats.partial_day(dose.given, language=language),
            vaccine=dose.vaccine_name,
            place=dose.facility_name or "",
        )
        for dose in reversed(doses_of(person_id))
    ]


def _facts(answers: Answers, parts: Sequence[Part]) -> list[Fact]:
    """Return what was answered; the person's own allergies belong to the medicines."""
    items = [
        item
        for part in parts
        for item in BY_PART[part]
        if part is not Part.B3 or item.group is not Group.ALLERGY
    ]
    found = [_fact(item, answers) for item in items]
    return [fact for fact in found if fact.lines]


def _fact(item: Item, answers: Answers) -> Fact:
    lines = [text for row in answers.get(item.id, ()) if (text := answer_text(item, row))]
    return Fact(label=item.label.in_language(current_language()), lines=lines)
