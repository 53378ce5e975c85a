"""Parts A to D on the screen, as much of them as the reader may see."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem, Sensitivity, Sex
from portal.record.form import ITEMS
from portal.record.kinds import Answer, Habit
from tests import cast
from tests.client import InspectingClient
from tests.record import facts

SECRETS = {
    item: f"riêng tư số {number}"
    for number, item in enumerate(
        sorted(name for name, item in ITEMS.items() if item.sensitivity is not Sensitivity.NONE)
    )
}


def record_of(person: cast.Member) -> str:
    return f"/people/{person.person_id}/record"


def a_daughter(mother: cast.Member) -> cast.Member:
    """Return a girl of 15 with an account of her own, represented by her mother."""
    daughter = cast.a_person(
        "Trương Hà My", born=PartialDate(date(2011, 5, 1)), personal_id="999311000015"
    )
    cast.represents(mother, daughter)
    return daughter


def test_a_stranger_is_told_nothing_and_the_try_is_in_the_log(
    app: Flask, visitor: InspectingClient
) -> None:
    lan, hung = cast.lan(), cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)

    page = visitor.get(record_of(lan))

    assert page.status_code == 404
    assert lan.full_name not in page.text
    [line] = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.ACCESS_REFUSED))
    assert (line.person_id, line.actor_person_id) == (lan.person_id, hung.person_id)


def test_the_three_states_of_an_answer_are_told_apart(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    facts.answered(men, "disease_hypertension", detail="từ 2015")
    facts.answered(men, "disease_asthma", Answer.NO)
    facts.smokes(men, Habit.FORMER)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(record_of(men)).text

    assert "Tăng huyết áp (từ 2015)" in page
    denied = page.partition("Đã hỏi, không có")[2].partition("</dd>")[0]
    assert "Hen suyễn" in denied
    assert "Đái tháo đường" not in denied
    unasked = page.partition("Chưa hỏi: ")[2].partition("</details>")[0]
    assert "Hen suyễn" not in unasked
    assert "Uống rượu bia thường xuyên" in unasked
    assert "Đã bỏ" in page


def test_an_answer_not_asked_is_no_answer(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    facts.answered(men, "disease_asthma", Answer.NOT_ASKED)
    facts.answered(men, "disease_diabetes")
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(record_of(men)).text

    assert "Đã hỏi, không có" not in page
    assert "Hen suyễn" in page.partition("B3. ")[2].partition("</details>")[0]


def test_what_to_remember_comes_first(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    facts.answered(men, "allergy_drug", detail="Penicillin", reaction="nổi mẩn, khó thở (2019)")
    facts.answered(men, "disease_hypertension")
    facts.answered(men, "disease_diabetes")
    facts.part_a(men, blood_abo="O", blood_rh="+")
    session.commit()
    cast.sign_in(visitor, men)

    card = visitor.get(record_of(men)).text.partition('data-variant="bad"')[2]
    card = card.partition("</section>")[0]

    assert "Penicillin – nổi mẩn, khó thở (2019)" in card
    assert "Tăng huyết áp, đái tháo đường" in card
    assert "O, Rh+" in card


def test_every_block_says_where_it_is_from_and_can_be_called_wrong(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    facts.answered(men, "disease_hypertension")
    facts.part_a(men, blood_abo="O")
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(record_of(men)).text

    assert "Giấy do cộng tác viên ghi 15/09/2023" in page
    for about in ("A", "B3"):
        assert f"/disputes/new?about={about}" in page


@pytest.mark.parametrize("page_of", ["record", "record/print"])
def test_a_representative_sees_no_sensitive_fact_and_no_trace_of_one(
    app: Flask, visitor: InspectingClient, page_of: str
) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    facts.answered(daughter, "disease_asthma", detail="từ bé")
    facts.answered(daughter, "other_issue", detail="lời kể riêng", sensitivity=Sensitivity.OTHER)
    facts.part_a(daughter, ethnicity="Mường", religion="Công giáo")
    hidden = facts.a_visit(daughter, Sensitivity.REPRODUCTIVE)
    facts.a_weight(daughter, "47.3", hidden)
    for item, secret in SECRETS.items():
        facts.answered(daughter, item, detail=secret)
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/people/{daughter.person_id}/{page_of}").text

    assert "Hen suyễn" in page
    for secret in SECRETS.values():
        assert secret not in page
    labels = ["B7.", "ma túy", "Tâm thần", "Tự kỷ", "Động kinh", "Viêm gan", "thai"]
    for word in [*labels, "lời kể riêng", "Mường", "Công giáo", "Dân tộc", "47,3", "B8."]:
        assert word not in page, word
    assert "Chưa có lần khám nào" in page


def test_the_person_sees_her_own_sensitive_facts(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    facts.part_a(daughter, ethnicity="06", religion="2")
    hidden = facts.a_visit(daughter, Sensitivity.REPRODUCTIVE)
    facts.a_weight(daughter, "47.3", hidden)
    for item, secret in SECRETS.items():
        if item != "drug_use_status":  # a habit shows its own word
            facts.answered(daughter, item, detail=secret)
    session.commit()
    cast.sign_in(visitor, daughter)

    page = visitor.get(record_of(daughter)).text

    for item, secret in SECRETS.items():
        assert (secret in page) == (item != "drug_use_status")
    for words in ("Mường", "Công giáo", "47,3", "B7."):
        assert words in page


def test_a_record_of_secrets_alone_looks_empty_to_a_representative(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    facts.answered(daughter, "disease_mental", detail="điều riêng")
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(record_of(daughter)).text

    assert "Phần này chưa hỏi" in page
    assert "Cần nhớ khi đi khám" not in page


@pytest.mark.parametrize(
    ("sex", "born", "asked"),
    [
        (Sex.FEMALE, PartialDate(date(1958, 3, 12)), True),
        (Sex.FEMALE, PartialDate(date(2018, 1, 1)), False),
        (Sex.MALE, PartialDate(date(1958, 3, 12)), False),
    ],
)
def test_part_b7_is_asked_of_women_and_older_girls(
    app: Flask, visitor: InspectingClient, sex: Sex, born: PartialDate, asked: bool
) -> None:
    person = cast.a_person("Vi Văn Mẫu", born=born, sex=sex, personal_id="999000000042")
    facts.answered(person, "disease_asthma")
    session.commit()
    cast.sign_in(visitor, person)

    assert ("B7." in visitor.get(record_of(person)).text) == asked


def test_numbers_are_masked_everywhere(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    facts.a_number(lan, IdentifierSystem.INSURANCE_CARD, "DN4999900000345")
    facts.part_a(lan, insurance_until=date(2026, 12, 31), email="lan@example.vn")
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(record_of(lan)).text

    for number in ("999195000123", "DN4999900000345", "0900000123", "84900000123", "lan@"):
        assert number not in page
    assert "123" in page
    assert "Còn hạn đến 31/12/2026" in page


def test_a_district_of_before_july_2025_is_named_as_history(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    facts.part_a(
        lan,
        permanent_village="Thôn Suối Bạc",
        permanent_ward="xã Đồng Sen",
        permanent_district="Sen Hồ",
        permanent_province="Minh Sơn",
    )
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(record_of(lan)).text

    assert "Thôn Suối Bạc, xã Đồng Sen, huyện cũ Sen Hồ, Minh Sơn" in page


def test_a_newborn_without_anything_gets_a_kind_empty_page(
    app: Flask, visitor: InspectingClient
) -> None:
    nobody_known = cast.a_person(
        "Lò Thị Mới", born=PartialDate.of_year(1990), personal_id="999190000001"
    )
    session.execute(sa.text("DELETE FROM identifier"))
    session.commit()
    cast.sign_in(visitor, nobody_known)

    page = visitor.get(record_of(nobody_known)).text

    assert "Hồ sơ chưa có gì" in page
    assert "A. Thông tin hành chính" not in page


def test_naughty_words_of_a_file_are_shown_and_not_obeyed(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    facts.answered(men, "allergy_drug", detail="<script>x</script> {{ 1 }} %(a)s 😀 \u202e")
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(record_of(men)).text

    assert "&lt;script&gt;x&lt;/script&gt; {{ 1 }} %(a)s 😀" in page
    assert "<script>x" not in page
