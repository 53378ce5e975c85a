"""The confirmation of doses: every dose, its source, and what it is not."""

from datetime import date

from flask import Flask

from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.printing.papers import STATION, a_dose, many_doses, pages_of


def confirmation(visitor: InspectingClient, reader: cast.Member, about: cast.Member) -> str:
    path = f"/people/{about.person_id}/immunisations/certificate.pdf"
    answer = cast.sign_in(visitor, reader).get(path)
    assert answer.mimetype == "application/pdf"
    return "\n".join(pages_of(answer.data))


def test_a_mother_prints_her_childs_doses(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    a_dose(minh, "bcg", date(2026, 6, 21), lot="DS-001-26")
    session.commit()

    text = confirmation(visitor, lan, minh)

    for words in ("Trương Hà Minh", "20/06/2026", "21/06/2026", "DS-001-26", STATION):
        assert words in text
    assert "01/09/2026" in text, "the day of the list the doses are from"
    assert "24/11/2026" in text, "the day of the print"
    assert "Hà Thị Lan" in text, "who printed"


def test_the_print_says_that_it_is_no_official_certificate(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()

    text = confirmation(visitor, lan, lan)

    assert "không phải giấy chứng nhận chính thức" in text or "not an official" in text


def test_the_number_of_the_person_is_masked(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()

    text = confirmation(visitor, lan, lan)

    assert lan.personal_id not in text
    assert lan.personal_id[-3:] in text


def test_a_long_history_is_set_as_several_tables_and_loses_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    many_doses(men, 45)
    session.commit()

    text = confirmation(visitor, men, men)

    assert [lot for lot in range(45) if f"L{lot:02d}" not in text] == []
