"""A resident says that something is wrong, and gets a number and a day."""

import re
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, ServiceCase
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient

NAUGHTY = "<script>alert(1)</script> Đúng là \u202eÁ\u0301 'x' \"y\" & 😀 \x00 {{ 7*7 }} %(name)s"


def disputes(person: cast.Member, about: str = "A") -> str:
    return f"/people/{person.person_id}/disputes/new?about={about}"


def cases() -> list[ServiceCase]:
    found = list(session.scalars(sa.select(ServiceCase).order_by(ServiceCase.number)))
    session.commit()  # a transaction left open would hold the visitor up
    return found


def test_a_report_gets_a_number_and_a_day(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    answer = visitor.submit(
        disputes(lan, "B3"), {"says": "Tôi không bị hen", "knows_from": "Giấy ra viện"}
    )

    [case] = cases()
    assert answer.status_code == 303
    assert answer.location == f"/cases/{case.id}"
    assert (case.year, case.number, case.subject) == (2026, 1, "B3")
    assert case.kind is CaseKind.WRONG_FACT
    page = visitor.get(answer.location).text
    for words in ("0001", "04/12/2026", "Tôi không bị hen", "Giấy ra viện"):
        assert words in page


def test_opening_a_case_is_written_in_the_log(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    visitor.submit(disputes(minh), {"says": "Sai ngày sinh"})

    [line] = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.CASE_OPENED))
    assert line.person_id == minh.person_id
    assert line.actor_person_id == mother.person_id
    assert "Sai" not in str(vars(line)), "what was written stays out of the log"


def test_a_form_sent_twice_opens_one_case(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    form = _filled_in(visitor.get(disputes(lan)).text, says="Sai số nhà")

    first = visitor.post(disputes(lan), data=form)
    second = visitor.post(disputes(lan), data=form)

    assert first.location == second.location
    assert len(cases()) == 1


def test_numbers_follow_each_other_and_begin_anew_each_year(
    app: Flask, visitor: InspectingClient, time: object
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    visitor.submit(disputes(lan), {"says": "Một"})
    visitor.submit(disputes(lan), {"says": "Hai"})

    time.pass_by(days=60)  # type: ignore[attr-defined]  # the fixture's own class
    other = cast.hung()
    session.commit()
    cast.sign_in(visitor, other)
    visitor.submit(disputes(other), {"says": "Ba"})

    assert sorted((case.year, case.number) for case in cases()) == [(2026, 1), (2026, 2), (2027, 1)]


def test_nothing_typed_is_lost_when_something_is_missing(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.submit(disputes(lan), {"says": "  ", "knows_from": "Sổ tiêm của cháu"})

    assert page.status_code == 422
    assert "Sổ tiêm của cháu" in page.text
    assert 'id="says-error"' in page.text
    assert not cases()


def test_naughty_words_come_back_as_they_were_written(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    answer = visitor.submit(disputes(lan), {"says": NAUGHTY})

    page = visitor.get(answer.location).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }} %(name)s" in page
    [case] = cases()
    assert "😀" in case.says
    assert "\x00" not in case.says


@pytest.mark.parametrize(
    "about",
    ["", "Z", "B9", "a", "B3 ", "dose:1", "dose:" + "A" * 36, "look:0", "look:01", "look:-1",
     "visit:../../etc", "<b>A</b>", "result:٣", "look:99999999999999999999"],
)  # fmt: skip
def test_a_report_about_nothing_known_does_not_exist(
    app: Flask, visitor: InspectingClient, about: str
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(f"/people/{lan.person_id}/disputes/new", query_string={"about": about})

    assert page.status_code == 404


@pytest.mark.parametrize(
    "about", ["A", "B8", "C", f"dose:{UUID(int=5)}", f"visit:{UUID(int=6)}", "result:7"]
)
def test_the_page_says_in_its_own_words_what_it_is_about(
    app: Flask, visitor: InspectingClient, about: str
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(disputes(lan, about))

    assert page.status_code == 200
    about_shown = re.findall(r"<dd>\s*<b>([^<]+)</b>", page.text)
    assert about_shown
    assert about not in about_shown


def test_a_look_nobody_knows_opens_a_case_of_its_own(app: Flask, visitor: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)
    visitor.get(f"/people/{lan.person_id}/record")
    seq = session.scalar(sa.select(AuditLine.seq))
    session.commit()
    cast.sign_in(visitor, lan)

    assert "Lò Văn Hùng" in visitor.get(disputes(lan, f"look:{seq}")).text
    visitor.submit(disputes(lan, f"look:{seq}"), {"says": "Tôi không quen"})

    [case] = cases()
    assert case.kind is CaseKind.UNKNOWN_VIEWER
    assert case.subject == f"look:{seq}"


def test_a_look_at_somebody_else_does_not_exist(app: Flask, visitor: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)
    visitor.get(f"/people/{hung.person_id}/record")
    seq = session.scalar(sa.select(sa.func.max(AuditLine.seq)))
    session.commit()
    cast.sign_in(visitor, lan)

    assert visitor.get(disputes(lan, f"look:{seq}")).status_code == 404


def test_the_form_asks_three_things_of_the_database(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    statements.clear()
    visitor.get(disputes(lan))

    assert len(statements) == 3


def _filled_in(page: str, **fields: str) -> dict[str, str]:
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {**hidden, **fields}
