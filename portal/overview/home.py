"""The resident's home: the most urgent thing first, then the family, then other tasks."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import url_for

from portal.access.gate import Subject
from portal.accounts.signed_in import config
from portal.immunisation import queries as dose_queries
from portal.immunisation.agenda import Agenda
from portal.immunisation.plan import plan_of
from portal.immunisation.presentation import Session, Tag, needed_tags, next_session
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language, ngettext
from portal.kernel.i18n import gettext as _
from portal.overview import queries
from portal.people.address import avatar, called
from portal.people.sight import Sight

NEW_FOR = timedelta(days=14)
MOST_URGENT = 2


@dataclass(frozen=True, kw_only=True)
class Urgent:
    """One job that should be done first."""

    id: str
    title: str
    avatar: str
    session: Session
    tags: tuple[Tag, ...]
    action: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class FamilyRow:
    """One person of the house."""

    url: str
    name: str
    meta: str
    avatar: str
    tag: tuple[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Home:
    """Everything the page shows."""

    urgent: Sequence[Urgent]
    family: Sequence[FamilyRow]


def home_of(family: Sequence[Subject], *, area: str) -> Home:
    """Draw the page from the records of oneself and those one represents."""
    person_ids = [subject.id for subject in family]
    doses = dose_queries.doses_of_all(person_ids)
    today = clock.today()
    agendas = {
        subject.id: plan_of(
            subject.born, subject.sex, doses.get(subject.id, ()), today=today, area=area
        ).agenda
        for subject in family
    }
    new_results = _with_new_results(family)
    urgent = [s for s in family if agendas[s.id].need_now]
    urgent.sort(key=lambda subject: -len(agendas[subject.id].overdue))
    return Home(
        urgent=[_urgent(subject, agendas[subject.id]) for subject in urgent[:MOST_URGENT]],
        family=[
            _row(subject, agendas[subject.id], subject.id in new_results) for subject in family
        ],
    )


def _with_new_results(family: Sequence[Subject]) -> Set[UUID]:
    """Ask once for each sight: one's own record and those one represents differ."""
    of_a_sight: dict[Sight, list[UUID]] = defaultdict(list)
    for subject in family:
        of_a_sight[subject.sight].append(subject.id)
    since = clock.now() - NEW_FOR
    return {
        person_id
        for sight, person_ids in of_a_sight.items()
        for person_id in queries.with_new_results(person_ids, since, sight=sight)
    }


def _called(subject: Subject) -> str:
    return called(subject.full_name, subject.born, subject.sex, clock.today(), current_language())


def _urgent(subject: Subject, agenda: Agenda) -> Urgent:
    count = len(agenda.need_now)
    name = _called(subject)
    return Urgent(
        id=f"urgent-{subject.id}",
        title=ngettext(
            "%(name)s needs %(num)s dose", "%(name)s needs %(num)s doses", count, name=_first(name)
        ),
        avatar=avatar(subject.born, subject.sex, clock.today()).value,
        session=next_session(config().station, clock.today()),
        tags=needed_tags(len(agenda.overdue), len(agenda.due)),
        action=(
            _("See the schedule of %(name)s", name=name),
            url_for("immunisation.doses", person_id=subject.id),
        ),
    )


def _row(subject: Subject, agenda: Agenda, has_new_result: bool) -> FamilyRow:
    age = formats.age(subject.born.age_on(clock.today()), language=current_language())
    tag = None
    if agenda.need_now:
        tag = (_("Doses needed"), "warn" if agenda.overdue else "due")
    elif has_new_result:
        tag = (_("New result"), "info")
    return FamilyRow(
        url=url_for("record.record", person_id=subject.id),
        name=_("%(name)s (me)", name=subject.full_name) if subject.is_self else subject.full_name,
        meta=age if subject.is_self else _("%(age)s, I represent", age=age),
        avatar=avatar(subject.born, subject.sex, clock.today()).value,
        tag=tag,
    )


def _first(name: str) -> str:
    return name[0].upper() + name[1:]
