"""The handle a writer works with: one transaction, one report, one moment."""

from collections.abc import Container, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.engine import Connection

from portal.interop.recognise import Family
from portal.interop.runs.tally import Report
from portal.people.kinds import Source


@dataclass(slots=True)
class Batch:
    """Some values of one run, written in one transaction.

    `spoken` lives as long as the run: what the file has already spoken about (a person, a
    dose). `fresh` is what this batch adds; it joins when the batch is committed.
    `touched` are the persons something was added about, for the log.
    """

    connection: Connection
    run_id: UUID
    family: Family
    now: datetime
    today: date
    source: Source
    spoken: Container[Hashable] = ()
    fresh: set[Hashable] = field(default_factory=set)
    report: Report = field(default_factory=Report)
    any_held: bool | None = None
    exported_on: date | None = None
    touched: set[UUID] = field(default_factory=set)

    def first_time(self, thing: Hashable) -> bool:
        """Say whether the run speaks of this for the first time, and note it.

        A file that says two things about one dose would otherwise change it back and
        forth each time it is imported.
        """
        if thing in self.fresh or thing in self.spoken:
            return False
        self.fresh.add(thing)
        return True
