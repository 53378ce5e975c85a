"""What the new phone gave away before its reset was reversed ends with it.

Whoever held the phone may have named somebody to act, allowed staff to see, had a key card
printed or made a code for the desk: those outlive the phone unless they are ended too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.consents import undoing
from portal.kernel.db import session
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext
from portal.representation import services
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.resets.queries import Reset


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How many of each ended."""

    representatives: int = 0
    consents: int = 0
    cards: int = 0
    codes: int = 0

    @property
    def sentence(self) -> str:
        """Say what ended; empty when nothing did."""
        parts = list(self._parts())
        what = ", ".join(parts)
        return _("Ended, because the new phone gave it: %(what)s", what=what) if parts else ""

    def _parts(self) -> Iterator[str]:
        if self.representatives:
            num = self.representatives
            yield ngettext("%(num)s representative", "%(num)s representatives", num)
        if self.consents:
            num = self.consents
            yield ngettext(
                "%(num)s permission to see the record",
                "%(num)s permissions to see the record",
                num,
            )
        if self.cards:
            yield ngettext("%(num)s paper key card", "%(num)s paper key cards", self.cards)
        if self.codes:
            yield ngettext("%(num)s code for the desk", "%(num)s codes for the desk", self.codes)


def end_what_it_gave(reset: Reset, *, by: Actor) -> Ended:
    """End what was given in the person's name since the new phone took over."""
    if reset.used_at is None:
        return Ended()
    named = session.execute(
        sa.select(
            Representation.id,
            Representation.representative_id,
            Representation.ended_at.is_(None).label("goes_on"),
        ).where(
            Representation.person_id == reset.person_id,
            Representation.kind == RepresentationKind.DELEGATE,
            Representation.starts_at >= reset.used_at,
        )
    ).all()
    ended = [
        services.end(row.id, by=by, ended_as=EndedAs.STATION, basis=Basis.DESK)
        for row in named
        if row.goes_on
    ]
    undone = undoing.end_given(
        reset.person_id,
        reset.used_at,
        through={row.representative_id for row in named},
        by=by,
    )
    return Ended(
        representatives=sum(ended),
        consents=undone.consents,
        cards=undone.cards,
        codes=undone.codes,
    )
