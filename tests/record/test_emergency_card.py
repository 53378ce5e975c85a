"""Six facts for a doctor who cannot ask, and nothing that is kept apart."""

from datetime import date

import pytest
from flask import Flask, g

from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem, Sensitivity, TieKind
from portal.people.models import FamilyTie
from portal.record.emergency import EmergencyCard, card_of
from portal.record.kinds import Answer
from tests import cast
from tests.record import facts


@pytest.fixture
def men(app: Flask) -> cast.Member:
    return cast.men()


def relative(person: cast.Member, kind: TieKind, name: str, phone: str | None) -> None:
    tie = FamilyTie(person_id=person.person_id, kind=kind, name=name, phone=phone, **cast.RECORDED)
    session.add(tie)


def card(app: Flask, person: cast.Member, *medicines: str) -> EmergencyCard:
    session.commit()
    with app.test_request_context():
        g.language = "en"
        return card_of(person.person_id, clock.today(), medicines=medicines)


def test_the_six_facts_come_in_the_order_they_are_read(app: Flask, men: cast.Member) -> None:
    facts.part_a(men, blood_abo="O", blood_rh="+")
    facts.answered(men, "allergy_drug", detail="Penicillin", reaction="nổi mẩn")
    facts.answered(men, "allergy_food", Answer.NO)
    facts.answered(men, "disease_hypertension")
    facts.a_number(men, IdentifierSystem.INSURANCE_CARD, "GD4999900001067")
    relative(men, TieKind.CAREGIVER, "Hà Thị Lan", "+84900000123")

    shown = card(app, men, "Amlodipin 5 mg: sáng 1 viên")

    assert len(shown.facts) == 6
    blood, allergies, illnesses, medicines, contact, person = (
        [line.replace("\u00a0", " ") for line in fact.lines] for fact in shown.facts
    )
    assert blood == ["O, Rh+"]
    assert allergies == ["Drugs: Penicillin – nổi mẩn", "Food: no"]
    assert illnesses == ["High blood pressure"]
    assert medicines == ["Amlodipin 5 mg: sáng 1 viên"]
    assert contact == ["Hà Thị Lan (main caregiver), 0900 000 123"]
    assert person[0].startswith("68 years, female")
    assert person[1].endswith("067")
    assert shown.call is not None
    assert shown.call.phone == "+84900000123"


def test_an_empty_record_says_so(app: Flask, men: cast.Member) -> None:
    shown = card(app, men)

    assert [list(fact.lines) for fact in shown.facts[:5]] == [["Not recorded"]] * 5
    assert shown.call is None


def test_nothing_kept_apart_is_on_the_card(app: Flask, men: cast.Member) -> None:
    facts.answered(men, "disease_mental", detail="MARK")
    facts.answered(men, "disease_hepatitis", detail="MARK")
    facts.answered(men, "disease_other", detail="MARK", sensitivity=Sensitivity.OTHER)

    assert "MARK" not in str(card(app, men))
    assert list(card(app, men).illnesses.lines) == ["Not recorded"]


def test_the_caregiver_is_called_before_parents_without_a_phone(
    app: Flask, men: cast.Member
) -> None:
    relative(men, TieKind.CAREGIVER, "Không Máy", None)
    relative(men, TieKind.FATHER, "Bố Có Máy", "+84900000777")
    relative(men, TieKind.MOTHER, "Mẹ Có Máy", "+84900000888")

    called = card(app, men).call

    assert called is not None
    assert called.name == "Mẹ Có Máy"


def test_a_year_of_birth_alone_is_told_as_it_is(app: Flask) -> None:
    old = cast.a_person("Lò Thị Già", born=PartialDate.of_year(1940))

    [age] = card(app, old).person.lines
    assert "1940" in age
    assert str(date(1940, 1, 1)) not in age
