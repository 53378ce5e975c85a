"""How a patient is written where nobody may read a name (product.md, section 1: auditor)."""

import base64
from uuid import UUID

from portal.kernel import crypto

LETTERS = 8


def pseudonym(person_id: UUID) -> str:
    """Return the same eight letters for the same person, which nobody can turn back."""
    mark = crypto.mac("auditors-pseudonym", str(person_id))
    return "NB-" + base64.b32encode(mark).decode()[:LETTERS]
