"""The receipt as a paper of half a page A4, in Vietnamese: the unit's own collection slip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.fees.amount_words import in_words
from portal.fees.order_models import Method
from portal.fees.receipts import Slip, note_printed
from portal.kernel import formats, pages
from portal.kernel.pdf import worker

TEMPLATE = "fees/receipt_paper.html"
METHODS = {
    Method.TRANSFER: "Chuyển khoản",
    Method.VNPAY: "VNPAY",
    Method.MOMO: "MoMo",
    Method.CASH: "Tiền mặt",
}
FEWEST_LINES_IN_SMALL_PRINT = 9


@dataclass(frozen=True, kw_only=True)
class Group:
    """The people of a slip who paid the same for the same years."""

    years: str
    names: str = field(repr=False)
    sum: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands on the paper, finished."""

    slip: Slip
    groups: Sequence[Group]
    amount: str
    words: str
    method: str
    at: str
    day: str
    annulled_on: str
    is_reprint: bool
    is_small: bool


def pdf_of(slip: Slip) -> bytes:
    """Print a receipt; every print after the first says so. The request's transaction notes it."""
    if slip.printed_at is not None:
        return _set(slip, is_reprint=True)
    made = _set(slip, is_reprint=False)
    return made if note_printed(slip.id) else _set(slip, is_reprint=True)


def _set(slip: Slip, *, is_reprint: bool) -> bytes:
    return worker.render(pages.render(TEMPLATE, paper=paper_of(slip, is_reprint=is_reprint)))


def paper_of(slip: Slip, *, is_reprint: bool) -> Paper:
    """Return what the paper says."""
    return Paper(
        slip=slip,
        groups=list(_groups(slip)),
        amount=_dong(slip.amount),
        words=in_words(slip.amount),
        method=METHODS[slip.method],
        at=formats.moment(slip.issued_at, language="vi"),
        day=_long_date(slip),
        annulled_on=formats.day(slip.annulled_at, language="vi") if slip.annulled_at else "",
        is_reprint=is_reprint,
        is_small=len(slip.lines) >= FEWEST_LINES_IN_SMALL_PRINT,
    )


def _groups(slip: Slip) -> Iterable[Group]:
    """Put lines of one amount together: by year, then the years with the same people."""
    people: dict[tuple[int, int], list[str]] = {}
    for line in slip.lines:
        people.setdefault((line.year, line.amount), []).append(line.full_name)
    years: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for (year, amount), names in sorted(people.items()):
        years.setdefault((amount, tuple(names)), []).append(year)
    for (amount, together), of_years in years.items():
        times = f"{len(together)} hồ sơ × {_dong(amount)}"
        if len(of_years) > 1:
            times += f" × {len(of_years)} năm"
        yield Group(
            years=", ".join(map(str, of_years)),
            names=", ".join(together),
            sum=f"{times} = {_dong(amount * len(together) * len(of_years))}",
        )


def _dong(amount: int) -> str:
    return formats.dong(amount, language="vi")


def _long_date(slip: Slip) -> str:
    on = formats.calendar_day(slip.issued_at)
    return f"Ngày {on.day:02d} tháng {on.month:02d} năm {on.year}"
