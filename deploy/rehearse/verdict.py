"""What a rehearsal found: figures, and every expectation that failed."""

from dataclasses import dataclass, field

PASSED, FAILED, SKIPPED = 0, 1, 77


class Skipped(Exception):
    """This machine lacks what the rehearsal needs; the words say what."""


@dataclass
class Verdict:
    """The outcome of one rehearsal."""

    name: str
    figures: dict[str, object] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    skipped: str = ""

    def figure(self, name: str, value: object) -> None:
        """Keep a figure for the line of the verdict; fractions with two digits."""
        self.figures[name] = f"{value:.2f}" if isinstance(value, float) else value

    def expect(self, passed: object, sentence: str) -> None:
        """Note what should have been so, when it was not."""
        if not passed:
            self.faults.append(sentence)

    @property
    def code(self) -> int:
        if self.faults:
            return FAILED
        return SKIPPED if self.skipped else PASSED

    def line(self) -> str:
        """Say it in one line."""
        word = {PASSED: "PASS", FAILED: "FAIL", SKIPPED: "SKIP"}[self.code]
        said = [f"{name} {value}" for name, value in self.figures.items()]
        said += [f"NOT SO: {fault}" for fault in self.faults]
        said += [self.skipped] if self.skipped else []
        return f"{word}  {self.name:15} {'; '.join(said)}"
