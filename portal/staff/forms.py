"""What staff type when they sign in; parsing raises the sentence shown beside the field."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from wtforms import BooleanField, PasswordField, RadioField, StringField

from portal.accounts import counter
from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.staff import password, recovery

_DIGITS = re.compile(r"[0-9]{6}")


def plain(text: str | None) -> str:
    """Return what was typed in one Unicode form, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What is typed to sign in."""

    staff_name: str
    password: str = field(repr=False)
    code: str = field(repr=False)


def _filled(text: str, name: str, message: str) -> str:
    if not text:
        raise RuleBroken(message, name)
    return text


def _name(text: str | None) -> str:
    return _filled(plain(text).lower()[:64], "staff_name", _("Type the staff name"))


def _code(text: str | None) -> str:
    digits = plain(text)
    if not _DIGITS.fullmatch(digits):
        raise RuleBroken(_("Type the 6 digits the app shows"), "code")
    return digits


def _password(text: str | None) -> str:
    return _filled((text or "")[: password.MOST], "password", _("Type the password"))


class StaffSignInForm(Form):
    """Staff name, password and authenticator code."""

    staff_name = StringField(_l("Staff name"))
    password = PasswordField(_l("Password"))
    code = StringField(_l("Authenticator code"), description=_l("6 digits, from the app"))

    def value(self) -> Credentials:
        """Return what was typed; raise RuleBroken."""
        return Credentials(
            staff_name=_name(self.staff_name.data),
            password=_password(self.password.data),
            code=_code(self.code.data),
        )


@dataclass(frozen=True, kw_only=True)
class RecoveryCredentials:
    """What is typed to sign in without the app."""

    staff_name: str
    password: str = field(repr=False)
    code: str = field(repr=False)


class RecoveryForm(Form):
    """Staff name, password and one of the printed codes."""

    staff_name = StringField(_l("Staff name"))
    password = PasswordField(_l("Password"))
    recovery_code = StringField(
        _l("Recovery code"), description=_l("10 letters and digits, from your printed list")
    )

    def value(self) -> RecoveryCredentials:
        """Return what was typed; raise RuleBroken."""
        return RecoveryCredentials(
            staff_name=_name(self.staff_name.data),
            password=_password(self.password.data),
            code=self._code(),
        )

    def _code(self) -> str:
        code = plain(self.recovery_code.data).upper().replace("-", "")
        if not recovery.looks_right(code):
            raise RuleBroken(_("A recovery code has 10 letters and digits"), "recovery_code")
        return code


class WrittenDownForm(Form):
    """Whether the new recovery codes are on paper."""

    written = BooleanField(_l("I have written them down, or printed them"))

    def check(self) -> None:
        """Raise RuleBroken without the tick: nobody can show the codes again."""
        if not self.written.data:
            raise RuleBroken(_("Write the codes down first, then tick this box"), "written")


class StaffCodeForm(Form):
    """The code of the member's own authenticator."""

    code = StringField(_l("Authenticator code"), description=_l("6 digits, from the app"))

    def value(self) -> str:
        """Return the digits; raise RuleBroken."""
        return _code(self.code.data)


@dataclass(frozen=True, kw_only=True)
class Unlocking:
    """Who sits at the computer now, and their code; nobody named is who locked it."""

    code: str = field(repr=False)
    staff_id: UUID | None = None


class UnlockForm(Form):
    """Who sits at a locked computer, and the code of their own authenticator."""

    who = RadioField(_l("Who is using the computer now?"), validate_choice=False)
    code = StringField(_l("Authenticator code"), description=_l("6 digits, from the app"))

    def offer(self, people: Sequence[tuple[UUID, str]]) -> "UnlockForm":
        """Offer these people, the first of them chosen."""
        self.who.choices = [(str(staff_id), name) for staff_id, name in people]
        self.who.data = self.who.data or str(people[0][0])
        return self

    def value(self) -> Unlocking:
        """Return who and the digits; raise RuleBroken."""
        try:
            staff_id = UUID(self.who.data) if self.who.data else None
        except ValueError as unknown:
            raise RuleBroken(_("Choose who is using the computer now"), "who") from unknown
        return Unlocking(staff_id=staff_id, code=_code(self.code.data))


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What is typed to set up an account."""

    staff_name: str
    activation_code: str = field(repr=False)


class ActivationForm(Form):
    """Staff name and the activation code that was handed over."""

    staff_name = StringField(_l("Staff name"))
    activation_code = StringField(
        _l("Activation code"), description=_l("8 letters and digits, valid 24 hours")
    )

    def value(self) -> Invitation:
        """Return what was typed; raise RuleBroken."""
        code = plain(self.activation_code.data).upper().replace("-", "")
        if not counter.looks_right(code):
            raise RuleBroken(_("The activation code has 8 letters and digits"), "activation_code")
        return Invitation(staff_name=_name(self.staff_name.data), activation_code=code)


@dataclass(frozen=True, kw_only=True)
class NewFactors:
    """A new password and the first code of a new authenticator."""

    password: str = field(repr=False)
    code: str = field(repr=False)


class NewFactorsForm(Form):
    """A new password, typed twice because it is not shown, and the app's first code."""

    password = PasswordField(
        _l("New password"), description=_l("At least 8 characters, a short sentence is good")
    )
    password_again = PasswordField(_l("The same password again"))
    code = StringField(_l("Code the app shows"), description=_l("6 digits, from the app"))

    def value(self) -> NewFactors:
        """Return what was typed; raise RuleBroken."""
        new = self.password.data or ""
        _filled(new, "password", _("Type the password"))
        if (self.password_again.data or "") != new:
            raise RuleBroken(_("The two passwords are not the same"), "password_again")
        return NewFactors(password=new, code=_code(self.code.data))
