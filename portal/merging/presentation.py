"""Entries, pairs and merges in the words of the desk; counts of rows never say of what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app, url_for

from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext
from portal.kernel.partial_date import PartialDate
from portal.merging.duplicates import Pair
from portal.merging.entries import Entry, rows_of
from portal.merging.merges import MergeLine
from portal.people.kinds import SEX_LABELS
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """One entry; `rows` is empty where they were not counted."""

    name: str
    sex: str
    born: PartialDate
    place: str
    number: str
    phones: str
    account: str
    rows: str


@dataclass(frozen=True, kw_only=True)
class ShownPair:
    """Two entries that may be one person."""

    one: ShownEntry
    other: ShownEntry
    reason: str
    url: str
    ask_url: str
    different_url: str


@dataclass(frozen=True, kw_only=True)
class ShownMerge:
    """One merge and what this member may do with it."""

    id: UUID
    about: str
    state: str
    tone: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    undo_until: datetime | None
    url: str
    may_decide: bool
    may_withdraw: bool


def shown(entry: Entry, *, counted: bool = False) -> ShownEntry:
    """Return an entry as it is shown, with the number of its rows where asked for."""
    return ShownEntry(
        name=entry.full_name,
        sex=str(SEX_LABELS[entry.sex]),
        born=entry.born,
        place=_place(entry),
        number=_("ending in %(tail)s", tail=entry.id_tail) if entry.id_tail else _("none"),
        phones=", ".join(_("ending in %(tail)s", tail=tail) for tail in entry.phone_tails)
        or _("none"),
        account=_("has one") if entry.has_account else _("none"),
        rows=_counted(rows_of(entry.id)) if counted else "",
    )


def _place(entry: Entry) -> str:
    if entry.merged_into is not None:
        return _("in another entry")
    if entry.commune is None:
        return _("in no household")
    return entry.village or entry.commune


def _counted(rows: int) -> str:
    return ngettext("%(num)s line of data", "%(num)s lines of data", rows)


def shown_pair(pair: Pair, entries: Mapping[UUID, Entry], *, counted: bool = False) -> ShownPair:
    """Return a pair as it is shown."""
    one_id, other_id = pair.one_id, pair.other_id
    return ShownPair(
        one=shown(entries[pair.one_id], counted=counted),
        other=shown(entries[pair.other_id], counted=counted),
        reason=pair.reason.label,
        url=url_for("merging.pair", one_id=one_id, other_id=other_id),
        ask_url=url_for("merging.ask_merge", one_id=one_id, other_id=other_id),
        different_url=url_for("merging.find_different", one_id=one_id, other_id=other_id),
    )


def choices(one: Entry, other: Entry) -> list[tuple[str, str]]:
    """Return the two entries as choices, told apart by what differs."""
    return [
        (str(entry.id), f"{label}: {entry.full_name}")
        for label, entry in ((_("Entry 1"), one), (_("Entry 2"), other))
    ]


def shown_merge(line: MergeLine, staff: SignedInStaff) -> ShownMerge:
    """Return a merge as it is shown to one member."""
    tones = {"asked": "due", "done": "ok"}
    return ShownMerge(
        id=line.id,
        about=line.kept_name,
        state=line.state_label,
        tone=tones.get(line.state.value, "plain"),
        asked_by=line.asked_by_name,
        asked_at=line.asked_at,
        decided_by=line.decided_by_name,
        decided_at=line.decided_at,
        undo_until=line.undo_until,
        url=url_for("merging.merge", merge_id=line.id),
        may_decide=line.may_decide(staff),
        may_withdraw=line.may_withdraw(staff),
    )


def person_url(person_id: UUID) -> str | None:
    """Return the page of a resident at the desk, where the portal has one."""
    if "desk.resident" not in current_app.view_functions:
        return None
    return url_for("desk.resident", person_id=person_id)
