"""The exact words a resident agrees to.

The page shows these sentences and nothing else as the consent; the text, its SHA-256 and
the version of the sentences are kept with the yes (NĐ 356/2025, article 6: consent must
be verifiable). A change of a sentence is a new VERSION.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from portal.consents.kinds import Purpose
from portal.consents.sections import Section
from portal.kernel.i18n import gettext as _

VERSION = "2026-11"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One finished consent text: sentences for the page, and the whole for the record."""

    who: str
    sections: str
    purpose: str
    until: str
    promises: Sequence[str]

    @property
    def text(self) -> str:
        """The text as it is hashed and kept."""
        return "\n".join((self.who, self.sections, self.purpose, self.until, *self.promises))

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(f"{VERSION}\n{self.text}".encode()).digest()

    @property
    def fingerprint(self) -> str:
        """The hash as a form carries it: agreed is what was shown."""
        return self.hash.hex()


def wording(
    *, grantee: str, owner: str, sections: Sequence[Section], purpose: Purpose, until: str
) -> Wording:
    """Write the consent in the language of the request.

    `grantee` is a person with workplace or a facility, `owner` whose record it is, `until`
    the end in words.
    """
    parts = "; ".join(section.label for section in sections)
    return Wording(
        who=_(
            "I ask that %(grantee)s may see the health record of %(owner)s.",
            grantee=grantee,
            owner=owner,
        ),
        sections=_("Parts: %(parts)s.", parts=parts),
        purpose=_("What for: %(purpose)s.", purpose=purpose.label),
        until=_("Until: %(until)s.", until=until),
        promises=promises(),
    )


def promises() -> Sequence[str]:
    """Return what is promised to everybody who says yes."""
    return (
        _("They can only view and add, not change, and not pass anything on."),
        _("Every view is written down."),
        _("Sharing can be stopped at any time."),
        _("Saying no does not affect care."),
    )
