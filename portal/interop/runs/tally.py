"""What a run did, row by row, and the lines of its report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.interop.problems import NeverStored, Reason, RowProblem, Weight


@dataclass(slots=True)
class Tally:
    """Counts of rows by what became of them."""

    new: int = 0
    changed: int = 0
    same: int = 0
    held: int = 0
    refused: int = 0
    dropped: int = 0
    warnings: int = 0

    def __iadd__(self, other: "Tally") -> "Tally":
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def count(self, outcomes: Iterable[str]) -> None:
        """Count rows by the names of their outcomes."""
        for outcome, times in Counter(outcomes).items():
            setattr(self, outcome, getattr(self, outcome) + times)

    @property
    def rows(self) -> int:
        """Return how many rows were dealt with."""
        return self.new + self.changed + self.same + self.held + self.refused + self.dropped


@dataclass(slots=True)
class Report:
    """The tally of a batch and its problems, until they are committed with it."""

    tally: Tally = field(default_factory=Tally)
    problems: list[RowProblem] = field(default_factory=list)

    def note(self, problem: RowProblem | NeverStored) -> None:
        """Count a row that gave no value."""
        if isinstance(problem, NeverStored):
            self.tally.dropped += 1
            return
        self.problems.append(problem)
        if problem.weight is Weight.REFUSED:
            self.tally.refused += 1
        else:
            self.tally.warnings += 1

    def refuse(self, row: int, column: str, message: str) -> None:
        self.note(RowProblem(row, column, Reason(message)))

    def warn(self, row: int, column: str, message: str) -> None:
        self.note(RowProblem(row, column, Reason(message), Weight.WARNING))
