"""What a household reads of its fee, what it orders, and what nobody else sees."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees import methods
from portal.fees.models import Charge, ExemptionKind
from portal.fees.order_models import FeeOrder, Method, OrderLine, OrderState
from portal.fees.ordering import WAITS, close, order
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import TieKind
from portal.representation.models import Representation, RepresentationKind
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.fees.household import Household, a_charged_household, in_english, pay_by_transfer
from tests.fees.money import a_unit, charges_for

ORDERS = "/fees/orders"


def _ordered_by(client: InspectingClient, *charges: UUID, method: str = "transfer") -> str:
    answer = client.submit(
        "/fees", {"charges": list(map(str, charges)), "method": method}, to=ORDERS
    )
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _orders() -> list[FeeOrder]:
    session.expire_all()
    found = list(session.scalars(sa.select(FeeOrder).order_by(FeeOrder.ordered_at)))
    session.rollback()
    return found


def test_every_adult_of_a_household_reads_a_line_for_each_member(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()

    for member in (home.lan, home.men):
        page = in_english(visitor, member).get("/fees").text
        assert "Not paid yet" in page
        assert "2,000" in page
        assert home.lan.full_name in page
        assert home.men.full_name in page
        assert "12/QĐ-UBND" in page
        assert "31 Dec 2026" in page
        assert page.count("checked") == 2, "all that is open is chosen at first"


def test_a_child_who_signs_in_reads_only_what_is_asked_of_them(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    daughter = cast.a_person(
        "Hà Thị Vy", born=PartialDate(date(2010, 5, 1)), personal_id="999210000555"
    )
    household, unit = cast.a_household(lan, daughter), a_unit()
    charges_for(household, unit)
    session.commit()

    page = in_english(visitor, daughter).get("/fees").text

    assert daughter.full_name in page
    assert lan.full_name not in page


def test_who_is_exempt_stands_there_with_nothing_to_pay_and_without_the_reason(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    session.execute(
        sa.update(Charge)
        .where(Charge.id == home.charges[home.men.person_id])
        .values(amount=0, exemption=ExemptionKind.POOR_HOUSEHOLD)
    )
    session.commit()

    page = in_english(visitor, home.lan).get("/fees").text

    assert "Nothing to pay" in page
    assert re.search(r"2026 · 0\s", page)
    assert not re.search("poor|exempt", page, re.IGNORECASE)


def test_what_is_chosen_becomes_an_order_with_its_square_and_the_same_as_text(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    browser = in_english(visitor, home.lan)

    page = browser.get(_ordered_by(browser, home.charges[home.men.person_id])).text

    [made] = _orders()
    assert (made.amount, made.method, made.by_person) == (
        1_000, Method.TRANSFER, home.lan.person_id,
    )  # fmt: skip
    assert made.memo in page
    assert "0000000000" in page
    assert "Ngân hàng Mẫu" in page
    assert "UBND xã đồng sen" in page
    picture = browser.get(f"{ORDERS}/{made.id}/qr.png")
    assert picture.mimetype == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    assert "no-store" in picture.headers["Cache-Control"]
    written = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.FEE_ORDERED))
    assert [line.object_ref for line in written] == [f"order:{made.id}"]


def test_the_same_choice_again_leads_to_the_order_that_waits(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    browser = in_english(visitor, home.lan)
    first = _ordered_by(browser, *home.charges.values())

    assert _ordered_by(browser, *home.charges.values()) == first
    assert _ordered_by(in_english(a_browser(app), home.men), *home.charges.values()) == first
    assert _ordered_by(browser, home.charges[home.lan.person_id]) != first
    assert first in browser.get("/fees").text


def test_an_order_at_an_old_price_is_not_used_again(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()
    browser = in_english(visitor, home.lan)
    first = _ordered_by(browser, *home.charges.values())
    session.execute(sa.update(Charge).values(amount=2_000))
    session.commit()

    assert _ordered_by(browser, *home.charges.values()) != first
    assert sorted(order.amount for order in _orders()) == [2_000, 4_000]


def test_an_order_that_ran_out_offers_to_order_again(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    address = _ordered_by(in_english(visitor, home.lan), *home.charges.values())

    time.now += WAITS[Method.TRANSFER]
    page = in_english(a_browser(app), home.men).get(address).text

    assert "no longer in use" in page
    assert '<svg class="square"' not in page
    assert visitor.get(f"{address}/qr.png").status_code in (303, 404)


def test_an_order_is_not_paid_any_more_once_somebody_on_it_was_paid_for(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    browser = in_english(visitor, home.lan)
    address = _ordered_by(browser, *home.charges.values())
    pay_by_transfer(home, [home.charges[home.men.person_id]])
    session.commit()

    page = browser.get(address).text

    assert "no longer in use" in page
    assert 'class="square"' not in page
    assert address not in browser.get("/fees").text
    assert browser.get(f"{address}/qr.png").status_code == 404


def test_what_is_overdue_is_shown_as_such(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    assert 'data-tone="due"' in in_english(visitor, home.lan).get("/fees").text

    time.pass_by(days=60)

    page = in_english(a_browser(app), home.men).get("/fees").text
    assert 'data-tone="warn"' in page
    assert 'data-tone="due"' not in page


def test_an_order_that_was_paid_leads_to_its_receipt(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()
    paid = pay_by_transfer(home, home.charges.values(), by=home.lan)
    session.commit()
    [made] = _orders()

    answer = in_english(visitor, home.lan).get(f"{ORDERS}/{made.id}")

    assert (answer.status_code, answer.location) == (303, f"/fees/receipts/{paid.receipt_id}")
    assert "Everything is paid" in visitor.get("/fees").text


def test_nothing_chosen_is_refused_beside_the_choice(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()
    browser = in_english(visitor, home.lan)
    basket = re.search(r'name="basket" value="([^"]+)"', browser.get("/fees").text)
    assert basket is not None

    answer = browser.submit("/fees", {"basket": basket[1]}, to=ORDERS)

    assert answer.status_code == 422
    assert answer.text.count("Choose who is paid for") == 2
    assert f'href="#charges-{basket[1]}"' in answer.text
    assert f'id="charges-{basket[1]}"' in answer.text
    assert _orders() == []


@pytest.mark.parametrize("method", ["vnpay", "momo", "cash", "gold"])
def test_a_way_that_is_not_offered_is_refused(
    app: Flask, visitor: InspectingClient, method: str
) -> None:
    home = a_charged_household()

    answer = in_english(visitor, home.lan).submit(
        "/fees", {"charges": home.ticks, "method": method}, to=ORDERS
    )

    assert answer.status_code == 422
    assert _orders() == []


def test_what_is_paid_already_cannot_be_ordered_again(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    pay_by_transfer(home, [home.charges[home.lan.person_id]])
    session.commit()

    answer = in_english(visitor, home.lan).submit("/fees", {"charges": home.ticks}, to=ORDERS)

    assert answer.status_code == 422
    assert "paid for already" in answer.text


def _addresses(home: Household, receipt_id: object) -> list[tuple[str, str]]:
    ordered = session.scalars(sa.select(FeeOrder.id).order_by(FeeOrder.ordered_at.desc())).first()
    session.rollback()
    return [
        ("GET", f"{ORDERS}/{ordered}"),
        ("GET", f"{ORDERS}/{ordered}/qr.png"),
        ("POST", f"{ORDERS}/{ordered}/go"),
        ("GET", f"/fees/receipts/{receipt_id}"),
        ("GET", f"/fees/receipts/{receipt_id}/pdf"),
        ("POST", f"/fees/receipts/{receipt_id}/notice"),
    ]


def test_a_stranger_finds_no_order_and_no_receipt(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home, hung = a_charged_household(), cast.hung()
    paid = pay_by_transfer(home, [home.charges[home.lan.person_id]], by=home.lan)
    session.commit()
    time.pass_by(minutes=1)
    browser = in_english(a_browser(app), home.lan)
    _ordered_by(browser, home.charges[home.men.person_id])
    stranger = in_english(visitor, hung)
    token = stranger.token("/account")

    for method, path in _addresses(home, paid.receipt_id):
        answer = stranger.open(path, method=method, data={"csrf_token": token})
        assert answer.status_code == 404, path
    statement = stranger.get("/fees").text
    assert "Nothing is asked" in statement
    assert home.lan.full_name not in statement


def test_a_stranger_orders_nothing_for_others(app: Flask, visitor: InspectingClient) -> None:
    home, hung = a_charged_household(), cast.hung()
    cast.a_household(hung)
    session.commit()
    stranger = in_english(visitor, hung)

    answer = stranger.post(
        ORDERS,
        data={
            "csrf_token": stranger.token("/account"),
            "charges": home.ticks,
        },
    )

    assert answer.status_code == 422
    assert _orders() == []


def _let_pay(person: cast.Member, by: cast.Member, *, pays: bool) -> None:
    cast.represents(by, person, TieKind.GUARDIAN)
    session.execute(
        sa.update(Representation).values(
            pays=pays,
            kind=RepresentationKind.DELEGATE,
            ends_at=clock.now() + timedelta(days=30),
        )
    )
    session.commit()


def test_a_representative_from_outside_pays_for_the_one_and_reads_nobody_else(
    app: Flask, visitor: InspectingClient
) -> None:
    home, hung = a_charged_household(), cast.hung()
    _let_pay(home.men, by=hung, pays=True)
    browser = in_english(visitor, hung)

    page = browser.get("/fees").text
    address = _ordered_by(browser, home.charges[home.men.person_id])

    assert home.men.full_name in page
    assert home.lan.full_name not in page
    assert browser.get(address).status_code == 200
    refused = browser.submit("/fees", {"charges": home.ticks}, to=ORDERS)
    assert refused.status_code == 422


def test_two_households_on_one_page_are_paid_by_a_form_each(
    app: Flask, visitor: InspectingClient
) -> None:
    home, hung = a_charged_household(), cast.hung()
    charges_for(cast.a_household(hung), home.unit)
    _let_pay(home.men, by=hung, pays=True)
    methods.init_app(
        app, [methods.Offer(method=Method.MOMO, label="MoMo", begin=lambda _order: "/")]
    )

    page = in_english(visitor, hung).get("/fees").text

    assert page.count('action="/fees/orders"') == 2
    assert page.index(hung.full_name) < page.index(home.men.full_name), "one's own comes first"


def test_a_representative_sees_no_order_that_is_also_about_others(
    app: Flask, visitor: InspectingClient
) -> None:
    home, hung = a_charged_household(), cast.hung()
    _let_pay(home.men, by=hung, pays=True)
    address = _ordered_by(in_english(a_browser(app), home.lan), *home.charges.values())

    browser = in_english(visitor, hung)

    assert browser.get(address).status_code == 404
    assert address not in browser.get("/fees").text


def test_a_representative_who_may_not_pay_reads_nothing_of_the_fee(
    app: Flask, visitor: InspectingClient
) -> None:
    home, hung = a_charged_household(), cast.hung()
    _let_pay(home.men, by=hung, pays=False)

    assert home.men.full_name not in in_english(visitor, hung).get("/fees").text


def test_charges_without_a_household_are_nobody_elses_to_see(
    app: Flask, visitor: InspectingClient
) -> None:
    home, hung = a_charged_household(), cast.hung()
    session.execute(sa.update(Charge).values(household_id=None))
    session.commit()

    assert home.lan.full_name not in in_english(visitor, hung).get("/fees").text


def test_many_orders_of_one_household_are_refused(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()
    session.execute(
        sa.insert(FeeOrder),
        [
            {
                "id": uuid4(),
                "memo": f"HSSK{number:08d}",
                "unit_id": home.unit,
                "household_id": home.id,
                "amount": 1_000,
                "method": Method.TRANSFER,
                "state": OrderState.WAITING,
                "by_person": home.lan.person_id,
                "ordered_at": clock.now(),
                "expires_at": clock.now() + WAITS[Method.TRANSFER],
            }
            for number in range(20)
        ],
    )
    session.commit()

    answer = in_english(visitor, home.lan).submit("/fees", {"charges": home.ticks}, to=ORDERS)

    assert answer.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(OrderLine)) == 0


def test_a_page_sends_the_same_statements_for_two_members_and_for_twelve(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    home = a_charged_household()
    in_english(visitor, home.lan)
    counts = []
    for members in (0, 10):
        for number in range(members):
            child = cast.a_person(
                f"Hà Văn {'ABCDEFGHIJ'[number]}", born=PartialDate(date(2015, 1, 1))
            )
            session.add(
                Charge(
                    person_id=child.person_id,
                    year=2026,
                    unit_id=home.unit,
                    household_id=home.id,
                    village_id=None,
                    terms_id=session.scalars(sa.select(sa.func.min(Charge.terms_id))).one(),
                    amount=1_000,
                    exemption=None,
                    opened_at=clock.now(),
                )
            )
        session.commit()
        statements.clear()
        assert visitor.get("/fees").status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 5, statements


def test_a_gateway_is_offered_for_what_it_takes_and_leads_on_at_once(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    gateway = methods.Offer(
        method=Method.VNPAY,
        label="VNPAY",
        begin=lambda order: f"/further/{order.memo}",
        takes=lambda amount, _commune: amount >= 2_000,
    )
    methods.init_app(app, [gateway])
    browser = in_english(visitor, home.lan)

    assert 'value="vnpay"' in browser.get("/fees").text
    little = browser.submit("/fees", {"charges": home.ticks[:1], "method": "vnpay"}, to=ORDERS)
    whole = browser.submit("/fees", {"charges": home.ticks, "method": "vnpay"}, to=ORDERS)

    assert little.status_code == 422
    [made] = _orders()
    assert (whole.status_code, whole.location) == (303, f"/further/{made.memo}")
    page = browser.get(f"{ORDERS}/{made.id}").text
    assert "Go on to VNPAY" in page
    assert "qr.png" not in page
    further = browser.submit(f"{ORDERS}/{made.id}", to=f"{ORDERS}/{made.id}/go")
    assert further.location == f"/further/{made.memo}"


def _begun_at_vnpay(home: Household) -> UUID:
    made = order(home.charges.values(), home.id, Method.VNPAY, by_person=home.lan.person_id)
    session.commit()
    return made.id


def test_a_payment_at_a_provider_is_listed_until_the_provider_answers(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    order_id = _begun_at_vnpay(home)

    for minutes, member in ((0, home.men), (16, home.lan)):
        time.pass_by(minutes=minutes)
        browser = in_english(a_browser(app), member)
        page = browser.get("/fees").text
        assert f'href="{ORDERS}/{order_id}"' in page
        assert "VNPAY · 9:00, 24 Nov 2026" in page
        assert "No answer yet. Do not pay again" in page

    assert "VNPAY has not said yet whether it was paid" in browser.get(f"{ORDERS}/{order_id}").text


def test_a_payment_the_provider_refused_is_shown_until_somebody_pays_anew(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    order_id = _begun_at_vnpay(home)
    close(order_id, OrderState.CANCELLED)
    session.commit()
    browser = in_english(visitor, home.lan)

    page, own = browser.get("/fees").text, browser.get(f"{ORDERS}/{order_id}").text

    assert "Nothing was paid" in page
    assert "Choose below and try again" in page
    assert "Do not pay again" not in page
    assert "VNPAY says that the payment was not made" in own
    time.pass_by(minutes=1)
    _ordered_by(browser, *home.charges.values())
    assert "Nothing was paid" not in browser.get("/fees").text


def test_a_refused_payment_is_forgotten_after_a_day(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    close(_begun_at_vnpay(home), OrderState.EXPIRED)
    session.commit()
    time.pass_by(days=1)

    assert "Nothing was paid" not in in_english(visitor, home.lan).get("/fees").text


def test_an_order_names_for_whom_and_says_when_it_was_looked_at(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    browser = in_english(visitor, home.lan)
    address = _ordered_by(browser, *home.charges.values())

    page = browser.get(address).text
    again = re.search(rf'href="({address}\?looked=1)"', page)

    assert home.lan.full_name in page
    assert home.men.full_name in page
    assert "Looked at" not in page
    assert again is not None
    assert "Looked at 09:00:00: the money is not here yet" in browser.get(again[1]).text


def test_home_leads_to_the_fee(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()

    assert 'href="/fees"' in in_english(visitor, home.lan).get("/home").text
