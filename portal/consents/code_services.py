"""A yes by code: shown at the desk, read aloud, scratched from a card, or witnessed.

Every try is counted by its caller before the comparison (see `portal.clinic`); a code is
used up by one guarded UPDATE, so that of many at once one counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.consents import codes, rules
from portal.consents.kinds import DESK_CODE_LIVES, SCRATCH_CODES
from portal.consents.request_models import (
    AccessRequest,
    DeskCode,
    DeskCodeSection,
    KeyCard,
    ScratchCode,
)
from portal.consents.sections import Section, in_order
from portal.consents.services import Owner
from portal.kernel import clock
from portal.kernel.db import separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.models import Person


def make_desk_code(
    owner: Owner,
    sections: Iterable[Section],
    *,
    by: Actor,
    basis: Basis,
    child_assented: bool | None = None,
    code_id: UUID | None = None,
) -> str | None:
    """Make a code for the desk and return it, the only time it can be read.

    An earlier unused code of the same record dies. A form brings its `code_id`: sent again,
    it makes no second code, and the first is not shown again (None). Raise RuleBroken when
    nothing is chosen or a child of 7 or more was not asked.
    """
    now, chosen = clock.now(), in_order(sections)
    if not chosen:
        raise RuleBroken(_("Choose at least one part"), "sections")
    if rules.needs_assent(owner.born, clock.today()) and not child_assented:
        raise RuleBroken(_("From 7 on, the child must be asked and say yes too"), "child_assented")
    session.execute(sa.select(Person.id).where(Person.id == owner.id).with_for_update())
    if code_id is not None and session.get(DeskCode, code_id) is not None:
        return None
    session.execute(
        sa.update(DeskCode)
        .where(
            DeskCode.person_id == owner.id,
            DeskCode.used_at.is_(None),
            DeskCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    code, code_id = codes.new_code(codes.DESK_LENGTH), code_id or uuid4()
    assert by.person_id is not None
    assert by.account_id is not None
    session.add(
        DeskCode(
            id=code_id,
            code_mac=codes.desk_mac(code),
            person_id=owner.id,
            made_by_person_id=by.person_id,
            made_by_account_id=by.account_id,
            child_assented=child_assented,
            made_at=now,
            expires_at=now + DESK_CODE_LIVES,
        )
    )
    session.flush()  # the sections point at the code
    session.add_all(DeskCodeSection(desk_code_id=code_id, section=part) for part in chosen)
    _record(Event.SHARING_CODE_MADE, owner.id, by, f"desk_code:{code_id}", basis)
    return code


@dataclass(frozen=True, kw_only=True)
class UsedDeskCode:
    """What a desk code opened when it was used up."""

    person_id: UUID
    made_by_person_id: UUID
    child_assented: bool | None
    sections: tuple[Section, ...]


def use_desk_code(code: str, staff_id: UUID) -> UsedDeskCode | None:
    """Use up a code; None when it is wrong, used, replaced or too old."""
    now = clock.now()
    used = session.connection().execute(
        sa.update(DeskCode)
        .where(
            DeskCode.code_mac == codes.desk_mac(code),
            DeskCode.used_at.is_(None),
            DeskCode.replaced_at.is_(None),
            DeskCode.expires_at > now,
        )
        .values(used_at=now, used_by=staff_id)
        .returning(
            DeskCode.id, DeskCode.person_id, DeskCode.made_by_person_id, DeskCode.child_assented
        )
    )
    row = used.one_or_none()
    if row is None:
        return None
    sections = session.scalars(
        sa.select(DeskCodeSection.section).where(DeskCodeSection.desk_code_id == row.id)
    )
    return UsedDeskCode(
        person_id=row.person_id,
        made_by_person_id=row.made_by_person_id,
        child_assented=row.child_assented,
        sections=in_order(sections),
    )


def give_read_aloud_code(request_id: UUID, lives_until: datetime, *, recipient_id: UUID) -> str:
    """Give a waiting request a code to be sent to one person's phone; return it once."""
    code = codes.new_digits(codes.READ_ALOUD_LENGTH)
    session.execute(
        sa.update(AccessRequest)
        .where(AccessRequest.id == request_id, AccessRequest.answer.is_(None))
        .values(
            code_mac=codes.read_aloud_mac(request_id, code),
            code_expires_at=lives_until,
            tries=0,
            recipient_id=recipient_id,
        )
    )
    return code


@dataclass(frozen=True, kw_only=True)
class ReadAloud:
    """A code that was read aloud as it was sent, and the person it was sent to."""

    recipient_id: UUID | None


def read_aloud(request_id: UUID, staff_id: UUID, code: str) -> ReadAloud | None:
    """Compare a code read aloud; None when it is wrong. Five tries, counted beforehand."""
    with separate_transaction() as connection:
        counted = connection.execute(
            sa.update(AccessRequest)
            .where(
                AccessRequest.id == request_id,
                AccessRequest.staff_id == staff_id,
                AccessRequest.answer.is_(None),
                AccessRequest.code_expires_at > clock.now(),
                AccessRequest.tries < codes.TRIES,
            )
            .values(tries=AccessRequest.tries + 1)
            .returning(AccessRequest.code_mac, AccessRequest.recipient_id)
        ).one_or_none()
    if counted is None or counted.code_mac != codes.read_aloud_mac(request_id, code):
        return None
    return ReadAloud(recipient_id=counted.recipient_id)


@dataclass(frozen=True, kw_only=True)
class PrintedCard:
    """A card as it leaves the printer, the only time its codes can be read."""

    card_number: str
    codes: Sequence[str]


def issue_key_card(person_id: UUID, *, by: Actor) -> PrintedCard:
    """Make a new card for a person; an earlier card opens nothing any more."""
    now, card_id = clock.now(), uuid4()
    session.execute(
        sa.update(KeyCard)
        .where(KeyCard.person_id == person_id, KeyCard.replaced_at.is_(None))
        .values(replaced_at=now)
    )
    card_number = codes.new_code(8)
    session.add(
        KeyCard(
            id=card_id,
            person_id=person_id,
            card_number=card_number,
            issued_at=now,
            issued_by=by.name or "",
            issued_by_staff=by.staff_id,
        )
    )
    session.flush()  # the codes point at the card
    printed = [codes.new_code(codes.SCRATCH_LENGTH) for _each in range(SCRATCH_CODES)]
    session.add_all(
        ScratchCode(card_id=card_id, position=position, code_mac=codes.scratch_mac(card_id, code))
        for position, code in enumerate(printed, start=1)
    )
    _record(Event.KEY_CARD_ISSUED, person_id, by, f"key_card:{card_id}")
    return PrintedCard(card_number=card_number, codes=printed)


def use_scratch_code(person_id: UUID, code: str, staff_id: UUID) -> bool:
    """Use up one code of a person's card in force; say whether it was right.

    To whoever printed the card every code is wrong.
    """
    card_id = session.scalar(
        sa.select(KeyCard.id).where(
            KeyCard.person_id == person_id,
            KeyCard.replaced_at.is_(None),
            sa.or_(KeyCard.issued_by_staff.is_(None), KeyCard.issued_by_staff != staff_id),
        )
    )
    if card_id is None:
        return False
    used = session.connection().execute(
        sa.update(ScratchCode)
        .where(
            ScratchCode.card_id == card_id,
            ScratchCode.code_mac == codes.scratch_mac(card_id, code),
            ScratchCode.used_at.is_(None),
        )
        .values(used_at=clock.now(), used_by=staff_id)
    )
    return used.rowcount == 1


def _record(
    event: Event, person_id: UUID, by: Actor, reference: str, basis: Basis | None = None
) -> None:
    trail.record(
        Line(
            event=event, about=person_id, by=by, basis=basis, section="share", object_ref=reference
        )
    )
