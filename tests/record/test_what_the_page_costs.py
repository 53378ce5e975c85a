"""The record costs eight statements and a few kilobytes, however full it is."""

import gzip

import brotli
import pytest
from flask import Flask

from portal.kernel.db import session
from portal.record.form import ITEMS
from portal.record.item import Kind
from portal.record.kinds import Answer
from tests import cast
from tests.client import InspectingClient
from tests.record import facts

MOST_STATEMENTS = 8
MOST_BYTES = 8 * 1024


@pytest.mark.parametrize("how_many", [1, 500])
def test_statements_do_not_grow_with_the_record(
    app: Flask, visitor: InspectingClient, statements: list[str], how_many: int
) -> None:
    men = cast.men()
    for row in range(how_many):
        facts.answered(men, "allergy_drug", row=row, detail=f"thuốc {row}")
        facts.a_weight(men, "54.2", facts.a_visit(men))
    session.commit()
    cast.sign_in(visitor, men)

    statements.clear()
    page = visitor.get(f"/people/{men.person_id}/record")

    assert page.status_code == 200
    assert len(statements) == MOST_STATEMENTS


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_fullest_record_stays_small(
    app: Flask, visitor: InspectingClient, language: str
) -> None:
    men = cast.men()
    visitor.set_cookie("language", language)
    for number, item in enumerate(ITEMS.values()):
        if item.kind is Kind.YES_NO and number % 3 == 0:
            facts.answered(men, item.id, Answer.NO)
            continue
        words = f"Ghi theo lời kể lần {number}, từ năm {1990 + number % 30}, đang theo dõi"
        facts.answered(men, item.id, detail=words, reaction=f"nổi mẩn {number}")
    facts.part_a(
        men, ethnicity="06", religion="1", occupation="05", education="7/12", blood_abo="O",
        permanent_village="Thôn Suối Bạc", permanent_ward="xã Đồng Sen", permanent_district="Sen Hồ"
    )  # fmt: skip
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(f"/people/{men.person_id}/record").get_data()

    assert len(gzip.compress(page, 6)) <= MOST_BYTES
    assert len(brotli.compress(page, quality=4)) <= MOST_BYTES
