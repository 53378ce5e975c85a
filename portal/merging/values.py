"""Keys and values of any table as JSON, and back by the type of their column."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa


def written(value: Any) -> str:
    """Return a value as JSON text."""
    return json.dumps(_plain(value))


def written_key(values: Sequence[Any]) -> str:
    """Return a primary key as JSON text."""
    return json.dumps([_plain(value) for value in values])


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value


def read(text: str, column: sa.Column[Any]) -> Any:
    """Return the value that was written, as the column takes it."""
    return _typed(json.loads(text), column)


def read_key(text: str, table: sa.Table) -> list[Any]:
    """Return a primary key, as the table's columns take it."""
    values = json.loads(text)
    return [_typed(value, column) for value, column in zip(values, table.primary_key, strict=True)]


def _typed(value: Any, column: sa.Column[Any]) -> Any:
    if value is None:
        return None
    stored = column.type
    kind = (stored.impl_instance if isinstance(stored, sa.TypeDecorator) else stored).python_type
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    return kind(value)
