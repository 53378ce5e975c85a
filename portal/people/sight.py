"""How much of a record one reader may see, as a value that every query takes.

A record is cut twice: by class (what is sensitive, product.md §3) and, for people of the
household, by the visits the person keeps from them. The gate decides, queries obey.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.people.kinds import Sensitivity

ORDINARY = frozenset({Sensitivity.NONE})
EVERYTHING = frozenset(Sensitivity)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The classes a reader may see; `household` leaves out the visits kept from the house."""

    classes: frozenset[Sensitivity] = ORDINARY
    household: bool = False

    def shows(self, sensitivity: Sensitivity) -> bool:
        return sensitivity in self.classes

    @property
    def parameters(self) -> Mapping[str, object]:
        """The values of the bound parameters `classes` (expanding) and `household`."""
        return {
            "classes": sorted(sensitivity.value for sensitivity in self.classes),
            "household": self.household,
        }


OWN = Sight(classes=EVERYTHING)
HOUSEHOLD = Sight(household=True)
