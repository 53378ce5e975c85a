"""The results of the desk in words: who it is, and how far their account is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import url_for

from portal.accounts.models import Account
from portal.finding import queries as search_queries
from portal.finding import terms as search_terms
from portal.finding.models import SearchKind
from portal.finding.queries import Found
from portal.finding.words import heading
from portal.issuing.states import STATE, AccountState
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.i18n import gettext as _
from portal.people.models import Person
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of the results; `state` is None for somebody who has died."""

    full_name: str
    sex: str
    birth_year: int
    village: str
    tail: str
    state: AccountState | None
    url: str


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """Everything of one search."""

    query: str
    heading: str
    more: bool
    rows: Sequence[Result]


def page_of(search_id: UUID, staff: SignedInStaff) -> SearchPage | None:
    """Run a search again and put it into words; None when it is over or another's."""
    kept = search_queries.search(search_id, staff.staff_id, clock.now())
    if kept is None or kept[1] is SearchKind.RECORD:
        return None
    text = kept[0]
    found, more = search_queries.residents(search_terms.read(text), staff.commune)
    states = _states_of([one.id for one in found])
    return SearchPage(
        query=text,
        heading=heading(len(found), more),
        more=more,
        rows=[_row(one, states[one.id]) for one in found],
    )


_STATES = (
    sa.select(Person.id, STATE.label("state"))
    .outerjoin(Account, Account.person_id == Person.id)
    .where(Person.id.in_(sa.bindparam("person_ids", expanding=True)))
)


def _states_of(person_ids: Sequence[UUID]) -> Mapping[UUID, AccountState]:
    if not person_ids:
        return {}
    rows = reads().execute(_STATES, {"person_ids": list(person_ids)})
    return {row.id: AccountState(row.state) for row in rows}


def _row(one: Found, state: AccountState) -> Result:
    return Result(
        full_name=one.full_name,
        sex=one.sex.label.capitalize(),
        birth_year=one.birth_year,
        village=one.village or _("Not recorded"),
        tail=f"…{one.tail}" if one.tail else _("Not recorded"),
        state=None if one.is_dead else state,
        url=url_for("desk.resident", person_id=one.id),
    )
