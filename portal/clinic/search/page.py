"""The results and the chosen person in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app, url_for

from portal.clinic.search.states import State, states_of
from portal.finding import queries as search_queries
from portal.finding import terms as search_terms
from portal.finding.models import SearchKind
from portal.finding.queries import Found
from portal.finding.words import heading
from portal.kernel import clock
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of the results."""

    id: UUID
    full_name: str
    sex: str
    birth_year: int
    village: str
    tail: str
    state: State
    chosen: bool
    url: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The person the panel on the right is about."""

    id: UUID
    full_name: str
    about: str
    state: State
    emergency_url: str | None
    record_url: str


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """Everything of one search."""

    id: UUID
    query: str
    heading: str
    more: bool
    rows: Sequence[Result]
    chosen: Chosen | None


def page_of(
    search_id: UUID, staff: SignedInStaff, chosen_id: UUID | None = None
) -> SearchPage | None:
    """Run a search again and put it into words; None when it is over or another's."""
    now = clock.now()
    kept = search_queries.search(search_id, staff.staff_id, now)
    if kept is None:
        return None
    text, kind = kept
    found, more = _found(text, kind, staff.commune)
    states = states_of([one.id for one in found], staff, now)
    rows = [_row(search_id, one, states[one.id], one.id == chosen_id) for one in found]
    chosen = next((one for one in found if one.id == chosen_id), None)
    return SearchPage(
        id=search_id,
        query="" if kind is SearchKind.RECORD else text,
        heading=heading(len(rows), more),
        more=more,
        rows=rows,
        chosen=_chosen(chosen, states[chosen.id]) if chosen else None,
    )


def _found(text: str, kind: SearchKind, commune: str | None) -> tuple[Sequence[Found], bool]:
    if kind is SearchKind.RECORD:
        one = search_queries.person(UUID(text))
        return ([one] if one else []), False
    return search_queries.people(search_terms.read(text), commune)


def _row(search_id: UUID, one: Found, state: State, chosen: bool) -> Result:
    is_open = state is State.OPEN
    return Result(
        id=one.id,
        full_name=one.full_name,
        sex=one.sex.label.capitalize(),
        birth_year=one.birth_year,
        village=one.village or _("Not recorded"),
        tail=f"…{one.tail}" if one.tail else _("Not recorded"),
        state=state,
        chosen=chosen,
        url=record_url(one.id)
        if is_open
        else url_for("clinic.choose", search_id=search_id, chosen_id=one.id),
        action=_("Open") if is_open else _("Choose"),
    )


def _chosen(one: Found, state: State) -> Chosen:
    about = [str(one.birth_year), one.sex.label, one.village or ""]
    return Chosen(
        id=one.id,
        full_name=one.full_name,
        about=", ".join(part for part in about if part),
        state=state,
        emergency_url=_emergency_url(one.id),
        record_url=record_url(one.id),
    )


def record_url(person_id: UUID) -> str:
    return url_for("clinic.record", person_id=person_id)


def _emergency_url(person_id: UUID) -> str | None:
    if "clinic.emergency" not in current_app.view_functions:
        return None
    return url_for("clinic.emergency", person_id=person_id)
