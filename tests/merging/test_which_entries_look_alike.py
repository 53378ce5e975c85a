"""Pairs by number, by name and mother, and of newborns without a name; bounded by commune."""

import pytest
from flask import Flask

from portal.kernel.db import session
from portal.merging.duplicates import PAGE_PAIRS, Pair, Reason, pair_of, pairs_in
from portal.merging.refusals import Facts, sentences
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier
from tests import cast
from tests.cast import Member
from tests.merging.register import a_twin_entry, ask, at_the_desk

HERE, ELSEWHERE = "Xã Đồng Sen", "Xã Nà Hoa"


def reasons(commune: str = HERE) -> list[Reason]:
    session.commit()
    return [pair.reason for pair in pairs_in(commune).pairs]


def an_old_number(member: Member, value: str) -> None:
    system = IdentifierSystem.PERSONAL_ID
    session.add(
        Identifier(
            person_id=member.person_id,
            system=system,
            value=value,
            value_index=identifier_index(system, value),
            active=False,
            **cast.RECORDED,
        )
    )


def test_a_number_one_has_and_the_other_had_makes_a_pair(app: Flask) -> None:
    hung, men = cast.hung(), cast.men()
    cast.a_household(hung)
    an_old_number(men, hung.personal_id)

    assert reasons() == [Reason.NUMBER]


@pytest.mark.parametrize(
    ("commune", "shown_here", "shown_there"),
    [(HERE, 1, 0), (ELSEWHERE, 0, 0), (None, 1, 0)],
    ids=["both here", "one of another commune", "one in no household"],
)
def test_a_pair_is_the_desks_whose_commune_it_is(
    app: Flask, commune: str | None, shown_here: int, shown_there: int
) -> None:
    one, other = a_twin_entry(), a_twin_entry()
    cast.a_household(one)
    if commune is not None:
        cast.a_household(other, commune=commune)

    assert len(reasons(HERE)) == shown_here
    assert len(reasons(ELSEWHERE)) == shown_there
    assert (pair_of(one.person_id, other.person_id, HERE) is not None) == bool(shown_here)
    assert pair_of(one.person_id, other.person_id, ELSEWHERE) is None


def test_pairs_come_in_pages_and_none_is_lost(app: Flask) -> None:
    for turn in range(PAGE_PAIRS + 4):
        twins = [a_twin_entry(f"Lò Thị {chr(65 + turn)}") for _entry in range(2)]
        cast.a_household(*twins)
    session.commit()

    seen: set[Pair] = set()
    page = pairs_in(HERE)
    seen |= set(page.pairs)
    assert page.after is not None
    page = pairs_in(HERE, page.after)
    seen |= set(page.pairs)

    assert page.after is None
    assert len(seen) == PAGE_PAIRS + 4


@pytest.mark.parametrize("fact", sorted(Facts.__dataclass_fields__))
def test_each_fact_against_a_merge_has_a_sentence(fact: str) -> None:
    assert len(sentences(Facts(**{fact: True}))) == 1


def test_nothing_against_it_says_nothing() -> None:
    assert sentences(Facts()) == []


def test_the_queue_of_the_commune_lists_a_merge_and_no_other_does(app: Flask) -> None:
    kept, merged = a_twin_entry(personal_id="999190000111"), a_twin_entry()
    cast.a_household(kept)
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)

    assert path in at_the_desk(app, cast.dung()).get("/oversight/waiting").text
    elsewhere = at_the_desk(app, cast.elsewhere())
    assert path not in elsewhere.get("/oversight/waiting").text
