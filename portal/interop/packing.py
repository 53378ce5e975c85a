"""Keeping a value for later as text, and getting the same value back."""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter, methodcaller
from typing import Any

Names = tuple[tuple[str, bool], ...]
_NOTHING: tuple[Any, ...] = (None, "", (), {})
_BY_TEXT = {date: date.fromisoformat, datetime: datetime.fromisoformat, time: time.fromisoformat}


def pack(value: Any, **instead: Any) -> str:
    """Return the value as JSON with sorted keys, so that equal values give equal texts.

    `instead` are fields of a dataclass to write with another content.
    """
    return _JSON.encode({**_fields(value), **instead} if instead else value)


def _plain(value: Any) -> Any:
    """Return what JSON knows instead of a value it does not know."""
    kind: Any = type(value)
    return _way(kind)(value)


@cache
def _way(kind: Any) -> Callable[[Any], Any]:
    if dataclasses.is_dataclass(kind):
        return _fields
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, date | time):
        return methodcaller("isoformat")
    return str if issubclass(kind, Decimal) else dict


_JSON = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, check_circular=False
)


def _fields(value: Any) -> dict[str, Any]:
    """Leave out what a default fills in anyway; texts stay short."""
    kind: Any = type(value)
    names, get = _names(kind)
    return {
        name: item
        for (name, has_default), item in zip(names, get(value), strict=True)
        if item or not (has_default and item in _NOTHING)
    }


@cache
def _names(kind: Any) -> tuple[Names, Callable[[Any], tuple[Any, ...]]]:
    names = tuple(
        (
            field.name,
            field.default is not dataclasses.MISSING
            or field.default_factory is not dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    )
    if len(names) == 1:
        return names, lambda value: (getattr(value, names[0][0]),)
    return names, attrgetter(*(name for name, _ in names))


def unpack(kind: Any, text: str) -> Any:
    """Return the value of this dataclass that `pack` wrote."""
    return _value(kind, json.loads(text))


def _value(kind: Any, plain: Any) -> Any:
    if plain is None:
        return None
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _value(next(k for k in typing.get_args(kind) if k is not type(None)), plain)
    if origin is tuple:
        return tuple(_value(typing.get_args(kind)[0], item) for item in plain)
    if origin is not None:
        return plain
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _value(hints[name], item) for name, item in plain.items()})
    if kind in _BY_TEXT:
        return _BY_TEXT[kind](plain)
    return kind(plain) if kind is Decimal or issubclass(kind, Enum) else plain


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(kind)
