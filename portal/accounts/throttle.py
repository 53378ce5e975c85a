"""Counting what the limits speak of, in rows that every process sees."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.limits import (
    ATTACK_WINDOW,
    DAY,
    HOUR,
    QUARTER_HOUR,
    TEN_MINUTES,
    Bucket,
    Sends,
)
from portal.accounts.models import Throttle
from portal.config import Limits


def _count(bucket: Bucket, key: str, since: str) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Throttle)
        .where(
            Throttle.bucket == bucket.value,
            Throttle.key == sa.bindparam(key),
            Throttle.at > sa.bindparam(since),
        )
        .scalar_subquery()
    )


_OTHER_IDS = (
    sa.select(sa.func.count(sa.distinct(Throttle.detail)))
    .where(
        Throttle.bucket == Bucket.ASKED.value,
        Throttle.key == sa.bindparam("source"),
        Throttle.at > sa.bindparam("hour_ago"),
        Throttle.detail != sa.bindparam("index"),
    )
    .scalar_subquery()
)
_SENDS = sa.select(
    _count(Bucket.SENT, "index", "lately").label("lately"),
    _count(Bucket.SENT, "index", "quarter_hour_ago").label("quarter_hour"),
    _count(Bucket.SENT, "index", "day_ago").label("day"),
    _count(Bucket.SENT_KNOWN, "index", "day_ago").label("known_day"),
    _count(Bucket.ASKED, "source", "ten_minutes_ago").label("source_ten_minutes"),
    _OTHER_IDS.label("source_other_ids"),
    _count(Bucket.SENT_IN_ALL, "everybody", "day_ago").label("in_all_day"),
    _count(Bucket.FAILED_IN_ALL, "everybody", "attack_began").label("failed_lately"),
    _count(Bucket.PASSED_IN_ALL, "everybody", "attack_began").label("passed_lately"),
)
EVERYBODY = b"\0"


def lock(connection: Connection, key: bytes) -> None:
    """Let one transaction at a time count and write under a key, until it ends.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(key[:8], "big", signed=True)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def sends(
    connection: Connection, index: bytes, source: bytes, now: datetime, limits: Limits
) -> Sends:
    """Count what was sent to a typed number, asked from a source, and sent in all."""
    row = connection.execute(
        _SENDS,
        {
            "index": index,
            "source": source,
            "everybody": EVERYBODY,
            "lately": now - limits.resend_after,
            "attack_began": now - ATTACK_WINDOW,
            "ten_minutes_ago": now - TEN_MINUTES,
            "quarter_hour_ago": now - QUARTER_HOUR,
            "hour_ago": now - HOUR,
            "day_ago": now - DAY,
        },
    ).one()
    return Sends(**row._mapping)


_FAILURES = (
    sa.select(Throttle.bucket, sa.func.count().label("times"))
    .where(
        Throttle.bucket.in_(sa.bindparam("buckets", expanding=True)),
        Throttle.key == sa.bindparam("key"),
        Throttle.at > sa.bindparam("since"),
    )
    .group_by(Throttle.bucket)
)


def failures(
    connection: Connection, key: bytes, buckets: Iterable[Bucket], now: datetime
) -> Mapping[str, int]:
    """Count a day's failures in each bucket; a bucket without any is absent."""
    rows = connection.execute(
        _FAILURES, {"buckets": [bucket.value for bucket in buckets], "key": key, "since": now - DAY}
    )
    return {row.bucket: row.times for row in rows}


_SINCE = (
    sa.select(sa.func.count())
    .select_from(Throttle)
    .where(
        Throttle.bucket == sa.bindparam("bucket"),
        Throttle.key == sa.bindparam("key"),
        Throttle.at > sa.bindparam("since"),
    )
)


def since(connection: Connection, key: bytes, bucket: Bucket, begin: datetime) -> int:
    """Count the events of one bucket after a moment."""
    values = {"bucket": bucket.value, "key": key, "since": begin}
    return int(connection.execute(_SINCE, values).scalar_one())


def note(
    connection: Connection, now: datetime, rows: Iterable[tuple[Bucket, bytes, bytes | None]]
) -> None:
    """Write events given as (bucket, key, detail)."""
    values = [
        {"bucket": bucket.value, "key": key, "detail": detail, "at": now}
        for bucket, key, detail in rows
    ]
    if values:
        connection.execute(sa.insert(Throttle), values)


def forgive(connection: Connection, key: bytes, buckets: Iterable[Bucket], detail: bytes) -> None:
    """Take back the failures noted before a comparison that turned out right."""
    connection.execute(
        sa.delete(Throttle).where(
            Throttle.bucket.in_([bucket.value for bucket in buckets]),
            Throttle.key == key,
            Throttle.detail == detail,
        )
    )


def passed_after_all(connection: Connection, now: datetime, detail: bytes) -> None:
    """Count a try of the last minutes, noted as failed in all, among those that passed."""
    connection.execute(
        sa.update(Throttle)
        .where(
            Throttle.bucket == Bucket.FAILED_IN_ALL.value,
            Throttle.key == EVERYBODY,
            Throttle.at > now - ATTACK_WINDOW,
            Throttle.detail == detail,
        )
        .values(bucket=Bucket.PASSED_IN_ALL.value)
    )
