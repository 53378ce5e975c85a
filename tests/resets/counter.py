"""What staff do at the counter, walked through in browsers."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import database, session
from portal.people.models import Administrative
from portal.resets.models import AccountReset
from portal.resets.states import State
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient, a_browser

ISSUED_ON = date(2022, 8, 14)
BY_CARD = {
    "proof": "card",
    "issued_on": "14/08/2022",
    "reason": "lost_phone",
    "phone": "0900 000 777",
    "rang": "y",
}


def english(app: Flask, member: StaffCast) -> InspectingClient:
    """Return a browser of its own with a member of staff signed in, in English."""
    client = cast.sign_in_staff(a_browser(app), member)
    client.set_cookie("language", "en")
    return client


def part_a(person: Member, **facts: object) -> None:
    """Put facts of part A on file, the day of issue of the card among them."""
    session.add(
        Administrative(
            person_id=person.person_id,
            content_hash=b"tests",
            **{"id_issued_on": ISSUED_ON, **facts},  # type: ignore[arg-type]  # columns by name
            **cast.RECORDED,
        )
    )


def ask_path(person: Member) -> str:
    return f"/desk/people/{person.person_id}/reset"


def reset_id_of(person: Member) -> UUID:
    """Return the newest reset of a person, read anew."""
    with database().engine.connect() as connection:
        return connection.execute(
            sa.select(AccountReset.id)
            .where(AccountReset.person_id == person.person_id)
            .order_by(AccountReset.requested_at.desc())
            .limit(1)
        ).scalar_one()


def state_of(person: Member) -> State:
    """Return where the newest reset of a person stands, read anew."""
    with database().engine.connect() as connection:
        return State(
            connection.execute(
                sa.select(AccountReset.state).where(AccountReset.id == reset_id_of(person))
            ).scalar_one()
        )


def ask(client: InspectingClient, person: Member, **fields: str) -> UUID:
    """Ask for a reset as the form does, and return it."""
    answer = client.submit(ask_path(person), {**BY_CARD, **fields})
    assert answer.status_code == 303, answer.text
    return reset_id_of(person)


def allow(client: InspectingClient, reset_id: UUID) -> int:
    """Allow a reset; return the status of the answer."""
    answer = client.submit(
        f"/desk/resets/{reset_id}/decision",
        {"ground": "saw_person"},
        to=f"/desk/resets/{reset_id}/allowance",
    )
    return answer.status_code


def allow_directly(client: InspectingClient, reset_id: UUID) -> int:
    """Send the form without its page, as somebody would who wants to get past it."""
    answer = client.submit(
        f"/desk/resets/{reset_id}",
        {"ground": "saw_person"},
        to=f"/desk/resets/{reset_id}/allowance",
    )
    return answer.status_code
