"""A dose as typed."""

from wtforms import BooleanField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from portal.clinic.additions.fields import of_no_register
from portal.clinic.additions.forms import AdditionForm
from portal.clinic.additions.models import EntryKind
from portal.immunisation.forms import vaccine_choices
from portal.immunisation.vaccines import VACCINES
from portal.immunisation.written_here import TypedDose
from portal.kernel import clock
from portal.kernel.day_field import PartialDayField, fill_day
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.partial_date import PartialDate
from portal.kernel.text import clean

LONGEST_LOT, LONGEST_REACTION = 40, 300


def _line(text: str | None) -> str | None:
    return clean(text) if text else text


class DoseForm(AdditionForm):
    """A vaccine of the catalogue, given on a day that has come."""

    kind = EntryKind.DOSE
    template = "clinic/add_dose.html"

    vaccine = SelectField(
        _l("Which vaccine?"),
        choices=vaccine_choices,
        validate_choice=False,
        validators=[InputRequired(_l("Choose the vaccine"))],
    )
    given = PartialDayField(
        _l("When was it given?"),
        description=_l("The month and year are enough if the day is not known"),
    )
    lot = StringField(
        _l("Lot number"),
        filters=[_line],
        validators=[Length(max=LONGEST_LOT, message=_l("Write at most 40 letters"))],
    )
    reaction = StringField(
        _l("Reaction after it"),
        description=_l("Swelling, fever, or none"),
        filters=[_line],
        validators=[
            Length(max=LONGEST_REACTION, message=_l("Write at most 300 letters")),
            of_no_register,
        ],
    )
    checked = BooleanField(
        _l("The day was checked"), description=_l("The vaccination book or the vial says so")
    )

    def validate_vaccine(self, field: SelectField) -> None:
        """The vaccine is of the catalogue."""
        if field.data and field.data not in VACCINES:
            raise ValidationError(_("Choose the vaccine"))

    def validate_given(self, field: PartialDayField) -> None:
        """Refuse days to come and days before the birth."""
        if field.value is None:
            return
        if field.value.earliest > clock.today():
            raise ValidationError(_("This day has not come yet"))
        if field.value.latest < self.patient.born.earliest:
            raise ValidationError(_("This day is before the birth"))

    def start(self) -> None:
        """Offer today: most doses are written down on the day."""
        fill_day(self.given, PartialDate(clock.today()))

    def fill(self, typed: TypedDose) -> None:
        """Show it again."""
        self.vaccine.data = typed.vaccine_code
        fill_day(self.given, typed.given)
        self.lot.data, self.reaction.data = typed.lot, typed.reaction

    def typed(self) -> TypedDose:
        """Return the dose."""
        given = self.given.value
        if given is None:
            raise ValueError("an invalid form has no dose")
        return TypedDose(
            vaccine_code=self.vaccine.data,
            given=given,
            lot=self.lot.data or "",
            reaction=self.reaction.data or "",
            checked=bool(self.checked.data),
        )
