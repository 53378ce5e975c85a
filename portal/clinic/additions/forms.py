"""What every form of an addition has: its key, and why something is corrected."""

import re
from typing import Any, ClassVar
from uuid import uuid4

from wtforms import HiddenField, TextAreaField, ValidationError
from wtforms.validators import Length

from portal.access.patients import Patient
from portal.accounts.forms import Form
from portal.cases.forms import cleaned_lines
from portal.clinic.additions.fields import of_no_register
from portal.clinic.additions.models import EntryKind
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l

LONGEST = 2000
TOO_LONG = _l("Write at most 2,000 letters")
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)


class AdditionForm(Form):
    """One form; sent twice, it writes once.

    `typed` is called after validate() only; `fill` shows what an entry says already.
    """

    kind: ClassVar[EntryKind]
    template: ClassVar[str]

    why = TextAreaField(
        _l("Why is it corrected?"),
        description=_l("The old version stays, with this reason"),
        filters=[cleaned_lines],
        validators=[Length(max=LONGEST, message=TOO_LONG), of_no_register],
    )
    form_key = HiddenField()

    patient: Patient
    correcting: bool = False
    asks_again: bool = False

    def about(self, patient: Patient, *, correcting: bool = False) -> None:
        """Say whose form it is, and give it a random key."""
        self.patient, self.correcting = patient, correcting
        if not _KEY.fullmatch(self.form_key.data or ""):
            self.form_key.data = uuid4().hex

    def refuse(self, refusal: RuleBroken) -> "Form":
        """Show a refusal beside its field, or above the form when it names none."""
        if refusal.field in self._fields:
            return super().refuse(refusal)
        self.form_errors.append(refusal.message)
        return self

    def validate_why(self, field: TextAreaField) -> None:
        """A correction says why."""
        if self.correcting and not field.data:
            raise ValidationError(_("Write why it is corrected"))

    def fill(self, typed: Any) -> None:
        """Show what was typed before."""
        raise NotImplementedError

    def typed(self) -> Any:
        """Return what was typed now."""
        raise NotImplementedError
