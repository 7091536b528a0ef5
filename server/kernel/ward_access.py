"""Whose patients a caller may work with, decided in one place before a use case runs: by the types of the arguments.

A department says how the wards of what an identifier names are found; every operation that takes such an identifier, by itself, in
a tuple or in a value, is looked after from then on.
"""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from server.kernel.unit_of_work import Work
from shared.contracts.operation import Operation

Belongs = Mapping[Any, Callable[[Work, Collection[Any]], Iterable[Collection[str]]]]
"""By the type of identifiers, or by the name of an argument: the wards each of them belongs to; what belongs to none is left out.
One statement, however many there are."""


def check(work: Work, operation: Operation, arguments: tuple[Any, ...], belongs: Belongs) -> None:
    """Raise WardNotAllowed for an argument that belongs to other wards than the caller's."""
    if work.caller.every_ward:
        return
    given: dict[Any, set[Any]] = {}
    for (name, hint), value in zip(operation.parameter_types.items(), arguments, strict=True):
        for key, identifier in named(name, hint, value, belongs):
            given.setdefault(key, set()).add(identifier)
    for key, identifiers in given.items():
        for wards in belongs[key](work, identifiers):
            work.caller.require_one_of(wards)


def named(name: str, hint: Any, value: Any, belongs: Belongs) -> Iterator[tuple[Any, Any]]:
    """What of `value` names something that belongs to wards, with the key it is looked up by."""
    hints = (*typing.get_args(hint), hint)
    if value is None:
        return
    if isinstance(value, tuple):
        for part in value:
            yield from named(name, next(iter(hints)), part, belongs)
    elif dataclasses.is_dataclass(value):
        for field, inner in _fields(value.__class__).items():
            yield from named(field, inner, getattr(value, field), belongs)
    else:
        yield from ((key, value) for key in (*hints, name) if key in belongs)


@functools.cache
def _fields(value_type: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(value_type)
