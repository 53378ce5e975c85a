"""One resident in words, and what can be done for them from here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from portal.access.residents import Resident
from portal.desk import queries
from portal.desk.blueprint import address_of
from portal.issuing import states
from portal.issuing.states import HowFar
from portal.kernel import clock, formats
from portal.kernel.db import reads
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.kinds import IdentifierSystem
from portal.representation import lines as relations
from portal.representation.lines import RepresentationLine, Side
from portal.representation.rules import State
from portal.resets import queries as reset_queries
from portal.resets.counter.person_line import line_of
from portal.sharing import words


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that can be done; `sends` where a press does it, else a page opens."""

    label: str
    url: str
    icon: str
    sends: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a list: a name, what is said of it, and its page."""

    title: str
    meta: str
    url: str | None


@dataclass(frozen=True, kw_only=True)
class ResidentPage:
    """Everything of the page; there are no deeds for somebody who has died."""

    about: str
    born: str
    sex: str
    village: str
    numbers: str
    phones: str
    account: HowFar
    stands: str
    reset: Row | None
    household: Sequence[Row]
    acted_by: Sequence[Row]
    acts_for: Sequence[Row]
    account_deeds: Sequence[Deed]
    register_deeds: Sequence[Deed]
    representatives_url: str | None


def page_of(resident: Resident) -> ResidentPage:
    """Put a resident into words."""
    account = states.state_of(resident.id)
    mates = queries.housemates(resident.household_id, resident.id)
    phones = queries.phone_tails(resident.id)
    return ResidentPage(
        about=line_of(resident).about,
        born=formats.partial_day(resident.born, language=current_language()),
        sex=resident.sex.label.capitalize(),
        village=resident.village or _("Not recorded"),
        numbers=", ".join(_numbers(resident.id)) or _("Not recorded"),
        phones=", ".join(f"…{tail}" for tail in phones) or _("Not recorded"),
        account=account,
        stands=_stands(resident.id),
        reset=_reset(resident.id),
        household=[_housemate(mate) for mate in mates],
        acted_by=[
            _acts(one, one.representative)
            for one in in_force(relations.representatives_of(resident.id))
        ],
        acts_for=[
            _acts(one, one.person) for one in in_force(relations.represented_by(resident.id))
        ],
        account_deeds=() if resident.is_dead else tuple(_account_deeds(resident, account)),
        register_deeds=tuple(_register_deeds(resident)),
        representatives_url=address_of("desk.representatives", person_id=resident.id),
    )


def _numbers(person_id: UUID) -> Iterator[str]:
    for number in queries.numbers_of(person_id):
        if number.system is IdentifierSystem.PERSONAL_ID:
            yield f"…{number.tail}"
        else:
            yield _("station's code …%(tail)s", tail=number.tail)


def _stands(person_id: UUID) -> str:
    """Say what stands against the account now; empty for nothing."""
    found = queries.account_stands(reads(), person_id)
    if found is None:
        return ""
    if found.is_frozen:
        return _("Somebody said the new phone was not asked for. Nobody signs in for now.")
    if found.is_held(clock.now()) and found.held_until is not None:
        until = formats.moment(found.held_until, language=current_language())
        return _("A new phone. Until %(until)s it only views.", until=until)
    return ""


def _reset(person_id: UUID) -> Row | None:
    running = reset_queries.running_of(person_id)
    if running is None:
        return None
    return Row(
        title=_("The account is being reissued"),
        meta=running.state_at(clock.now()).label,
        url=address_of("resets.reset", reset_id=running.id),
    )


def _housemate(mate: queries.Housemate) -> Row:
    return Row(
        title=mate.full_name,
        meta=_("born %(year)s", year=mate.birth_year),
        url=url_for("desk.resident", person_id=mate.id),
    )


def in_force(lines: Iterable[RepresentationLine]) -> Iterator[RepresentationLine]:
    """Leave out what is over."""
    now = clock.now()
    return (line for line in lines if line.state(now) is State.HOLDS)


def _acts(line: RepresentationLine, other: Side) -> Row:
    return Row(title=other.full_name, meta=until_when(line), url=None)


def until_when(line: RepresentationLine) -> str:
    """Say on which ground somebody acts, and until when."""
    if line.ends_at is None:
        return _("%(kind)s, until the 18th birthday", kind=line.kind.label)
    day = formats.day(words.last_day(line.ends_at), language=current_language())
    return _("%(kind)s, until %(day)s", kind=line.kind.label, day=day)


def _account_deeds(resident: Resident, account: HowFar) -> Iterator[Deed]:
    if account.can_be_opened:
        yield from _deed(_("Open an account"), "issuing.open_account", resident, "plus", sends=True)
    elif account.state is not states.AccountState.NONE:
        yield from _deed(_("Reissue an account"), "resets.ask", resident, "key")
    if account.can_be_opened or account.state is not states.AccountState.NONE:
        yield from _deed(_("Sign-in slip"), "issuing.ask_person", resident, "print", sends=True)


def _register_deeds(resident: Resident) -> Iterator[Deed]:
    if not resident.is_dead:
        systems = {number.system for number in queries.numbers_of(resident.id)}
        yield from _deed(_("Print a key card"), "desk.key_card", resident, "print")
        if IdentifierSystem.PERSONAL_ID not in systems:
            yield from _deed(_("Record the identity number"), "merging.number", resident, "edit")
    label = _("Take the death back") if resident.is_dead else _("Record a death")
    yield from _deed(label, "merging.death", resident, "edit")


def _deed(
    label: str, endpoint: str, resident: Resident, icon: str, *, sends: bool = False
) -> Iterator[Deed]:
    url = address_of(endpoint, person_id=resident.id)
    if url:
        yield Deed(label=label, url=url, icon=icon, sends=sends)
