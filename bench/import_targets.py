"""What an import may cost, and whether it did."""

from dataclasses import dataclass

TOLERANCE = 1.25  # memory of a larger file against that of a smaller one


@dataclass(frozen=True)
class Target:
    """Rows a second on one core, and how many times slower than the bare loop that may be.

    `ratios` is by processor time, for SQLite and PostgreSQL: the target beside what the bare
    loop does on a free core of the machine the targets were set on, and a quarter more. A busy
    machine slows both sides, so the ratio alone decides whether a run fails.
    """

    rows: int
    ratios: tuple[float, float]
    mib: float | None = None


TARGETS = {
    "registry CSV": Target(20_000, (3.0, 8.2), mib=64),
    "registry XLSX": Target(10_000, (4.0, 6.7)),  # its reader holds the whole workbook
    "claim XML": Target(2_000, (2.5, 3.5), mib=64),
}


@dataclass(frozen=True)
class Cost:
    """What one import took: rows, seconds, seconds of processor, and MiB above the start."""

    rows: int
    seconds: float
    cpu: float
    mib: float


@dataclass(frozen=True)
class Finding:
    """One target with what was measured; `decides` says whether a miss fails the run."""

    what: str
    met: bool
    decides: bool = False

    def __str__(self) -> str:
        return f"{'met   ' if self.met else 'MISSED'} {self.what}"


def findings(
    kind: str, *, bare: float, portal: float, mib: float, grown: float | None, postgres: bool
) -> list[Finding]:
    """Compare rows per second of processor, and memory, with the target of a kind of file."""
    target = TARGETS[kind]
    ratio, most = bare / portal, target.ratios[postgres]
    found = [
        Finding(f"{portal:,.0f} of {target.rows:,} rows a CPU second", portal >= target.rows),
        Finding(f"{ratio:.1f} times the bare loop, {most:g} allowed", ratio <= most, decides=True),
    ]
    if target.mib is not None:
        held = f"{mib:.1f} MiB held, {target.mib:g} allowed"
        found.append(Finding(held, mib <= target.mib, decides=True))
        if grown is not None:
            flat = grown <= max(mib * TOLERANCE, mib + 4)
            found.append(Finding(f"{grown:.1f} MiB held with the larger file", flat, decides=True))
    return found
