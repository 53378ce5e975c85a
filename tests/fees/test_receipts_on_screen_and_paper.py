"""A receipt on the screen, on half a page of paper, and its notice by SMS."""

import io
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees import notices
from portal.fees.annulling import annul
from portal.fees.order_models import Receipt
from portal.fees.receipt_paper import paper_of
from portal.fees.receipts import Line, slip_of_commune
from portal.kernel import pages
from portal.kernel.db import session
from portal.kernel.pdf import worker
from portal.ledger.moves import UNPLACED
from portal.notifications.models import OutboxMessage
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.fees.household import Household, a_charged_household, in_english, pay_by_transfer
from tests.oversight.openings import as_signed_in


def _paid(home: Household, *, by: cast.Member | None = None) -> str:
    """Let a transfer pay for everybody, as told by their own account; return the address."""
    paid = pay_by_transfer(home, home.charges.values(), by=by)
    session.commit()
    return f"/fees/receipts/{paid.receipt_id}"


def _annul(address: str, why: str) -> None:
    receipt_id = session.scalars(sa.select(Receipt.id)).one()
    assert str(receipt_id) in address
    hanh = replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen")
    annul(receipt_id, why, UNPLACED, by=hanh)
    session.commit()


def _text(answer: object) -> str:
    content = getattr(answer, "data", b"")
    [page] = PdfReader(io.BytesIO(content)).pages
    return page.extract_text()


def _messages() -> list[OutboxMessage]:
    session.expire_all()
    found = list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))
    session.rollback()
    return found


def test_a_receipt_says_number_payer_members_amount_way_and_unit(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()

    page = in_english(visitor, home.men).get(_paid(home)).text

    for words in (
        "DS-2026-000001",
        "Hà Thị Lan",
        "Phạm Thị Mến",
        "2 records",
        "2,000",
        "Bank transfer",
        "9:00, 24 Nov 2026",
        "UBND xã đồng sen",
        "None yet",
        "has paid the whole record fee 2026",
    ):
        assert words in page, words


def test_the_words_of_the_amount_stand_there_in_vietnamese(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()

    assert "(Hai nghìn đồng)" in cast.sign_in(visitor, home.lan).get(_paid(home)).text


def test_what_is_still_open_of_the_household_is_said(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()
    paid = pay_by_transfer(home, [home.charges[home.lan.person_id]])
    session.commit()

    page = in_english(visitor, home.lan).get(f"/fees/receipts/{paid.receipt_id}").text

    assert "Others of the household are still open" in page


def test_the_paper_is_half_a_page_and_says_what_it_is_not(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()

    answer = cast.sign_in(visitor, home.lan).get(f"{_paid(home)}/pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="phieu-thu.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    [page] = PdfReader(io.BytesIO(answer.data)).pages
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 148]
    text = _text(answer)
    for words in (
        "DS-2026-000001",
        "Hà Thị Lan",
        "2 hồ sơ × 1.000",
        "Hai nghìn đồng",
        "Chuyển khoản",
        "Chưa có",
        "không phải biên lai thuế",
        "Ngày 24 tháng 11 năm 2026",
    ):
        assert words in text, words
    assert "Bản in lại" not in text
    assert "HỦY" not in text


def test_every_print_after_the_first_says_so_whoever_prints(
    app: Flask, visitor: InspectingClient
) -> None:
    home, member = a_charged_household(), cast.hanh()
    address = _paid(home)
    desk = cast.sign_in_staff(a_browser(app), member)

    prints = [
        _text(cast.sign_in(visitor, home.lan).get(f"{address}/pdf")),
        _text(cast.sign_in(a_browser(app), home.men).get(f"{address}/pdf")),
        _text(desk.get(f"/desk{address}/pdf")),
    ]

    assert ["Bản in lại" in text for text in prints] == [False, True, True]


def test_an_annulled_receipt_stays_and_says_so_everywhere(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    address = _paid(home)
    _annul(address, "thu nhầm hộ")
    browser = in_english(visitor, home.lan)

    listed, page = browser.get("/fees").text, browser.get(address).text

    assert "Annulled" in listed
    assert "DS-2026-000001" in listed
    assert "Not paid yet" in listed
    assert "Annulled on 24 Nov 2026" in page
    assert "thu nhầm hộ" in page
    assert "Send the notice" not in page
    paper = _text(browser.get(f"{address}/pdf"))
    assert "ĐÃ HỦY" in paper
    assert "thu nhầm hộ" in paper


@pytest.mark.parametrize("commune", ["Xã Nà Hoa", None], ids=["next door", "none"])
def test_the_desk_of_another_commune_gets_no_paper(
    app: Flask, visitor: InspectingClient, commune: str | None
) -> None:
    home = a_charged_household()
    address = _paid(home)
    other = cast.a_staff_member("tuoi", "Cầm Thị Tươi", Role.STATION_STAFF, commune=commune)

    assert cast.sign_in_staff(visitor, other).get(f"/desk{address}/pdf").status_code == 404


def test_the_paper_of_the_desk_leaves_a_line(app: Flask, visitor: InspectingClient) -> None:
    home, member = a_charged_household(), cast.hanh()
    address = _paid(home)

    assert cast.sign_in_staff(visitor, member).get(f"/desk{address}/pdf").status_code == 200

    [line] = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.FEES_SEEN))
    assert line.staff_id == member.staff_id
    assert line.object_ref == f"receipt:{address.rsplit('/', 1)[1]}"


def test_who_ordered_is_told_by_sms_without_accents_and_names(app: Flask) -> None:
    home = a_charged_household()
    paid = pay_by_transfer(home, home.charges.values(), by=home.lan)

    notices.tell(paid.receipt_id)
    session.commit()

    [message] = _messages()
    assert message.text == "Da nhan 2.000d phi ho so nam 2026, phieu thu DS-2026-000001."
    assert message.recipient == home.lan.phone
    assert str(message.text).isascii()


def test_nobody_is_told_where_no_account_ordered(app: Flask) -> None:
    home = a_charged_household()
    paid = pay_by_transfer(home, home.charges.values())

    notices.tell(paid.receipt_id)
    session.commit()

    assert _messages() == []


def test_the_notice_is_sent_again_three_times_a_day(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    address = _paid(home, by=home.lan)
    browser = in_english(visitor, home.men)

    answers = [browser.submit(address, to=f"{address}/notice") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 422]
    assert "three times today" in answers[3].text
    assert [message.recipient for message in _messages()] == [home.men.phone] * 3
    time.pass_by(days=1)
    again = in_english(a_browser(app), home.lan)
    assert again.submit(address, to=f"{address}/notice").status_code == 303


def test_who_has_no_phone_is_sent_to_the_station(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()
    address = _paid(home)
    session.execute(sa.text("UPDATE phone SET active = false"))
    session.commit()

    answer = in_english(visitor, home.lan).submit(address, to=f"{address}/notice")

    assert answer.status_code == 422
    assert "Ask at the station" in answer.text


def test_a_paper_with_many_members_and_years_stays_one_page(
    app: Flask,
) -> None:
    home = a_charged_household()
    receipt_id = _paid(home).rsplit("/", 1)[1]
    slip = slip_of_commune("Xã Đồng Sen", UUID(receipt_id))
    assert slip is not None
    lines = [
        Line(full_name=f"Trương Hà Nguyễn Minh {letter}", year=year, amount=1_000)
        for year in (2025, 2026, 2027)
        for letter in "ABCDEFGHIJKL"
    ]
    paper = paper_of(replace(slip, lines=lines, amount=36_000), is_reprint=True)

    content = worker.render(pages.render("fees/receipt_paper.html", paper=paper))

    assert len(PdfReader(io.BytesIO(content)).pages) == 1
