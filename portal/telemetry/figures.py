"""The state of the installation, read from its database when somebody asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portal.accounts.signed_in import config
from portal.audit import canary
from portal.backups.standing import standing_of
from portal.kernel import clock, migrations
from portal.kernel.db import reads
from portal.notifications import queries as outbox


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number and what it says; `name` without the common beginning."""

    name: str
    says: str
    value: float


def all_figures() -> Iterator[Figure]:
    """Yield every figure; each is a count, an age in seconds, or 1 for yes."""
    for part in PARTS:
        yield from part()


def _messages() -> Iterator[Figure]:
    backlog = outbox.backlog(clock.now())
    yield Figure(name="outbox_due", says="Messages that are due", value=backlog.due)
    yield Figure(
        name="outbox_oldest_seconds", says="Age of the oldest due message", value=backlog.oldest
    )
    yield Figure(
        name="outbox_dead", says="Messages of this day that never left", value=backlog.dead
    )


def _log() -> Iterator[Figure]:
    well = canary.is_well(clock.now())
    yield Figure(name="log_trial_well", says="The daily trial of the log passed", value=well)


def _schema() -> Iterator[Figure]:
    at_head = migrations.at_head(reads())
    yield Figure(name="schema_at_head", says="Every migration is done", value=at_head)


def _backups() -> Iterator[Figure]:
    folder = config().backups.folder
    if folder is None:
        return  # made by another program, which has its own alarm
    now = clock.now()
    standing = standing_of(folder, now)
    if standing.made_at is not None:
        age = (now - standing.made_at).total_seconds()
        yield Figure(name="backup_age_seconds", says="Age of the newest backup", value=age)
    well = not any(standing.faults(now))
    yield Figure(name="backups_well", says="Backups are made, and open when tried", value=well)


PARTS: tuple[Callable[[], Iterator[Figure]], ...] = (
    _messages,
    _log,
    _schema,
    _backups,
)
