"""What becomes of a charge nobody has paid when its person died, moved, or came back.

What was paid stays paid, whatever happens after. Nobody collects from the dead. Who left the
commune owes the years before the one they left in, and of later ones nothing; within the
commune the charge goes with the person.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.fees.models import WhyCancelled

# A charge ended for one of these is asked again when it proves not to be so.
CAN_COME_BACK = frozenset({WhyCancelled.DIED, WhyCancelled.MOVED})


@dataclass(frozen=True, kw_only=True)
class Home:
    """A household and its village."""

    household_id: UUID
    village_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Lives:
    """How it stands with the person of a charge.

    `home` is where they live in the charge's commune; `left_on` is when they left it, where
    they have none there now.
    """

    died: bool = False
    merged: bool = False
    home: Home | None = None
    left_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An unpaid charge: of which year, at which home, and whether it was cancelled."""

    year: int
    home: Home | None
    cancelled: WhyCancelled | None = None


Follows = WhyCancelled | Home | None


def follows(asked: Asked, lives: Lives) -> Follows:
    """Return why the charge is cancelled, or the home it is asked at now; None: as it was."""
    gone = _gone(asked.year, lives)
    if gone is not None:
        return gone if asked.cancelled is None else None
    if lives.home is None:
        return None
    if asked.cancelled is None:
        return lives.home if lives.home != asked.home else None
    return lives.home if asked.cancelled in CAN_COME_BACK else None


def _gone(year: int, lives: Lives) -> WhyCancelled | None:
    if lives.merged:
        return WhyCancelled.MERGED
    if lives.died:
        return WhyCancelled.DIED
    if lives.home is None and lives.left_on is not None and lives.left_on.year <= year:
        return WhyCancelled.MOVED
    return None
