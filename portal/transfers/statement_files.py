"""From the file of a bank to the rows of its statement."""

from collections.abc import Sequence
from itertools import product

from portal.kernel.sheets import apart
from portal.kernel.sheets.headed import Layout, Record, Table
from portal.kernel.sheets.refusal import N_, FileRefused

LARGEST = 1024 * 1024


def _both(vietnamese: Sequence[str], english: Sequence[str]) -> tuple[str, ...]:
    """Return headers in either language, and in both one after the other."""
    pairs = (f"{one} {other}" for one, other in product(vietnamese, english))
    return (*vietnamese, *english, *pairs)


_COLUMNS = {
    "date": _both(
        (
            "Ngày giao dịch",
            "Ngày GD",
            "Ngày",
            "Ngày hạch toán",
            "Ngày hiệu lực",
            "Ngày giờ giao dịch",
            "Thời gian",
            "Thời gian giao dịch",
        ),
        (
            "Transaction date",
            "Trans. date",
            "TNX date",
            "Date",
            "Posting date",
            "Effective date",
            "Transaction time",
            "Date and time",
        ),
    ),
    "credit": _both(
        ("Ghi có", "Phát sinh có", "PS có", "Có", "Số tiền ghi có", "Tiền vào", "Số tiền vào"),
        ("Credit", "Credit amount", "Money in", "Deposit"),
    ),
    "debit": _both(
        ("Ghi nợ", "Phát sinh nợ", "PS nợ", "Nợ", "Số tiền ghi nợ", "Tiền ra", "Số tiền ra"),
        ("Debit", "Debit amount", "Money out", "Withdrawal"),
    ),
    "amount": _both(
        ("Số tiền", "Số tiền giao dịch", "Số tiền GD"), ("Amount", "Transaction amount")
    ),
    "content": _both(
        (
            "Nội dung",
            "Nội dung giao dịch",
            "Nội dung chi tiết",
            "Nội dung chuyển khoản",
            "Diễn giải",
            "Mô tả",
        ),
        (
            "Description",
            "Details",
            "Transaction details",
            "Transactions in detail",
            "Remark",
            "Remarks",
            "Content",
            "Narrative",
        ),
    ),
    "reference": _both(
        (
            "Số tham chiếu",
            "Mã tham chiếu",
            "Tham chiếu",
            "Mã giao dịch",
            "Số giao dịch",
            "Số bút toán",
            "Số chứng từ",
            "Số CT",
        ),
        (
            "Reference",
            "Reference number",
            "Reference no",
            "Ref",
            "Ref no",
            "Transaction ID",
            "Transaction no",
            "Doc no",
        ),
    ),
}
# Banks give money in a column of its own, or all of it in one with a sign.
_LAYOUTS = (
    Layout(columns=_COLUMNS, required=("date", "credit")),
    Layout(columns=_COLUMNS, required=("date", "amount")),
)


def read(content: bytes) -> Sequence[Record]:
    """Return the rows of the first table that is a statement; raise FileRefused."""
    if not content:
        raise FileRefused(N_("The file is empty."))
    if content.startswith(b"%PDF"):
        raise FileRefused(N_("A PDF is for reading. Send the file the data came from."))
    for sheet in apart.read(content):
        for layout in _LAYOUTS:
            table = Table(iter(sheet.rows), layout)
            if table.header is not None:
                return list(table.records())
    raise FileRefused(
        N_("This file has no columns for the day and the amount. Send it as the bank gives it.")
    )
