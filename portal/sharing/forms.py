"""What is chosen when a record is shared; nothing is chosen beforehand."""

from collections.abc import Iterable, Mapping
from typing import Self
from uuid import UUID, uuid4

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from portal.accounts.forms import Form
from portal.consents.kinds import Duration, Purpose
from portal.consents.sections import Section, in_order
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l

AGREE, REFUSE = "agree", "refuse"


class SearchForm(Form):
    """A clinician's name; a search by address, so that Back works."""

    class Meta(Form.Meta):
        csrf = False

    name = StringField(_l("Name of the doctor or nurse"))


class SectionsForm(Form):
    """Parts of a record."""

    sections = SelectMultipleField(_l("Parts"))
    child_assented = BooleanField()
    offered: Mapping[str, str] = {}

    def offer(self, sections: Iterable[Section], child: str = "") -> Self:
        """Offer these parts, and the child's yes where a child must be asked."""
        self.offered = {section.value: section.label for section in sections}
        self.sections.choices = list(self.offered.items())
        self.child_assented.label.text = child
        return self

    def value(self) -> tuple[Section, ...]:
        """Return what was ticked; raise RuleBroken when nothing was."""
        ticked = [Section(value) for value in self.sections.data or () if value in self.offered]
        if not ticked:
            raise RuleBroken(_("Choose at least one part"), "sections")
        return in_order(ticked)


class CodeForm(SectionsForm):
    """Parts a code opens; the key makes a form that is sent twice one code."""

    form_key = HiddenField(default=lambda: uuid4().hex)

    def key(self) -> UUID:
        """Return the key of this form; raise RuleBroken when it is none."""
        try:
            return UUID(self.form_key.data or "")
        except ValueError:
            raise RuleBroken(_("Begin again"), "sections") from None


class TimeForm(Form):
    """How long, and what for."""

    duration = RadioField(
        _l("For how long?"),
        choices=[(one.value, one) for one in Duration],
        validators=[InputRequired(_l("Choose how long"))],
    )
    purpose = RadioField(
        _l("What is it for?"),
        choices=[(one.value, one) for one in Purpose],
        validators=[InputRequired(_l("Choose what it is for"))],
    )

    def label(self) -> Self:
        """Name the choices in the reader's language."""
        self.duration.choices = [(one.value, one.label) for one in Duration]
        self.purpose.choices = [(one.value, one.label) for one in Purpose]
        return self


class AnswerForm(Form):
    """The answer to exact words: one of two, and the child's yes where it is needed."""

    fingerprint = HiddenField()
    answer = HiddenField()
    child_assented = BooleanField()

    def refuse(self, refusal: RuleBroken) -> "AnswerForm":
        """Show a refusal at the child's field or, when it is about the words, at the top."""
        if refusal.field == "child_assented":
            super().refuse(refusal)
        else:
            self.form_errors.append(refusal.message)
        return self
