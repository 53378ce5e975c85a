"""How a file or a row is refused, in sentences that can be translated later.

A report is stored in English message ids with their values and shown in the reader's
language; a reason therefore never holds a finished sentence. Values name columns and
shapes; they never repeat a name or an identity number.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.sheets.refusal import N_, FileRefused, Reason

__all__ = [
    "N_",
    "CellRefused",
    "FileRefused",
    "NeverStored",
    "Reason",
    "RowProblem",
    "Weight",
]


class Weight(StrEnum):
    """What became of the row the problem is about."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One line of the report; `row` is what a person sees in the file, counted from 1."""

    row: int
    column: str
    reason: Reason
    weight: Weight = Weight.REFUSED


@dataclass(frozen=True, slots=True)
class NeverStored:
    """A row of a register that is never shared (HIV, induced abortion): only counted.

    It carries no row number and no reason, because a report saying "row 12" would tell
    the reader what was left out.
    """


class CellRefused(Exception):
    """One cell cannot be understood, so its row is refused."""

    def __init__(self, column: str, message: str, **values: str) -> None:
        self.column = column
        self.reason = Reason(message, values)
        super().__init__(str(self.reason))

    def on_row(self, row: int) -> RowProblem:
        return RowProblem(row, self.column, self.reason)
