"""The yearly fee: a charge for everybody, two households of five paid in cash in their village."""

from collections.abc import Sequence
from datetime import date

from bench.province.columns import NULL
from bench.province.commune import Commune
from bench.province.offices import FEE
from bench.province.people import Household, Resident
from portal.kernel import crypto

OPENED, PAID, EXPIRES = "2026-02-01 08:00:00+07", "2026-03-{:02} 09:00:00+07", "2026-03-30 09:00+07"
UNDER_SIX = 6
MEMO_LETTERS = "23456789ACDEFGHJKLMNPQRSTUVWXYZ"


def add(commune: Commune, households: Sequence["Household"]) -> None:
    """Charge everybody, and let some pay."""
    last, held = 0, [0] * len(commune.villages)
    for household in households:
        charges = [_charge(commune, household, one) for one in household.members]
        owed = [(one, charge) for one, charge in zip(household.members, charges, strict=True)
                if charge]  # fmt: skip
        if household.number // 10 % 5 < 2 and owed:
            last += 1
            held[household.village] += _pay(commune, household, owed, last)
    unit = commune.staff["unit"]
    commune.rows.add("fee_receipt_counter", unit, commune.today.year, last)
    for village, amount in enumerate(held):
        if amount:
            commune.rows.add("cash_box", unit, commune.staff[f"village{village}"], amount)


def _charge(commune: Commune, household: "Household", one: "Resident") -> str | None:
    """Charge one person; return the charge unless nothing is owed for it."""
    year, charge_id = commune.today.year, commune.an_id()
    is_exempt = one.born > date(year - UNDER_SIX, 1, 1)
    amount = "0\tunder_six" if is_exempt else f"{FEE}\t{NULL}"
    commune.rows["fee_charge"].append(
        f"{charge_id}\t{one.id}\t{year}\t{commune.staff['unit']}\t{household.id}"
        f"\t{commune.villages[household.village]}\t{commune.number + 1}\t{amount}\t{OPENED}"
    )
    return None if is_exempt else charge_id


def _pay(
    commune: Commune,
    household: "Household",
    owed: Sequence[tuple["Resident", str]],
    number: int,
) -> int:
    rows, unit = commune.rows, commune.staff["unit"]
    order_id, receipt_id, amount = commune.an_id(), commune.an_id(), FEE * len(owed)
    collector = commune.staff[f"village{household.village}"]
    paid = PAID.format(1 + number % 28)
    memo = "HSSK" + _letters(commune.number * 100_000 + number)
    rows.add(
        "fee_order", order_id, memo, unit, household.id, amount, "cash", "paid", collector, paid,
        EXPIRES, paid,
    )  # fmt: skip
    for _, charge_id in owed:
        rows.add("fee_order_line", order_id, charge_id, FEE)
    rows.add(
        "fee_receipt", receipt_id, unit, commune.today.year, number, order_id, household.id,
        crypto.seal("fee_receipt.payer", household.members[0].name), amount, "cash", collector,
        "Y sĩ", paid, f"UBND {commune.name}", "", "",
    )  # fmt: skip
    for one, charge_id in owed:
        rows.add("fee_charge_payment", charge_id, receipt_id, one.name, FEE, paid)
    rows.add("ledger_move", paid, unit, "fees", "cash", collector, amount, "payment", receipt_id)
    return amount


def _letters(number: int) -> str:
    letters = ""
    for _ in range(8):
        number, place = divmod(number, len(MEMO_LETTERS))
        letters += MEMO_LETTERS[place]
    return letters
