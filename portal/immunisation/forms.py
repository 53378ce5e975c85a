"""What a family reports about a dose given elsewhere."""

from datetime import date
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.immunisation.services import NewReport
from portal.immunisation.vaccines import VACCINES
from portal.kernel import clock
from portal.kernel.day_field import PartialDayField
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean

LONGEST_PLACE = 200


def vaccine_choices() -> list[tuple[str, str]]:
    """Return the catalogue in the reader's language, by name, with an empty first choice."""
    language = current_language()
    named = [(code, vaccine.name.in_language(language)) for code, vaccine in VACCINES.items()]
    return [("", _("Choose")), *sorted(named, key=lambda choice: choice[1])]


class DoseReportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A dose the record does not have."""

    vaccine = SelectField(
        _l("Which vaccine?"),
        choices=vaccine_choices,
        validators=[InputRequired(_l("Choose the vaccine"))],
    )
    given = PartialDayField(
        _l("When was it given?"),
        description=_l("The month and year are enough if the day is not known"),
    )
    place = StringField(
        _l("Where was it given?"),
        description=_l("For example: Hospital of the district, a clinic"),
        filters=[lambda text: clean(text) if text else text],
        validators=[
            DataRequired(_l("Write where it was given")),
            Length(max=LONGEST_PLACE, message=_l("Write at most 200 letters")),
        ],
    )
    has_paper = BooleanField(_l("There is a vaccination book or a paper"))
    form_key = HiddenField(default=lambda: uuid4().hex, validators=[Length(min=32, max=32)])

    born: date = date.min

    def validate_given(self, field: PartialDayField) -> None:
        """Refuse days to come and days before the birth."""
        if field.value is None:
            return
        if field.value.earliest > clock.today():
            raise ValidationError(_("This day has not come yet"))
        if field.value.latest < self.born:
            raise ValidationError(_("This day is before the birth"))

    def new_report(self) -> NewReport:
        """Return the typed report; only after validate()."""
        given = self.given.value
        if given is None:
            raise ValueError("an invalid form has no report")
        return NewReport(
            vaccine_code=self.vaccine.data,
            given=given,
            place=self.place.data or "",
            has_paper=bool(self.has_paper.data),
            form_key=self.form_key.data or "",
        )
