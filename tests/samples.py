"""A value of any type that crosses the wire, made from the type alone: once with as little in it as possible, once full."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec

_PLAIN: dict[Any, tuple[Any, Any]] = {
    str: ("", "张䶮 O'Neil"),
    int: (0, 2**40),
    bool: (False, True),
    float: (0.0, 25.5),
    bytes: (b"", b"\x00\xff"),
    Decimal: (Decimal("0.00"), Decimal("-1234567890123.4567")),
    date: (date(1, 1, 1), date(2026, 3, 2)),
    datetime: (datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, 8, 30, 1, 234567, tzinfo=UTC)),
}


def sample(kind: Any, full: bool, bound: dict[Any, Any] | None = None) -> Any:
    """A value of `kind`: empty collections, None and zero, or (`full`) something everywhere."""
    bound = bound or {}
    if kind in bound:
        return sample(bound[kind], full)
    if isinstance(kind, typing.NewType):
        return sample(kind.__supertype__, full)
    if kind is type(None):
        return None
    if kind is Any:
        return "anything" if full else None
    if kind in _PLAIN:
        return _PLAIN[kind][full]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _within(arguments[0], arguments[1:], full)
    if origin in {typing.Union, types.UnionType}:
        return sample(arguments[0] if full else arguments[-1], full, bound)
    if origin is typing.Literal:
        return arguments[-1 if full else 0]
    if origin is tuple:
        return _tuple(arguments, full, bound)
    if origin is dict:
        return {sample(arguments[0], full): sample(arguments[1], full)} if full else {}
    if origin is not None:
        return _fields(origin, full, dict(zip(origin.__parameters__, arguments, strict=True)))
    if issubclass(kind, enum.Enum):
        return list(kind)[-1 if full else 0]
    return _fields(kind, full, bound)


def _within(kind: Any, metas: tuple[Any, ...], full: bool) -> Any:
    meta = next((each for each in metas if isinstance(each, msgspec.Meta)), msgspec.Meta())
    if meta.pattern is not None:
        return "insert"
    value = sample(kind, full)
    if isinstance(value, str):
        value = (value or "一" * (meta.min_length or 0))[: meta.max_length]
    if isinstance(value, int) and not isinstance(value, bool):
        value = max(meta.ge or 0, min(value, meta.le if meta.le is not None else value))
    return value


def _tuple(arguments: tuple[Any, ...], full: bool, bound: dict[Any, Any]) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return (sample(arguments[0], full, bound),) * 2 if full else ()
    return tuple(sample(each, full, bound) for each in arguments)


def _fields(kind: Any, full: bool, bound: dict[Any, Any]) -> Any:
    hints = typing.get_type_hints(kind, include_extras=True)
    make: Callable[..., Any] = kind
    names = [field.name for field in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else list(kind.__struct_fields__)
    return make(**{name: sample(hints[name], full, bound) for name in names})
