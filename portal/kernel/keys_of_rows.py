"""Keys of the rows there are many of: people, households, doses, visits, accounts, charges."""

from uuid import UUID

import uuid_utils.compat


def new_key() -> UUID:
    """Return a key that sorts by the moment it was made (UUID version 7, RFC 9562 section 5.7).

    Rows that came together, as a commune's do, so lie together in every index that begins with
    them; a key of mere chance would lie on a page of its own (docs/adr/0017). It tells when a
    row was made, to the millisecond, and is no secret: what must not be guessed has a token.
    """
    return uuid_utils.compat.uuid7()
