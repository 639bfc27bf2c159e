"""Read JSON as values, and write values as JSON."""

from __future__ import annotations

import json
import types
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from postergen.client.failures import UnreadableAnswer

T = TypeVar("T")


def read(kind: type[T], data: object) -> T:
    """The JSON as a value of this kind. What a newer server says beside it is passed over.

    Raises:
        UnreadableAnswer: something that the value needs is not there.
    """
    try:
        value: T = _read(kind, data)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise UnreadableAnswer(f"this is no {kind.__name__}: {type(exc).__name__} {exc}") from exc
    return value


def write(sent: Mapping[str, object]) -> bytes:
    """JSON of what a program has at hand: times, days, decimals, pictures."""
    return json.dumps(sent, default=_plain, ensure_ascii=False).encode()


def _plain(value: object) -> object:
    match value:
        case date():  # a datetime is one
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return b64encode(value).decode()
    return list(value) if isinstance(value, tuple | set | frozenset) else str(value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, data: Any) -> Any:
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{f.name: _read(hints[f.name], _part(hints[f.name], data, f.name)) for f in fields(kind)})  # type: ignore[operator]
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _either(inside, data)
    if origin is tuple:
        return tuple(_read(inside[0], one) for one in data)
    if origin is dict:
        return {name: _read(inside[1], one) for name, one in data.items()}
    if origin is Literal:
        return data  # a newer server may know one more
    return _scalar(kind, data)


def _part(kind: Any, data: Mapping[str, object], name: str) -> object:
    """A part of an object; an older server may leave out what may be null."""
    return data.get(name) if type(None) in get_args(kind) else data[name]


def _either(kinds: tuple[Any, ...], data: Any) -> Any:
    """The value as the first kind that it is one of."""
    for kind in kinds:
        if kind is not type(None):
            try:
                return _read(kind, data)
            except (TypeError, ValueError, KeyError, AttributeError):
                continue
    raise TypeError(f"{data!r} is none of what may stand here")


def _scalar(kind: Any, data: Any) -> Any:
    if kind in (datetime, date):
        return kind.fromisoformat(data)
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, kind):
        raise TypeError(f"{data!r} is no {kind.__name__}")
    return data
