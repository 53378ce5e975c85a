"""The pages a resident reads, and how many statements each may send."""

from uuid import UUID

from tests.cast import Member


def of_a_resident(member: Member, visit: UUID) -> dict[str, int]:
    """Return every page of the product's budget: address and most statements.

    Each counts from the cookie on: session 1, gate 1, line of the log 1, content.
    """
    about = f"/people/{member.person_id}"
    return {
        "/home": 8,
        f"{about}/record": 8,
        f"{about}/immunisations": 6,
        f"{about}/visits": 6,
        f"/visits/{visit}": 6,
        f"{about}/results": 6,
        f"{about}/measurements/pressure": 6,
        f"{about}/measurements/weight": 6,
        f"{about}/measurements/glucose": 6,
        f"{about}/measurements/growth": 6,
        f"{about}/access": 6,
        f"{about}/sharing": 8,
        f"{about}/sharing/over": 6,
        "/account": 6,
    }
