"""Lines of the log in words: the name of a section or of an act, never a health fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.access.acts import ACTS
from portal.access.policy import SECTION_LABELS
from portal.audit.events import GIVEN_BACK, NOT_GIVEN_BACK, WITHDRAWN, Basis, Event
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.oversight.lines import WatchedLine

# An act that its section tells, whatever the event.
_ACTS_BY_SECTION: Mapping[str, str] = {
    WITHDRAWN: _l("Took a request back"),
    GIVEN_BACK: _l("Said that a payer has their cash back"),
    NOT_GIVEN_BACK: _l("Took back the word that a payer has their cash back"),
}
BASES: Mapping[Basis, str] = {
    Basis.CONSENT: _l("Allowed by the patient"),
    Basis.EMERGENCY: _l("Emergency opening"),
    Basis.REPRESENTATIVE: _l("Representative"),
    Basis.SELF: _l("The patient"),
    Basis.SYSTEM: _l("By machine"),
    Basis.DESK: _l("At the counter"),
}
TONES: Mapping[Basis, str] = {Basis.EMERGENCY: "bad", Basis.CONSENT: "ok"}
_SECTIONS = {permission.value: label for permission, label in SECTION_LABELS.items()}
_LOOKS = (Event.RECORD_SEEN, Event.ACCESS_REFUSED)


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One line in words; `tone` is that of its basis."""

    at: datetime
    act: str
    section: str
    basis: str
    tone: str
    permitted: bool
    patient: str


def shown(line: WatchedLine, patient: str = "") -> ShownLine:
    """Put a line into words."""
    return ShownLine(
        at=line.at,
        act=_act(line),
        section=section_of(line),
        basis=str(BASES[line.basis]) if line.basis else "",
        tone=TONES.get(line.basis, "plain") if line.basis else "plain",
        permitted=line.permitted,
        patient=patient,
    )


def _act(line: WatchedLine) -> str:
    by_section = _ACTS_BY_SECTION.get(line.section or "")
    return str(by_section or ACTS.get(line.event) or _("Something else"))


def section_of(line: WatchedLine) -> str:
    """Return the section a look was at; empty for an act that is no look."""
    if line.event not in _LOOKS or line.section is None:
        return ""
    return str(_SECTIONS.get(line.section, ""))
