"""What the head of a station types of an account they ask for."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from wtforms import SelectField, SelectMultipleField, StringField, ValidationError

from portal.accounts.forms import Form
from portal.kernel.day_field import OptionalDayField
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.people.identity import PersonalId
from portal.people.kinds import Sex
from portal.staff import queries
from portal.staff.forms import plain
from portal.staff.inviting import OFFERED, Wanted
from portal.staff.roles import Role
from portal.staff.rules import OF_A_COMMUNE

LONGEST_NAME = 100
SEXES = (Sex.UNKNOWN, Sex.FEMALE, Sex.MALE)


def _day(field: OptionalDayField, form: Form) -> date | None:
    """Return the day that was typed, if one was; raise RuleBroken."""
    try:
        field.pre_validate(form)
    except ValidationError as wrong:
        raise RuleBroken(str(wrong), field.name) from wrong
    return field.value.day if field.value else None


class InviteForm(Form):
    """One account; a head without a commune is offered what needs none."""

    staff_name = StringField(
        _l("Staff name"), description=_l("What they will sign in with: small letters, digits, dots")
    )
    full_name = StringField(_l("Full name"))
    title = StringField(_l("Professional title"), description=_l("For example: Bác sĩ, Y sĩ"))
    sex = SelectField(_l("Sex"))
    personal_id = StringField(
        _l("Their identity number"),
        description=_l(
            "12 digits. Must be given for the counter: nobody gets two accounts, or decides about"
            " themselves"
        ),
    )
    roles = SelectMultipleField(_l("Roles"))
    village = SelectField(
        _l("Village"), description=_l("For a village head or a health collaborator only")
    )
    ends_on = OptionalDayField(
        _l("Last day of work"),
        description=_l("Data entry must have one, within six months. Others may leave it empty"),
    )

    offered: tuple[Role, ...] = ()
    villages: Mapping[str, str] = {}

    def offer(self, commune: str | None) -> "InviteForm":
        """Set the choices a head of this commune has."""
        self.offered = tuple(role for role in OFFERED if commune or role not in OF_A_COMMUNE)
        self.villages = _villages(commune)
        self.sex.choices = [(sex.value, sex.label) for sex in SEXES]
        self.roles.choices = [(role.value, role.label) for role in self.offered]
        self.village.choices = [("", _("No village")), *self.villages.items()]
        return self

    def value(self) -> Wanted:
        """Return what was typed; raise RuleBroken."""
        full_name = clean(self.full_name.data or "")
        if len(full_name) > LONGEST_NAME:
            raise RuleBroken(_("The name is too long"), "full_name")
        typed_id = plain(self.personal_id.data)
        return Wanted(
            staff_name=plain(self.staff_name.data).lower(),
            full_name=full_name,
            title=clean(self.title.data or "")[:LONGEST_NAME],
            sex=next((sex for sex in SEXES if sex.value == self.sex.data), Sex.UNKNOWN),
            roles=frozenset(role for role in self.offered if role in (self.roles.data or ())),
            village_id=self._village(),
            ends_on=_day(self.ends_on, self),
            personal_id=PersonalId.parse(typed_id) if typed_id else None,
        )

    def _village(self) -> UUID | None:
        chosen = self.village.data or ""
        return UUID(chosen) if chosen in self.villages else None


class RenewForm(Form):
    """Until when an account is renewed."""

    ends_on = OptionalDayField(_l("New last day of work"))

    def value(self) -> date | None:
        """Return the day, if one was typed; raise RuleBroken."""
        return _day(self.ends_on, self)


def _villages(commune: str | None) -> dict[str, str]:
    """Return the villages to choose from; two of one name tell their former commune."""
    found = queries.villages_of(reads(), commune)
    named = Counter(each.name for each in found)
    return {
        str(each.id): f"{each.name} ({each.former_commune})" if named[each.name] > 1 else each.name
        for each in found
    }
