"""What a case may be about: a closed set of references, never free text from an address.

A reference is a part of the form ("A", "B3", "C"), a row ("dose:<uuid>", "visit:<uuid>",
"result:<number>") or a line of the log ("look:<number>"). What a page says about it
comes from here and from the database.

In an address, "absent:" stands before the visit's id or the line's number when the person
says that they were not there; what is kept is the reference itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.cases.models import CaseKind
from portal.kernel.i18n import lazy_gettext as _l

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REFERENCE = re.compile(
    rf"(?:(?P<part>A|B[1-8]|C)|(?P<row>dose|visit):(?P<uuid>{_UUID})"
    r"|(?P<line>result|look):(?P<number>[1-9][0-9]{0,17}))",
    re.ASCII,
)
_ABSENT = re.compile(rf"absent:(?:(?P<uuid>{_UUID})|(?P<number>[1-9][0-9]{{0,17}}))", re.ASCII)


class Topic(StrEnum):
    """The kinds of things a case can be about."""

    A = "A"
    B1 = "B1"
    B2 = "B2"
    B3 = "B3"
    B4 = "B4"
    B5 = "B5"
    B6 = "B6"
    B7 = "B7"
    B8 = "B8"
    C = "C"
    DOSE = "dose"
    VISIT = "visit"
    RESULT = "result"
    LOOK = "look"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS: Mapping[Topic, str] = {
    Topic.A: _l("A. Administrative information"),
    Topic.B1: _l("B1. Condition at birth"),
    Topic.B2: _l("B2. Risk factors"),
    Topic.B3: _l("B3. Allergies and illnesses"),
    Topic.B4: _l("B4. Disability"),
    Topic.B5: _l("B5. Operations"),
    Topic.B6: _l("B6. Illness in the family"),
    Topic.B7: _l("B7. Reproductive health"),
    Topic.B8: _l("B8. Other problems"),
    Topic.C: _l("C. Immunisation"),
    Topic.DOSE: _l("An immunisation"),
    Topic.VISIT: _l("A visit"),
    Topic.RESULT: _l("A test result"),
    Topic.LOOK: _l("Somebody who looked at the record"),
}

# What a person writes about these may itself be a fact kept from a representative; a look
# somebody finds strange may have been the representative's own.
PRIVATE = frozenset(
    {
        Topic.B2,
        Topic.B3,
        Topic.B5,
        Topic.B6,
        Topic.B7,
        Topic.B8,
        Topic.VISIT,
        Topic.RESULT,
        Topic.LOOK,
    }
)


@dataclass(frozen=True, slots=True)
class CaseSubject:
    """One checked reference; `was_absent` says that the person denies the visit."""

    reference: str
    topic: Topic
    was_absent: bool = False

    @property
    def address(self) -> str:
        """The reference as addresses write it."""
        return f"absent:{self._name}" if self.was_absent else self.reference

    @property
    def kind(self) -> CaseKind:
        """Which case a report about this opens."""
        if self.was_absent:
            return CaseKind.NOT_MY_VISIT
        return CaseKind.UNKNOWN_VIEWER if self.topic is Topic.LOOK else CaseKind.WRONG_FACT

    @property
    def line(self) -> int | None:
        """The line of the log, when the case is about a look."""
        return int(self._name) if self.topic is Topic.LOOK else None

    @property
    def visit(self) -> UUID | None:
        """The visit, when the case is about one."""
        return UUID(self._name) if self.topic is Topic.VISIT else None

    @property
    def is_private(self) -> bool:
        return self.topic in PRIVATE

    @property
    def _name(self) -> str:
        return self.reference.partition(":")[2]


def parse(reference: str) -> CaseSubject | None:
    """Read a reference; None for anything outside the closed set."""
    denied = _ABSENT.fullmatch(reference)
    if denied is not None:
        topic = Topic.VISIT if denied["uuid"] else Topic.LOOK
        name = denied["uuid"] or denied["number"]
        return CaseSubject(f"{topic}:{name}", topic, was_absent=True)
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    return CaseSubject(reference, Topic(found["part"] or found["row"] or found["line"]))
