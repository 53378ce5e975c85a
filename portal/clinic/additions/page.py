"""The entries of a facility in words."""

from dataclasses import dataclass

from flask import url_for

from portal.clinic.additions.queries import EntryRow
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """One entry of the list, with the way to correct it."""

    title: str
    meta: str
    corrected: bool
    correct_url: str


def row_of(entry: EntryRow) -> ShownEntry:
    """Name an entry by its kind, its moment and who wrote it."""
    moment = formats.moment(entry.written_at, language=current_language())
    return ShownEntry(
        title=entry.kind.label,
        meta=_(
            "%(moment)s, %(name)s", moment=moment, name=f"{entry.title} {entry.full_name}".strip()
        ),
        corrected=entry.replaces_id is not None,
        correct_url=url_for("clinic.correct_addition", entry_id=entry.id),
    )
