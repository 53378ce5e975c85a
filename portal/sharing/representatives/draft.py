"""Whom a resident is about to name, carried from page to page in the address, sealed."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from uuid import UUID

from portal.access.policy import Scope
from portal.kernel import crypto
from portal.representation.rules import Term

LONGEST = 1000


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Choices so far; only a page that has checked the person seals a draft of them."""

    representative_id: UUID
    scopes: tuple[Scope, ...] = ()
    term: Term | None = None


def seal(naming: Naming, *, person_id: UUID) -> str:
    """Return the draft as one part of an address; it opens for this person only."""
    values = [naming.representative_id.hex, list(naming.scopes), naming.term]
    sealed = crypto.seal(_place(person_id), json.dumps(values, separators=(",", ":")))
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(text: str, *, person_id: UUID) -> Naming | None:
    """Return the draft of an address; None when it is not ours, or another person's."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        who, scopes, term = json.loads(crypto.unseal(_place(person_id), sealed))
        return Naming(
            representative_id=UUID(who),
            scopes=tuple(Scope(scope) for scope in scopes),
            term=Term(term) if term else None,
        )
    except (crypto.SealBroken, NotBase64, ValueError, TypeError):
        return None


def _place(person_id: UUID) -> str:
    return f"naming draft of {person_id}"
