"""Asking for a reset at the counter: the first of the two people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.access.residents import Resident
from portal.accounts.limits import DAY, Bucket
from portal.accounts.models import Account
from portal.accounts.signed_in import config
from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.mobile import Mobile
from portal.resets import card, lines, queries, questions, rules, standing, tries
from portal.resets.lapsing import lapse
from portal.resets.models import AccountReset, Proof, Reason
from portal.resets.questions import Fact
from portal.resets.rules import Hindrance
from portal.resets.states import State
from portal.resets.vouchers import vouchers_for
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What was typed at the counter: how the person proved who they are, why, and where to."""

    proof: Proof
    reason: Reason
    mobile: Mobile
    issued_on: date | None = field(default=None, repr=False)
    voucher_id: UUID | None = None
    said: Mapping[Fact, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class _Proven:
    card_matched: bool | None = None
    answers_right: int | None = None


@dataclass(frozen=True, kw_only=True)
class AccountState:
    """The account a reset would be of."""

    id: UUID
    is_suspended: bool
    is_frozen: bool


_ACCOUNT = sa.select(
    Account.id,
    Account.suspended_at.is_not(None).label("is_suspended"),
    Account.frozen_at.is_not(None).label("is_frozen"),
).where(Account.person_id == sa.bindparam("person_id"))


def account_of(person_id: UUID) -> AccountState | None:
    """Return the account of a person, if they have one."""
    row = reads().execute(_ACCOUNT, {"person_id": person_id}).one_or_none()
    return AccountState(**row._mapping) if row else None


def obstacle(resident: Resident, by: SignedInStaff) -> str | None:
    """Return the sentence that says why no reset can be asked for now; None when one can."""
    account = account_of(resident.id)
    if resident.is_dead:
        return _("This person has died. The account stays closed")
    if account is None:
        return _("This person has no account yet. Issue a new one instead")
    if account.is_suspended:
        return _("This account is closed")
    if queries.running_of(resident.id) is not None or account.is_frozen:
        return _("A reset of this account is under way already")
    hindrance = rules.hinders_asking(standing.to_person(by, resident.id))
    return hindrance.sentence if hindrance else None


def ask(resident: Resident, claim: Claim, *, by: SignedInStaff) -> UUID:
    """Ask for a reset and return its id; raise RuleBroken."""
    _check(resident, claim, by)
    proven = _prove(resident.id, claim)
    now, account = clock.now(), account_of(resident.id)
    connection = session.connection()
    standing.one_at_a_time(connection, by.staff_id)
    if standing.count(connection, standing.ASKED, by.staff_id, now - DAY) >= rules.ASKED_A_DAY:
        raise RuleBroken(Hindrance.TOO_MANY.sentence)
    lapse(AccountReset.person_id == resident.id)
    if account is None:
        raise RuleBroken(_("This person has no account yet. Issue a new one instead"))
    reset = _reset(resident, account.id, claim, proven, by, now)
    try:
        with session.begin_nested():  # a colleague may ask for the same person at this moment
            session.add(reset)
    except IntegrityError as taken:
        raise RuleBroken(_("A reset of this account is under way already")) from taken
    lines.record(Event.RESET_ASKED, reset.id, resident.id, by)
    return reset.id


def _check(resident: Resident, claim: Claim, by: SignedInStaff) -> None:
    if found := obstacle(resident, by):
        raise RuleBroken(found)
    stands = standing.to_person(by, resident.id, claim.mobile.index)
    if hindrance := rules.hinders_asking(stands):
        raise RuleBroken(hindrance.sentence, "phone")
    if claim.proof is not Proof.VOUCHED:
        return
    if claim.voucher_id not in {voucher.id for voucher in vouchers_for(resident, by)}:
        raise RuleBroken(_("Choose who vouches for the person"), "voucher")
    if standing.has_number(claim.voucher_id, claim.mobile.index):
        raise RuleBroken(Hindrance.OWN_NUMBER.sentence, "phone")


def _prove(person_id: UUID, claim: Claim) -> _Proven:
    """Compare what can be compared, before the transaction begins: wrong tries stay counted."""
    if claim.proof is Proof.CARD and claim.issued_on is not None:
        return _Proven(card_matched=card.compare(person_id, claim.issued_on))
    if claim.proof is Proof.QUESTIONS:
        return _Proven(answers_right=_answered(person_id, claim.said))
    return _Proven()


def _answered(person_id: UUID, said: Mapping[Fact, str]) -> int:
    asked = questions.questions_for(person_id)
    if len(asked) < questions.ASKED:
        raise RuleBroken(_("Not enough is on file to ask. The person must come, or be visited"))
    if tries.take(Bucket.RESET_ANSWERS, person_id, rules.ANSWER_TRIES_A_DAY) is None:
        raise RuleBroken(_("Too many tries today. The person must come, or be visited"))
    right = questions.count_right(asked, said)
    if right < questions.ASKED:
        raise RuleBroken(_("Not all three answers are right. Nothing was changed"))
    return right


def _reset(
    resident: Resident,
    account_id: UUID,
    claim: Claim,
    proven: _Proven,
    by: SignedInStaff,
    now: datetime,
) -> AccountReset:
    vouched = claim.proof is Proof.VOUCHED
    return AccountReset(
        person_id=resident.id,
        account_id=account_id,
        commune=resident.commune,
        state=State.WAITS_FOR_VOUCHER if vouched else State.ASKED,
        proof=claim.proof,
        reason=claim.reason,
        card_matched=proven.card_matched,
        answers_right=proven.answers_right,
        new_number=claim.mobile.number,
        new_number_index=claim.mobile.index,
        requested_by=by.staff_id,
        requested_at=now,
        expires_at=now + config().lifetimes.reset_request,
        voucher_id=claim.voucher_id if vouched else None,
    )
