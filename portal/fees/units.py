"""The unit that collects in a commune, and the bank account people pay into."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.fees.models import FeeUnit, UnitAccount
from portal.fees.order_models import Receipt
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import clean

_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,5}")
_BIN = re.compile(r"[0-9]{6}")
_NUMBER = re.compile(r"[0-9A-Z]{4,19}")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A collecting unit as it stands."""

    id: UUID
    commune: str
    name: str
    prefix: str
    address: str = ""
    tax_code: str = ""


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """Where people of a commune pay; `bin` is the bank's six digits in the NAPAS scheme."""

    bin: str
    bank_name: str
    number: str
    holder: str


_UNITS = sa.select(
    FeeUnit.id, FeeUnit.commune, FeeUnit.name, FeeUnit.prefix, FeeUnit.address, FeeUnit.tax_code
).order_by(FeeUnit.commune)


def units(connection: Connection, commune: str | None = None) -> Sequence[Unit]:
    """Return the unit of a commune, or all of them."""
    chosen = _UNITS if commune is None else _UNITS.where(FeeUnit.commune == commune)
    return [Unit(**row._mapping) for row in connection.execute(chosen)]


def unit_of(connection: Connection, commune: str | None) -> Unit | None:
    """Return the unit of a commune."""
    return next(iter(units(connection, commune)), None) if commune else None


def keep_unit(commune: str, wanted: dict[str, str], *, by: Actor) -> bool:
    """Enter a commune's unit or change what is given of it; False where it says so already.

    `wanted` names columns of a Unit. Receipts keep their numbers, so the prefix stays once one
    was written.
    """
    values = {name: clean(value) for name, value in wanted.items()}
    there = unit_of(session.connection(), commune)
    if there is not None:
        asked = {name: value for name, value in values.items() if asdict(there)[name] != value}
        if not asked:
            return False
        _check(there, asked)
        session.execute(sa.update(FeeUnit).where(FeeUnit.id == there.id).values(asked))
        _write_down("unit", there.id, by)
        return True
    if not (values.get("name") and values.get("prefix")):
        raise RuleBroken(_("A new unit needs a name and a prefix for its receipts"))
    _check(None, values)
    unit_id = uuid4()
    session.execute(sa.insert(FeeUnit).values(id=unit_id, commune=clean(commune), **_whole(values)))
    _write_down("unit", unit_id, by)
    return True


def _whole(values: dict[str, str]) -> dict[str, str]:
    return {"address": "", "tax_code": "", **values}


def _check(there: Unit | None, values: dict[str, str]) -> None:
    prefix = values.get("prefix")
    if prefix is not None and not _PREFIX.fullmatch(prefix):
        raise RuleBroken(_("A prefix is two to six capital letters or digits, like DS"))
    taken = sa.select(sa.exists().where(FeeUnit.prefix == prefix))
    if prefix is not None and session.scalar(taken):
        raise RuleBroken(_("Another unit has this prefix"))
    if prefix is not None and there is not None and _has_receipts(there.id):
        raise RuleBroken(_("Receipts were written with the prefix. It stays"))
    if values.get("name") == "":
        raise RuleBroken(_("A new unit needs a name and a prefix for its receipts"))


def _has_receipts(unit_id: UUID) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(Receipt.unit_id == unit_id))))


_NEWEST = (
    sa.select(UnitAccount.bin, UnitAccount.bank_name, UnitAccount.number, UnitAccount.holder)
    .where(UnitAccount.unit_id == sa.bindparam("unit_id"))
    .order_by(UnitAccount.id.desc())
    .limit(1)
)


def account_of(connection: Connection, unit_id: UUID) -> BankAccount | None:
    """Return the account a unit has now."""
    row = connection.execute(_NEWEST, {"unit_id": unit_id}).one_or_none()
    return BankAccount(**row._mapping) if row else None


def keep_account(unit_id: UUID, wanted: BankAccount, *, by: Actor) -> bool:
    """Enter a unit's account; False where the newest says the same. The old ones stay on file."""
    if not _BIN.fullmatch(wanted.bin):
        raise RuleBroken(_("The number of a bank has six digits, like 970436"))
    if not _NUMBER.fullmatch(wanted.number):
        raise RuleBroken(_("An account number is 4 to 19 digits or capital letters"))
    if not (wanted.bank_name and wanted.holder):
        raise RuleBroken(_("An account needs its bank and its holder"))
    if account_of(session.connection(), unit_id) == wanted:
        return False
    session.execute(
        sa.insert(UnitAccount).values(
            unit_id=unit_id, entered_by=by.staff_id, entered_at=clock.now(), **asdict(wanted)
        )
    )
    _write_down("account", unit_id, by)
    return True


def _write_down(what: str, unit_id: UUID, by: Actor) -> None:
    trail.record(
        Line(event=Event.FEES_CHANGED, by=by, section=what, object_ref=f"fee_unit:{unit_id}")
    )
