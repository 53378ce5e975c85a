"""What is chosen when somebody is named; nothing is chosen beforehand."""

from collections.abc import Iterable
from typing import Self

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from portal.access.policy import Scope
from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.people.identity import PersonalId
from portal.representation.candidates import Candidate
from portal.representation.rules import Term

SOMEBODY_ELSE = "else"
LONGEST_NAME = 120
SCOPE_LABELS = {
    Scope.SEE: _l("See the record"),
    Scope.CONSENT: _l("Let doctors see, and stop them"),
    Scope.PAY: _l("Pay the yearly fee"),
}


class WhoForm(Form):
    """An adult of the house, or somebody else by number and name."""

    who = RadioField(_l("Who is to act?"), validate_choice=False)
    number = StringField(
        _l("Identity number"), description=_l("12 digits, on the front of the identity card")
    )
    full_name = StringField(
        _l("Full name"), description=_l("As it is written on the identity card")
    )

    def offer(self, at_home: Iterable[Candidate]) -> Self:
        """Offer the adults of the house by name, and the way to everybody else."""
        self.who.choices = [(one.id.hex, one.full_name) for one in at_home]
        if self.who.choices:
            self.who.choices.append((SOMEBODY_ELSE, _("Somebody else")))
        return self

    def at_home(self, offered: Iterable[Candidate]) -> Candidate | None:
        """Return who was chosen at home, None for somebody else; raise RuleBroken."""
        chosen = {one.id.hex: one for one in offered}
        if self.who.data in chosen:
            return chosen[self.who.data]
        if chosen and self.who.data != SOMEBODY_ELSE:
            raise RuleBroken(_("Choose who is to act"), "who")
        return None

    def typed(self) -> tuple[PersonalId, str]:
        """Return the number and the name; raise RuleBroken."""
        number = PersonalId.parse(self.number.data or "", "number")
        name = clean(self.full_name.data or "")[:LONGEST_NAME]
        if not name:
            raise RuleBroken(_("Type the full name"), "full_name")
        return number, name


class ScopesForm(Form):
    """What the representative may do."""

    scopes = SelectMultipleField(_l("What may they do?"), validate_choice=False)

    def value(self) -> tuple[Scope, ...]:
        """Return what was ticked; raise RuleBroken when nothing was."""
        ticked = tuple(scope for scope in Scope if scope.value in (self.scopes.data or ()))
        if not ticked:
            raise RuleBroken(_("Choose at least one thing they may do"), "scopes")
        return ticked


class TermForm(Form):
    """Until when."""

    term = RadioField(
        _l("How long are they to act?"),
        choices=[(one.value, one) for one in Term],
        validators=[InputRequired(_l("Choose how long"))],
    )

    def label(self) -> Self:
        """Name the choices in the reader's language."""
        self.term.choices = [(one.value, one.label) for one in Term]
        return self


class CheckForm(Form):
    """The yes or the no."""

    answer = HiddenField()

    def refuse(self, refusal: RuleBroken) -> "CheckForm":
        """Show a refusal at the top: nothing on this page is typed."""
        self.form_errors.append(refusal.message)
        return self
