"""The preview says of these two entries what moves and what stays, before anything is done."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from portal.kernel.partial_date import PartialDate
from portal.merging.entries import Entry
from portal.merging.outcomes import outcomes
from portal.people.kinds import Sex

BARE = Entry(
    id=uuid4(),
    full_name="Lò Thị Hai",
    sex=Sex.FEMALE,
    born=PartialDate(date(1990, 5, 6)),
    is_dead=False,
    merged_into=None,
    commune=None,
    village=None,
    id_tail=None,
    phone_tails=(),
    has_account=False,
)
HOME = replace(BARE, commune="Xã Đồng Sen", village="Suối Bạc")
ACCOUNT = replace(HOME, has_account=True, id_tail="111", phone_tails=("222",))


@pytest.mark.parametrize(
    ("kept", "merged", "more"),
    [
        (BARE, BARE, 0),
        (HOME, HOME, 1),
        (BARE, HOME, 1),
        (ACCOUNT, BARE, 0),
        (BARE, ACCOUNT, 3),
        (replace(HOME, phone_tails=("333",)), ACCOUNT, 4),
        (ACCOUNT, ACCOUNT, 3),
    ],
)
def test_each_part_two_entries_have_is_said(
    app: Flask, kept: Entry, merged: Entry, more: int
) -> None:
    with app.test_request_context():
        said = outcomes(kept, merged)

    assert len(said) == len(set(said)) == 2 + more
