"""What is typed when signing in; parsing raises the sentence shown beside the field."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField

from portal.accounts import pin
from portal.accounts.typed_code import TypedCode
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.identity import PersonalId


class Form(FlaskForm):  # type: ignore[misc]  # published without types
    """A form whose sentences are all our own."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # published without types
        def get_translations(self, form: object) -> None:
            """Offer no words of the library."""

    def refuse(self, refusal: RuleBroken) -> "Form":
        """Show a refusal beside its field, or beside the first when it names none here."""
        name = refusal.field if refusal.field in self._fields else next(iter(self._fields))
        field = self._fields[name]
        field.errors = [*field.errors, refusal.message]
        self.after_refusal()
        return self

    def after_refusal(self) -> None:
        """Prepare what was typed for being shown again."""


class SignInForm(Form):
    """The number of the identity card, and whose phone this is."""

    personal_id = StringField(
        _l("Identity number"), description=_l("12 digits, on the front of the identity card")
    )
    shared_phone = BooleanField(_l("Shared phone"), description=_l("Not remembered, locks early"))

    def value(self) -> PersonalId:
        """Return the number; raise RuleBroken."""
        return PersonalId.parse(self.personal_id.data or "")

    def after_refusal(self) -> None:
        """Show the digits in groups of three, as they are printed."""
        typed = "".join((self.personal_id.data or "").split())
        if typed.isdigit():
            groups = (typed[start : start + 3] for start in range(0, len(typed), 3))
            self.personal_id.data = " ".join(groups)


class CodeForm(Form):
    """A one-time code, however it came."""

    code = StringField(_l("OTP code"))

    def value(self) -> TypedCode:
        """Return the code; raise RuleBroken when it cannot be one."""
        return TypedCode.parse(self.code.data or "")


class PinForm(Form):
    """The personal code."""

    pin = PasswordField(
        _l("Personal code"), description=_l("The code you chose when the account was opened")
    )

    def value(self) -> str:
        """Return the digits; raise RuleBroken."""
        return pin.parse(self.pin.data or "")


class NewPinForm(Form):
    """A new personal code, typed twice because it is not shown."""

    pin = PasswordField(
        _l("New personal code"), description=_l("6 to 12 digits that only you know")
    )
    pin_again = PasswordField(_l("The same code again"))

    def value(self) -> str:
        """Return the digits; raise RuleBroken when they differ or cannot be a code."""
        new = pin.parse(self.pin.data or "")
        if "".join((self.pin_again.data or "").split()) != new:
            raise RuleBroken(_("The two codes are not the same"), "pin_again")
        return new
