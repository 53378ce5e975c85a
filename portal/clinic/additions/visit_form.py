"""A visit, or advice alone, as typed."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length, Optional

from portal.cases.forms import cleaned_lines
from portal.clinic.additions.fields import CodeField, of_no_register
from portal.clinic.additions.forms import LONGEST, TOO_LONG, AdditionForm
from portal.clinic.additions.models import EntryKind
from portal.kernel import clock
from portal.kernel.day_field import OptionalDayField
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.people.kinds import Sensitivity
from portal.visits.written_here import ADVICE, CONSULTATION, TypedDiagnosis, TypedVisit

LONGEST_LINE = 300
OTHERS = 4  # diagnoses beside the main one
CLASSES = (
    ("", _l("Not private")),
    (Sensitivity.REPRODUCTIVE.value, _l("Pregnancy, family planning")),
    (Sensitivity.MENTAL.value, _l("Mental health")),
    (Sensitivity.TUBERCULOSIS.value, _l("Tuberculosis")),
    (Sensitivity.HEPATITIS.value, _l("Hepatitis")),
    (Sensitivity.OTHER.value, _l("Private for another reason")),
)
_LINE = Length(max=LONGEST_LINE, message=_l("Write at most 300 letters"))
_TEXT = Length(max=LONGEST, message=TOO_LONG)


def _line(text: str | None) -> str | None:
    return clean(text) if text else text


def _words(label: Any) -> StringField:
    return StringField(label, filters=[_line], validators=[_LINE, of_no_register])


def _code(label: Any) -> CodeField:
    return CodeField(label, validators=[of_no_register])


class AdviceForm(AdditionForm):
    """Advice without a visit."""

    kind = EntryKind.ADVICE
    template = "clinic/add_advice.html"

    reason = StringField(
        _l("What was it about?"),
        description=_l("A few words, shown in the list of visits"),
        filters=[_line],
        validators=[DataRequired(_l("Write what it was about")), _LINE, of_no_register],
    )
    advice = TextAreaField(
        _l("Advice"),
        description=_l("One thing to do on each line"),
        filters=[cleaned_lines],
        validators=[DataRequired(_l("Write the advice")), _TEXT, of_no_register],
    )
    come_back_on = OptionalDayField(_l("Next appointment, if there is one"))
    kept_apart = SelectField(
        _l("Is it private?"),
        description=_l("A private visit is shown only to those allowed to see that part"),
        choices=CLASSES,
        validate_choice=False,
        validators=[
            Optional(),
            AnyOf([code for code, _label in CLASSES if code], message=_l("Choose one of these")),
        ],
    )

    def validate_come_back_on(self, field: OptionalDayField) -> None:
        """An appointment lies ahead, unless an old one is shown again."""
        if field.value is not None and not self.correcting and field.value.day < clock.today():
            raise ValidationError(_("This day is over"))

    def fill(self, typed: TypedVisit) -> None:
        """Show it again."""
        self.reason.data, self.advice.data = typed.reason, typed.advice
        self.come_back_on.fill(typed.come_back_on)
        known = {code for code, _label in CLASSES}
        kept_apart = typed.kept_apart
        if kept_apart is not Sensitivity.NONE:
            other = Sensitivity.OTHER.value
            self.kept_apart.data = kept_apart.value if kept_apart.value in known else other

    def typed(self) -> TypedVisit:
        """Return the advice."""
        return TypedVisit(
            care_class=ADVICE,
            reason=self.reason.data or "",
            advice=self.advice.data or "",
            come_back_on=self.come_back_on.value.day if self.come_back_on.value else None,
            kept_apart=Sensitivity(self.kept_apart.data or Sensitivity.NONE),
        )


class VisitForm(AdviceForm):
    """A visit: why, what was found, what was done, what to do."""

    kind = EntryKind.VISIT
    template = "clinic/add_visit.html"

    reason = StringField(
        _l("Reason for the visit"),
        filters=[_line],
        validators=[DataRequired(_l("Write the reason for the visit")), _LINE, of_no_register],
    )
    code_0 = _code(_l("Main illness, code"))
    name_0 = _words(_l("Main illness, in words"))
    code_1 = _code(_l("Second illness, code"))
    name_1 = _words(_l("Second illness, in words"))
    code_2 = _code(_l("Third illness, code"))
    name_2 = _words(_l("Third illness, in words"))
    code_3 = _code(_l("Fourth illness, code"))
    name_3 = _words(_l("Fourth illness, in words"))
    code_4 = _code(_l("Fifth illness, code"))
    name_4 = _words(_l("Fifth illness, in words"))
    treatment = TextAreaField(
        _l("What was done"), filters=[cleaned_lines], validators=[Optional(), _TEXT, of_no_register]
    )
    advice = TextAreaField(
        _l("Advice"),
        description=_l("One thing to do on each line"),
        filters=[cleaned_lines],
        validators=[Optional(), _TEXT, of_no_register],
    )

    @property
    def diagnoses(self) -> Sequence[tuple[CodeField, StringField]]:
        """The pairs of fields, the main illness first."""
        return [(self[f"code_{place}"], self[f"name_{place}"]) for place in range(OTHERS + 1)]

    @property
    def has_others(self) -> bool:
        """Say whether anything stands beside the main illness."""
        return any(code.data or name.data for code, name in self.diagnoses[1:])

    def validate_name_0(self, field: StringField) -> None:
        """A visit has a main illness, by name."""
        if not field.data:
            raise ValidationError(_("Write the main illness in words"))

    def fill(self, typed: TypedVisit) -> None:
        """Show it again."""
        super().fill(typed)
        self.treatment.data = typed.treatment
        for (code, name), one in zip(self.diagnoses, typed.diagnoses, strict=False):
            code.data, name.data = one.icd10, one.name

    def typed(self) -> TypedVisit:
        """Return the visit."""
        found = [
            TypedDiagnosis(icd10=code.value, name=name.data or "")
            for code, name in self.diagnoses
            if code.value or name.data
        ]
        return TypedVisit(
            care_class=CONSULTATION,
            reason=self.reason.data or "",
            diagnoses=found,
            treatment=self.treatment.data or "",
            advice=self.advice.data or "",
            come_back_on=self.come_back_on.value.day if self.come_back_on.value else None,
            kept_apart=Sensitivity(self.kept_apart.data or Sensitivity.NONE),
        )
