"""What is typed to end a charge as a mistake, and to ask it again."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import HiddenField, RadioField, TextAreaField

from portal.accounts.forms import Form
from portal.fees.desk.forms import LONGEST_EVIDENCE
from portal.fees.mistakes import AskedCharge
from portal.kernel import formats
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean


class MistakeForm(Form):
    """The charge that was asked by mistake, and why it was one."""

    charge = RadioField(_l("What was asked by mistake?"), choices=[], validate_choice=False)
    note = TextAreaField(
        _l("Why was it a mistake?"), description=_l("In a few words. No word about health")
    )

    def about(self, charges: Sequence[AskedCharge]) -> "MistakeForm":
        """Offer what is still asked."""
        self.charge.choices = [
            (
                str(charge.id),
                f"{charge.full_name}, {charge.year}: "
                + formats.dong(charge.amount, language=current_language()),
            )
            for charge in charges
            if charge.is_open
        ]
        return self

    def value(self) -> tuple[UUID, str]:
        """Return the charge and the reason; raise RuleBroken."""
        try:
            charge_id = UUID(self.charge.data or "")
        except ValueError:
            raise RuleBroken(_("Choose what was asked by mistake"), "charge") from None
        note = clean(self.note.data or "")
        if len(note) < 3:
            raise RuleBroken(_("Write down why it was a mistake"), "note")
        if len(note) > LONGEST_EVIDENCE:
            raise RuleBroken(_("Write at most 300 letters"), "note")
        return charge_id, note


class AgainForm(Form):
    """The charge that is asked again."""

    again = HiddenField(_l("Ended as a mistake"))

    def value(self) -> UUID:
        """Return its id; raise RuleBroken."""
        try:
            return UUID(self.again.data or "")
        except ValueError:
            raise RuleBroken(_("Choose one"), "again") from None
