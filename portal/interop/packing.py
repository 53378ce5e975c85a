"""Keeping a value for later as text, and getting the same value back."""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

_BY_TEXT = {date: date.fromisoformat, datetime: datetime.fromisoformat, time: time.fromisoformat}


def pack(value: Any) -> str:
    """Return the value as JSON with sorted keys, so that equal values give equal texts."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            field.name: (_plain(getattr(value, field.name)), field) for field in _fields(value)
        }
        return {name: plain for name, (plain, field) in fields.items() if _is_said(plain, field)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _is_said(plain: Any, field: dataclasses.Field[Any]) -> bool:
    """Leave out what a default fills in anyway; texts stay short."""
    if plain not in (None, "", [], {}):
        return True
    has_default = (
        field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    )
    return not has_default


def _fields(value: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(value)


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
        hints = typing.get_type_hints(kind)
        return kind(**{name: _value(hints[name], item) for name, item in plain.items()})
    if kind in _BY_TEXT:
        return _BY_TEXT[kind](plain)
    return kind(plain) if kind is Decimal or issubclass(kind, Enum) else plain
