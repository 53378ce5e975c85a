"""Walking along the chains and naming the first line that does not fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.audit import chain
from portal.audit.chain import GENESIS, Head

LOOKED_AHEAD = 10_000
Row = Mapping[str, Any]
Anchors = Mapping[UUID, Mapping[int, bytes]]


class Kind(StrEnum):
    """What is wrong with the log."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    BAD_SIGNATURE = "bad signature"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The first bad place: a line by chain and position, or a record of the anchor file."""

    kind: Kind
    chain: UUID | None = None
    position: int | None = None
    seq: int | None = None
    checkpoint: int | None = None


class Broken(Exception):
    """The walk has met a fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind.value)
        self.fault = fault


@dataclass(kw_only=True)
class Walk:
    """Lines come ordered by chain and position; only the newest is remembered.

    `anchors` are positions whose hashes were signed earlier, by chain.
    """

    anchors: Anchors
    lines: int = 0
    chains: int = 0
    _owner: UUID | None = None
    _head: Head = GENESIS
    _seq: int = 0
    _unseen: set[UUID] = field(default_factory=set)

    def along(self, rows: Iterable[Row]) -> None:
        """Raise Broken at the first line that does not fit, or that should be there."""
        self._unseen = set(self.anchors)
        for row in rows:
            if row["chain"] != self._owner:
                self._end_of_chain()
                self._begin(row["chain"])
            self._step(row)
        self._end_of_chain()
        for gone in sorted(self._unseen):
            raise Broken(Fault(kind=Kind.TRUNCATED, chain=gone, position=1))

    def _begin(self, owner: UUID) -> None:
        self._owner, self._head, self._seq = owner, GENESIS, 0
        self._unseen.discard(owner)
        self.chains += 1

    def _end_of_chain(self) -> None:
        owner, last = self._owner, self._head.position
        if owner is not None and max(self.anchors.get(owner, {0: b""})) > last:
            raise Broken(Fault(kind=Kind.TRUNCATED, chain=owner, position=last + 1))

    def _step(self, row: Row) -> None:
        expected = self._head.position + 1
        if row["position"] != expected:
            raise Broken(self._elsewhere(row, expected))
        if kind := _fault_within(row):
            raise Broken(self._at(row, kind))
        if row["previous"] != self._head.hash:
            raise Broken(self._cut_before(row))
        if row["seq"] <= self._seq:
            raise Broken(self._at(row, Kind.REORDERED))
        signed = self.anchors.get(row["chain"], {}).get(expected)
        if signed is not None and signed != row["hash"]:
            raise Broken(self._at(row, Kind.CHANGED))
        self._head, self._seq = Head(expected, row["hash"]), row["seq"]
        self.lines += 1

    def _elsewhere(self, row: Row, expected: int) -> Fault:
        """A gap; or, where a database lost its constraints, a second line at one place."""
        if isinstance(row["position"], int) and row["position"] < expected:
            return self._at(row, Kind.CHANGED)
        return Fault(kind=Kind.MISSING, chain=self._owner, position=expected)

    def _cut_before(self, row: Row) -> Fault:
        """A whole line that follows another past: the line before it was rewritten."""
        if row["position"] == 1:
            return self._at(row, Kind.CHANGED)
        return Fault(
            kind=Kind.CHANGED, chain=self._owner, position=self._head.position, seq=self._seq
        )

    def _at(self, row: Row, kind: Kind) -> Fault:
        return Fault(kind=kind, chain=self._owner, position=row["position"], seq=row["seq"])


def _fault_within(row: Row) -> Kind | None:
    """Say whether the line contradicts itself."""
    text = chain.canonical(chain.body_of(row))
    if row["hash"] != chain.hash_of_text(row["position"], row["previous"], text):
        return _stood_elsewhere(row, text)
    owner = chain.chain_of(row["person_id"], row["staff_id"], row["account_id"])
    return Kind.CHANGED if row["chain"] != owner else None


def _stood_elsewhere(row: Row, text: bytes) -> Kind:
    """Tell a whole line at a wrong position from a changed one."""
    places = range(1, row["position"] + LOOKED_AHEAD)
    moved = any(row["hash"] == chain.hash_of_text(at, row["previous"], text) for at in places)
    return Kind.REORDERED if moved else Kind.CHANGED
