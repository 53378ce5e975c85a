"""Keeping a value for later as text, and getting the same value back."""

import dataclasses
import json
import types
import typing
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

_AS_THEY_ARE = frozenset((str, int, bool, float))
_BY_TEXT = {date: date.fromisoformat, datetime: datetime.fromisoformat, time: time.fromisoformat}


def pack(value: Any) -> str:
    """Return the value as JSON with sorted keys, so that equal values give equal texts."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in _AS_THEY_ARE:
        return value
    if kind in (tuple, list):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(kind):
        return _fields(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return {key: _plain(item) for key, item in value.items()}


def _fields(value: Any) -> dict[str, Any]:
    """Leave out what a default fills in anyway; texts stay short."""
    kind: Any = type(value)
    found = {}
    for name, has_default in _names(kind):
        item = getattr(value, name)
        if has_default and (item is None or item == "" or item == () or item == {}):
            continue
        found[name] = _plain(item)
    return found


@cache
def _names(kind: Any) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (
            field.name,
            field.default is not dataclasses.MISSING
            or field.default_factory is not dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    )


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
