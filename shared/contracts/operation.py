"""How an operation of a contract is declared, and what can be read from the declaration."""

from __future__ import annotations

import functools
import hashlib
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__operation__"
_HASH_IGNORES = {"title", "description", "default"}


@dataclass(frozen=True, slots=True)
class _Mark:
    readonly: bool
    right: str | None
    public: bool
    keyless: bool


def operation(*, readonly: bool = False, right: str | None = None, public: bool = False, keyless: bool = False) -> Callable[[F], F]:
    """Declare a method of a contract as callable from outside.

    `readonly` opens a read transaction and lets a client repeat the call at will; every other operation is a command, done once
    for each key in the envelope of its calls. A `keyless` one judges a repeat by the state it finds, so nothing is stored about it.
    `right` is what the caller must hold. `public` operations need no log-in at all.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, _Mark(readonly, right, public, keyless or public))
        return function

    return mark


@dataclass(frozen=True)
class Operation:
    """One operation as both ends see it."""

    name: str
    readonly: bool
    right: str | None
    public: bool
    keyless: bool
    signature: inspect.Signature
    parameter_types: dict[str, Any]
    result_type: Any

    @property
    def takes_key(self) -> bool:
        """Whether this is a command with an idempotency key."""
        return not (self.readonly or self.keyless)

    @functools.cached_property
    def arguments_type(self) -> Any:
        """The arguments in order of declaration, as one tuple type."""
        # Built at run time, which no type checker follows.
        return tuple.__class_getitem__(tuple(self.parameter_types.values()))

    @functools.cached_property
    def arguments_decoder(self) -> msgspec.msgpack.Decoder[Any]:
        return msgspec.msgpack.Decoder(self.arguments_type)

    @functools.cached_property
    def result_decoder(self) -> msgspec.msgpack.Decoder[Any]:
        return msgspec.msgpack.Decoder(self.result_type)

    @functools.cached_property
    def fingerprint(self) -> str:
        """Changes when the shape of an argument or of the result changes; both ends compare it before the first call."""
        # Floats and documentation are not shape; default values may differ between versions.
        schemas, components = msgspec.json.schema_components([self.arguments_type, self.result_type])
        shape = msgspec.json.encode(_shape([list(self.parameter_types), schemas, components]), order="sorted")
        return hashlib.sha256(shape).hexdigest()[:12]

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """Arguments of a call in order of declaration, defaults filled in."""
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return tuple(bound.arguments[name] for name in self.parameter_types)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(part) for name, part in value.items() if name not in _HASH_IGNORES}
    if isinstance(value, list | tuple):
        return [_shape(part) for part in value]
    return value


_operations: dict[type, dict[str, Operation]] = {}


def operations_of(contract: type) -> dict[str, Operation]:
    """Every operation of `contract` by name."""
    if contract not in _operations:
        _operations[contract] = _read_operations(contract)
    return _operations[contract]


def _read_operations(contract: type) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    for name, function in inspect.getmembers(contract, inspect.isfunction):
        mark: _Mark | None = getattr(function, _MARK, None)
        if mark is None:
            continue
        types = typing.get_type_hints(function, include_extras=True)
        result = types.pop("return")
        signature = inspect.signature(function)
        without_self = signature.replace(parameters=list(signature.parameters.values())[1:])
        found[name] = Operation(name, mark.readonly, mark.right, mark.public, mark.keyless, without_self, types, result)
    return found
