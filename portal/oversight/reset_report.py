"""The report on resets of one month, as its reader may see it.

A head of the station reads residents of the commune by name, an auditor by pseudonym.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.accounts.signed_in import config
from portal.kernel import crypto
from portal.kernel.i18n import gettext as _
from portal.kernel.months import CalendarMonth
from portal.oversight import report_queries, report_rules
from portal.oversight.pseudonyms import pseudonym
from portal.oversight.report_rules import Flag, ResetFact, Tally
from portal.staff.hours import is_after_hours
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff

MOST_FLAGGED = 200


@dataclass(frozen=True, kw_only=True)
class MemberWeek:
    """What one member did in one week."""

    week: str
    who: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class ShownReset:
    """One reset that stands out, or was drawn; `flags` the gravest first."""

    id: UUID
    commune: str
    person: str
    asked_at: datetime
    asked_by: str
    decided_by: str
    state: str
    flags: Sequence[Flag]


@dataclass(frozen=True, kw_only=True)
class ShownPair:
    """Two who decide nearly everything for each other."""

    one: str
    other: str
    together: int
    of_all: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """One month; `commune` is None for all of them, and then nothing is told by member."""

    month: CalendarMonth
    commune: str | None
    communes: Sequence[tuple[str, Tally]]
    members: Sequence[MemberWeek]
    flagged: Sequence[ShownReset]
    more_flagged: int
    pairs: Sequence[ShownPair]
    sample: Sequence[ShownReset]


def report_for(staff: SignedInStaff, month: CalendarMonth, commune: str | None) -> Report:
    """Read one month of a commune, or of all for an auditor."""
    is_auditor = Role.AUDITOR in staff.roles
    facts = report_queries.facts(month, commune)
    flags = _flags(facts, month, commune)
    flagged = [fact for fact in facts if flags[fact.id]]
    drawn = _drawn(facts, month) if is_auditor else []
    pairs = report_rules.always_together(report_queries.decided(month, commune))
    shown = _Shown([*flagged[:MOST_FLAGGED], *drawn], flags, by_pseudonym=is_auditor)
    weeks = report_rules.by_member_and_week(facts, month) if commune is not None else {}
    names = report_queries.staff_names(
        {who for who, _week in weeks} | {who for pair in pairs for who in (pair.one, pair.other)}
    )
    return Report(
        month=month,
        commune=commune,
        communes=sorted(report_rules.by_commune(facts, month).items()),
        members=[
            MemberWeek(week=f"{week.number}/{week.year}", who=names[who], tally=tally)
            for (who, week), tally in sorted(
                weeks.items(), key=lambda item: (item[0][1], names[item[0][0]])
            )
        ],
        flagged=[shown.of(fact) for fact in flagged[:MOST_FLAGGED]],
        more_flagged=max(0, len(flagged) - MOST_FLAGGED),
        pairs=[
            ShownPair(
                one=names[pair.one],
                other=names[pair.other],
                together=pair.together,
                of_all=pair.of_all,
                percent=pair.percent,
            )
            for pair in pairs
        ],
        sample=[shown.of(fact) for fact in drawn],
    )


def _flags(
    facts: Iterable[ResetFact], month: CalendarMonth, commune: str | None
) -> Mapping[UUID, Sequence[Flag]]:
    station = config().station
    close = report_queries.close_resets(month, commune)
    phones = report_queries.shared_phones(month)
    return {
        fact.id: report_rules.flags_of(
            fact,
            close=close,
            shared_phones=phones,
            after_hours=lambda moment: is_after_hours(moment, station),
        )
        for fact in facts
    }


def _drawn(facts: Iterable[ResetFact], month: CalendarMonth) -> list[ResetFact]:
    decided = {fact.id: fact for fact in facts if month.holds(fact.decided_at)}
    marks = {id_: crypto.mac("sample-of-resets", str(id_)) for id_ in decided}
    return [decided[id_] for id_ in report_rules.drawn(marks)]


class _Shown:
    """Resets in words, with the names read once."""

    def __init__(
        self,
        facts: Sequence[ResetFact],
        flags: Mapping[UUID, Sequence[Flag]],
        *,
        by_pseudonym: bool,
    ) -> None:
        staff = {who for fact in facts for who in (fact.requested_by, fact.decided_by) if who}
        people = {fact.person_id for fact in facts}
        self._flags = flags
        self._staff = report_queries.staff_names(staff)
        self._people = (
            {person_id: pseudonym(person_id) for person_id in people}
            if by_pseudonym
            else report_queries.people_names(people)
        )

    def of(self, fact: ResetFact) -> ShownReset:
        return ShownReset(
            id=fact.id,
            commune=fact.commune,
            person=self._people[fact.person_id],
            asked_at=fact.requested_at,
            asked_by=self._staff[fact.requested_by],
            decided_by=self._staff[fact.decided_by] if fact.decided_by else _("Nobody yet"),
            state=fact.state.label,
            flags=self._flags[fact.id],
        )
