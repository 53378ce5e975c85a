"""The page of doses: needed, coming, given, and reported by the family."""

from datetime import date, timedelta
from uuid import uuid4

from flask import Flask

from portal.immunisation.models import Dose
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Source
from tests import cast
from tests.client import InspectingClient

GIVEN_AT_BIRTH = ("bcg", "hepb_birth")


def doses_of(member: cast.Member) -> str:
    return f"/people/{member.person_id}/immunisations"


def give(member: cast.Member, code: str, on: date, **rest: object) -> None:
    """Write a dose into a record; the caller commits."""
    values = {
        "vaccine_name": code,
        "number_as_written": None,
        "facility_name": "Trạm Y tế xã Đồng Sen",
        **rest,
    }
    partial = PartialDate(on)
    session.add(
        Dose(
            id=uuid4(),
            person_id=member.person_id,
            vaccine_key=code,
            vaccine_code=code,
            given_on=partial.day,
            given_precision=partial.precision,
            source=Source.IMMUNISATION_REGISTRY,
            recorded_on=clock.today() - timedelta(days=4),
            **values,  # type: ignore[arg-type]  # columns by name
        )
    )


def test_a_dose_long_past_its_day_says_how_long_and_what_to_do(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    for code in GIVEN_AT_BIRTH:
        give(minh, code, date(2026, 6, 20))
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(doses_of(minh)).text

    needed = page[page.index("Cần tiêm") : page.index("Sắp tới")]
    assert "5 trong 1, mũi 1" in needed
    assert "Quá hạn 3 tháng" in needed
    assert "Vẫn tiêm bù được." in needed
    assert "20/08/2026" in needed
    assert "024" in page, "the number of the station is offered"


def test_the_groups_come_in_the_order_of_need(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    give(minh, "bcg", date(2026, 6, 20))
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(doses_of(minh)).text

    places = [page.index(f"<h2>{title}") for title in ("Cần tiêm", "Sắp tới", "Đã tiêm")]
    assert places == sorted(places)


def test_a_dose_given_says_when_where_and_what_was_noted(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    give(minh, "bcg", date(2026, 6, 20), reaction="Sốt 38,5 độ")
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(doses_of(minh)).text

    given = page[page.index("<h2>Đã tiêm") :]
    for words in ("20/06/2026", "Trạm Y tế xã Đồng Sen", "Sốt 38,5 độ", "Lao (BCG)"):
        assert words in given
    assert "20/11/2026" in page, "the day of the registry's list"


def test_a_name_nobody_knows_is_shown_as_it_was_written(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    give(lan, "?", date(2026, 1, 5), vaccine_name="Vắc xin <lạ> & hiếm")
    session.commit()
    cast.sign_in(visitor, lan)

    assert "Vắc xin &lt;lạ&gt; &amp; hiếm" in visitor.get(doses_of(lan)).text


def test_nothing_is_guessed_where_nothing_is_written(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(doses_of(men)).text

    assert "Chưa ghi mũi tiêm nào" in page
    assert "Quá hạn" not in page


def test_a_replaced_dose_is_gone(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    give(lan, "tt", date(2026, 1, 5), facility_name="Phòng khám cũ", replaced_at=clock.now())
    session.commit()
    cast.sign_in(visitor, lan)

    assert "Phòng khám cũ" not in visitor.get(doses_of(lan)).text
