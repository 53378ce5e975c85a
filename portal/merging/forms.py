"""What the desk types into the register."""

from datetime import date

from wtforms import BooleanField, RadioField, StringField

from portal.accounts.forms import Form
from portal.kernel.day_field import PartialDayField
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.partial_date import Precision
from portal.kernel.text import clean
from portal.merging.deaths import SEEN_LABELS, NewDeath
from portal.merging.models import DeathSeen
from portal.merging.newborns import NewChild
from portal.people.identity import PersonalId
from portal.people.kinds import SEX_LABELS, Sex

LONGEST_NAME = 80


class KeepForm(Form):
    """Which of two entries stays; nothing is chosen beforehand."""

    kept = RadioField(_l("Which entry stays?"), choices=[], validate_choice=False)

    def value(self) -> str:
        """Return what was chosen, of the choices offered; raise RuleBroken."""
        chosen = self.kept.data or ""
        if chosen not in {choice[0] for choice in self.kept.choices or ()}:
            raise RuleBroken(_("Choose the entry that stays"), "kept")
        return str(chosen)


class DecideForm(Form):
    """The word of the second person; the sentence of a refusal stands beside it."""

    kept = StringField(_l("Merge"))
    done = StringField(_l("Merge"))
    undone = StringField(_l("Separate"))


def _whole_day(form: Form, field: PartialDayField) -> date:
    """Return a day typed in full; raise RuleBroken with the field's own sentence."""
    form.validate()
    if field.value is None:
        sentence = field.errors[0] if field.errors else _("Type the day")
        field.errors = []
        raise RuleBroken(str(sentence), field.name)
    if field.value.precision is not Precision.DAY:
        raise RuleBroken(_("Type day, month and year"), field.name)
    return field.value.day


def _name(text: str | None, field: str) -> str:
    name = clean(text or "")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(_("Write at most 80 letters"), field)
    if any(letter.isdigit() for letter in name):
        raise RuleBroken(_("A name has no digits"), field)
    return name


class DeathForm(Form):
    """The day of a death, and what was seen; nothing is chosen beforehand."""

    died = PartialDayField(_l("Day of death"))
    seen = RadioField(
        _l("What did you see?"),
        choices=[(seen.value, label) for seen, label in SEEN_LABELS.items()],
        validate_choice=False,
    )

    def value(self) -> NewDeath:
        """Return the death; raise RuleBroken."""
        on = _whole_day(self, self.died)
        try:
            return NewDeath(on=on, seen=DeathSeen(self.seen.data or ""))
        except ValueError:
            raise RuleBroken(_("Choose what you saw"), "seen") from None


class ChildForm(Form):
    """A newborn, as the birth paper or the mother tells."""

    mother = StringField(
        _l("Identity number of the mother"), description=_l("All 12 digits of her card")
    )
    full_name = StringField(
        _l("Name of the child"),
        description=_l("Leave empty while the child has none: it is called after the mother"),
    )
    sex = RadioField(
        _l("Sex"),
        choices=[(sex.value, SEX_LABELS[sex]) for sex in (Sex.FEMALE, Sex.MALE)],
        validate_choice=False,
    )
    born_on = PartialDayField(_l("Day of birth"))
    another_child = BooleanField(
        _l("This is another child"), description=_l("Twins: each child has an entry")
    )

    def value(self) -> NewChild:
        """Return the child; raise RuleBroken."""
        born_on = _whole_day(self, self.born_on)
        try:
            sex = Sex(self.sex.data or "")
        except ValueError:
            raise RuleBroken(_("Choose one"), "sex") from None
        return NewChild(
            full_name=_name(self.full_name.data, "full_name"),
            sex=sex,
            born_on=born_on,
            mother=PersonalId.parse(self.mother.data or "", "mother"),
            another_child=bool(self.another_child.data),
        )


class NumberForm(Form):
    """The personal ID number somebody was given."""

    personal_id = StringField(
        _l("Identity number"), description=_l("12 digits, as printed on the card or birth paper")
    )

    def value(self) -> PersonalId:
        """Return the number; raise RuleBroken."""
        return PersonalId.parse(self.personal_id.data or "")


class NameForm(Form):
    """The name a child was given after it was entered."""

    full_name = StringField(_l("Name"), description=_l("As on the birth paper"))

    def value(self) -> str:
        """Return the name; raise RuleBroken."""
        name = _name(self.full_name.data, "full_name")
        if " " not in name:
            raise RuleBroken(_("Write family name and given name"), "full_name")
        return name
