"""What staff write for the resident to read speaks of no register that is never shared.

An explanation, a verdict and an answer are read by whoever looks after the record, too.
"""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditLine
from portal.cases.models import ServiceCase
from portal.emergency.models import EmergencyOpening
from portal.kernel.db import reads
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.emergency.steps import opens
from tests.oversight.openings import an_opening
from tests.oversight.reports import a_report

WORDS = ["Người bệnh đang uống ARV, bị ngất", "Người bệnh vừa phá thai, đang choáng"]
REFUSED = "This belongs in the register of its programme, not here"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def opening(men: Member) -> UUID:
    return an_opening(men, cast.quan())


def kept(column: sa.ColumnElement[str | None]) -> list[str | None]:
    return list(reads().execute(sa.select(column)).scalars())


@pytest.mark.parametrize("words", WORDS)
def test_no_explanation_of_an_opening_tells_it(
    visitor: InspectingClient, men: Member, words: str
) -> None:
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan).set_cookie("language", "en")

    answer = opens(visitor, quan, men.person_id, explanation=words)

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert not kept(EmergencyOpening.__table__.c.explanation)
    assert opens(visitor, quan, men.person_id).status_code == 303, "the code was not used up"


@pytest.mark.parametrize("verdict", ["justified", "not_justified"])
def test_no_verdict_tells_it(visitor: InspectingClient, opening: UUID, verdict: str) -> None:
    cast.sign_in_staff(visitor, cast.dung()).set_cookie("language", "en")

    fields = {"verdict": verdict, "note": WORDS[0]}
    answer = visitor.submit(f"/oversight/reviews/{opening}", fields)

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert kept(EmergencyOpening.__table__.c.review_note) == [None]


def test_no_answer_to_a_case_tells_it(
    visitor: InspectingClient, opening: UUID, men: Member
) -> None:
    line = reads().execute(sa.select(sa.func.min(AuditLine.seq))).scalar_one()
    case_id = a_report(men, f"look:{line}")
    cast.sign_in_staff(visitor, cast.sy()).set_cookie("language", "en")

    answer = visitor.submit(f"/oversight/cases/{case_id}", {"answer": WORDS[1]})

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert kept(ServiceCase.__table__.c.answer) == [None]
