"""A sheet as the printing template reads it: framed parts of rows and small tables."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.access.gate import Subject
from portal.accounts.signed_in import SignedIn, config
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _


@dataclass(frozen=True, kw_only=True)
class Row:
    """A label with its lines."""

    label: str
    lines: Sequence[str]
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A small table; long lists are several of them, which set much faster than one.

    `shape` names the widths of the columns in the style sheet.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    shape: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A piece of a part that stays on one page.

    `blank` lists what was not asked, `note` says where the facts are from.
    """

    heading: str = ""
    rows: Sequence[Row] = ()
    tables: Sequence[Table] = ()
    blank: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Box:
    """One framed part of the sheet."""

    heading: str
    sections: Sequence[Section]
    variant: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything on the paper."""

    office: str
    phone: str
    code: str
    printed_at: str
    title: str
    subtitle: str
    boxes: Sequence[Box]
    printed_by: str
    remark: str = ""


def sheet(
    subject: Subject,
    by: SignedIn,
    *,
    title: str,
    subtitle: str,
    boxes: Sequence[Box],
    remark: str = "",
) -> Sheet:
    """Frame the boxes with office, print code, moment and who printed."""
    station, now = config().station, clock.now()
    who = by.full_name
    if not subject.is_self:
        who = _("%(name)s (representative)", name=by.full_name)
    return Sheet(
        office=station.station_name,
        phone=station.station_phone,
        code=print_code(clock.today()),
        printed_at=formats.moment(now, language=current_language()),
        title=title,
        subtitle=subtitle,
        boxes=boxes,
        printed_by=who,
        remark=remark,
    )


def print_code(today: date) -> str:
    """Return a code that names one print and says nothing of the person."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return f"{today:%y%m}-" + "".join(secrets.choice(letters) for _ in range(6))
