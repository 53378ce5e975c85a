"""Why a record is opened without asking, and the proof of who opens it."""

from dataclasses import dataclass, field

from wtforms import RadioField, StringField, TextAreaField

from portal.accounts.forms import Form
from portal.emergency import rules
from portal.emergency.models import REASONS, Reason
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.staff.forms import StaffCodeForm
from portal.visits.kept_apart import names_register


@dataclass(frozen=True, kw_only=True)
class TypedOpening:
    """What was typed on the interruption page."""

    reason: Reason
    explanation: str
    code: str = field(repr=False)


class EmergencyForm(Form):
    """A coded reason, its explanation, and a code of the clinician's own authenticator."""

    reason = RadioField(
        _l("Why can the patient not be asked?"),
        choices=[(reason.value, label) for reason, label in REASONS.items()],
        validate_choice=False,
    )
    explanation = TextAreaField(
        _l("What happened?"), description=_l("At least 20 letters. The patient reads this")
    )
    code = StringField(
        _l("Authenticator code"), description=_l("6 digits, from one's own app, a new code")
    )

    def value(self) -> TypedOpening:
        """Return what was typed; raise RuleBroken."""
        try:
            reason = Reason(self.reason.data or "")
        except ValueError:
            raise RuleBroken(_("Choose a reason"), "reason") from None
        explanation = clean(self.explanation.data or "")
        if rules.letters(explanation) < rules.LEAST_LETTERS:
            raise RuleBroken(_("Write at least 20 letters"), "explanation")
        if len(explanation) > rules.LONGEST:
            raise RuleBroken(_("Write at most 500 letters"), "explanation")
        if names_register(explanation):
            raise RuleBroken(
                _("This belongs in the register of its programme, not here"), "explanation"
            )
        return TypedOpening(reason=reason, explanation=explanation, code=self._code())

    def _code(self) -> str:
        """Read the code as the other pages of staff do."""
        form = StaffCodeForm(formdata=None, meta={"csrf": False})
        form.code.data = self.code.data
        return form.value()
