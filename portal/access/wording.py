"""One look in plain words: who, from where, what, and on which basis."""

from collections.abc import Mapping
from uuid import UUID

from portal.access.deeds import deed_of, part_of
from portal.access.gate import Subject
from portal.access.looks import Look
from portal.access.names import Named
from portal.access.queries import Line
from portal.audit.events import Basis, Event
from portal.consents.kinds import GrantedAs
from portal.kernel import clock
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.address import Avatar, avatar, called
from portal.people.kinds import Sex, TieKind

RELATIVES = {
    TieKind.MOTHER: _l("Mother"),
    TieKind.FATHER: _l("Father"),
    TieKind.CAREGIVER: _l("Main caregiver"),
    TieKind.GUARDIAN: _l("Guardian"),
}
_TONES = {
    Basis.SELF: ("plain", "person"),
    Basis.REPRESENTATIVE: ("plain", "people"),
    Basis.CONSENT: ("ok", ""),
    Basis.EMERGENCY: ("bad", ""),
    Basis.SYSTEM: ("plain", ""),
    Basis.DESK: ("plain", ""),
}
_JUDGING = (Event.EMERGENCY_REVIEWED, Event.STAFF_SEEN)
Names = Mapping[UUID, Named]


def name_of(subject: Subject) -> str:
    """Return how the person is called, fit to begin a sentence: "Bà Mến"."""
    name = called(subject.full_name, subject.born, subject.sex, clock.today(), current_language())
    return name[:1].upper() + name[1:]


def who(line: Line, subject: Subject, *, by_machine: bool) -> str:
    if by_machine:
        return line.organisation or line.actor_name or _("Data sent by a health facility")
    if line.actor_person_id == subject.id:
        return _("%(name)s (own look)", name=name_of(subject))
    return line.actor_name or _("Somebody without a name")


def face(line: Line, *, by_machine: bool) -> str:
    if by_machine:
        return "machine"
    if line.staff_id is not None:
        return "staff_woman" if line.staff_sex is Sex.FEMALE else "staff_man"
    if line.actor_sex is None or line.actor_born is None:
        return "person"
    kind = avatar(line.actor_born, line.actor_sex, clock.today())
    return "staff_man" if kind is Avatar.CLINICIAN else kind.value


def place(line: Line, *, by_machine: bool) -> str:
    """Return the tie of a relative, or where somebody works; a machine is named by it."""
    if by_machine:
        return ""
    if line.tie is TieKind.CAREGIVER and line.tie_words:
        return line.tie_words
    if line.tie is not None:
        return str(RELATIVES[line.tie])
    if line.represents_as is not None:
        return line.represents_as.label
    return line.organisation or ""


def what(look: Look, names: Names) -> str:
    """Say what was looked at, and what was done, each once, in the order of the visit."""
    if look.by_machine and look.newest.event is Event.RECORD_IMPORTED:
        return _("Wrote into the record")
    seen: dict[str, None] = {}
    tried: dict[str, None] = {}
    done: dict[str, None] = {}
    for line in reversed(look.lines):
        deed = deed_of(line, names)
        if line.event is Event.ACCESS_REFUSED:
            tried[deed or part_of(line)] = None
        elif deed:
            done[deed] = None
        else:
            seen[part_of(line)] = None
    sentences = []
    if seen:
        sentences.append(_("Looked at: %(what)s", what=", ".join(seen)))
    if tried:
        sentences.append(_("Tried to open: %(what)s", what=", ".join(tried)))
    if done:
        sentences.append(_("Did: %(what)s", what=", ".join(done)))
    return ". ".join(sentences)


def tag(look: Look, subject: Subject, names: Names) -> tuple[str, str, str]:
    """Return the words of the basis, their tone and drawing."""
    line = look.newest
    if not line.permitted:
        return (_("Was not let in"), "cannot", "")
    if line.basis is None or all(one.event in _JUDGING for one in look.lines):
        if line.staff_id is not None:
            return (_("Did not see the record"), "plain", "")
        return (_("Basis not recorded"), "warn", "")
    tone, icon = _TONES[line.basis]
    label = _agreed(look, subject, names) if line.basis is Basis.CONSENT else line.basis.label
    return (label, tone, icon)


def _agreed(look: Look, subject: Subject, names: Names) -> str:
    """Say who gave the consent a look rests on."""
    grounds = (names.get(line.consent) for line in look.lines if line.consent)
    given = next((ground.granted_as for ground in grounds if ground), None)
    if given is GrantedAs.REPRESENTATIVE:
        return _("The representative agreed")
    if given is GrantedAs.WITNESSED:
        return _("%(name)s agreed at the counter", name=name_of(subject))
    return _("%(name)s agreed", name=name_of(subject))
