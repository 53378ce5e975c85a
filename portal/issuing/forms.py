"""What is typed to ask for slips."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import HiddenField, SelectField, StringField

from portal.accounts.forms import Form
from portal.issuing.village_counts import VillageCounts
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.i18n import ngettext
from portal.kernel.text import clean

LONGEST = 100


class FindForm(Form):
    """Which household: its code, or the name of its head."""

    household = StringField(
        _l("Household"), description=_l("Its code, or the full name of its head")
    )

    def value(self) -> str:
        """Return what to look for; raise RuleBroken."""
        text = clean(self.household.data or "")[:LONGEST]
        if len(text) < 2:
            raise RuleBroken(_("Type the code or the name"), "household")
        return text


class HouseholdForm(Form):
    """The household chosen from those found."""

    household = HiddenField()

    def value(self) -> UUID:
        """Return its id; raise RuleBroken."""
        return _id(self.household.data, "household")


class VillageForm(Form):
    """The village for which slips are asked."""

    village = SelectField(_l("Village"), validate_choice=False)

    def offer(self, villages: Sequence[VillageCounts]) -> "VillageForm":
        """Offer the villages, each with how many accounts are not in use."""
        self.village.choices = [("", _("Choose a village"))] + [
            (str(village.village_id), _with_count(village))
            for village in sorted(villages, key=lambda village: village.name)
        ]
        return self

    def value(self) -> UUID:
        """Return its id; raise RuleBroken."""
        return _id(self.village.data, "village")


def _with_count(village: VillageCounts) -> str:
    name = " – ".join(filter(None, (village.name, village.former_commune)))
    waiting = village.none + village.issued
    return ngettext(
        "%(name)s (%(num)s person without an account in use)",
        "%(name)s (%(num)s people without an account in use)",
        waiting,
        name=name,
    )


def _id(text: str | None, field: str) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise RuleBroken(_("Choose one"), field) from None
