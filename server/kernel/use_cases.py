"""Which function does what an operation promises: the one of the same name, so that a search for the word walks the whole chain.

# server/ward/main.py
use_cases=use_cases(WardContract, "server.ward")

# server/ward/departures.py
@prepared_by(ask_admission)
def recall(work: Work, stay_id: StayId) -> WardStay: …
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from server.kernel.neighbours import acting_for
from server.kernel.unit_of_work import Caller, Work
from shared.contracts.common import DepartmentContract
from shared.contracts.operation import Operation, operations_of
from shared.identifiers import Key
from shared.rpc.client import bound

C = TypeVar("C")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
UseCases = Mapping[str, Callable[..., Any]]
_PREPARE = "__prepared_by__"


@dataclass(frozen=True)
class Preparation:
    """What a `prepared_by` function gets: who acts, short reads of its own database, and neighbours to ask."""

    caller: Caller
    read: Callable[[Callable[[Work], Any]], Any]
    key: str
    neighbours: Any

    def ask(self, contract: type[C], question: Callable[[C], T]) -> T:
        """Ask a neighbour for the person who acts. A command goes under a key that follows from ours: a repeat repeats it."""
        with acting_for(self.caller.user_id):
            answer: T = self.neighbours.ask(contract, lambda api: question(bound(api, Key(f"{self.key[:62]}-2"))))
        return answer


def prepared_by(prepare: Callable[..., Any]) -> Callable[[F], F]:
    """Have `prepare(preparation, *arguments)` ask neighbours before the unit of work of this use case begins."""

    def mark(use_case: F) -> F:
        setattr(use_case, _PREPARE, prepare)
        return use_case

    return mark


def preparation_of(use_case: Callable[..., Any]) -> Callable[..., Any] | None:
    """What asks neighbours for a use case, if anything does."""
    return getattr(use_case, _PREPARE, None)


@functools.cache
def use_cases(contract: type[DepartmentContract], package: str) -> UseCases:
    """The use case of every operation that the kernel does not answer itself, found in the modules of a department's `package`.

    Raises TypeError unless exactly one module defines it, with the parameters of the contract after `work`.
    """
    operations = operations_of(contract)
    homes = [
        importlib.import_module(f"{package}.{name}")
        for _, name, is_package in pkgutil.iter_modules(importlib.import_module(package).__path__)
        if name != "main" and not is_package
    ]
    return {name: _use_case(operations[name], homes) for name in operations.keys() - operations_of(DepartmentContract).keys()}


def _use_case(operation: Operation, homes: list[ModuleType]) -> Callable[..., Any]:
    named = ((home, getattr(home, operation.name, None)) for home in homes)
    found = [each for home, each in named if inspect.isfunction(each) and each.__module__ == home.__name__]
    if len(found) != 1:
        raise TypeError(f"{operation.name} has {len(found)} use cases: {', '.join(each.__module__ for each in found)}")
    parameters = list(inspect.signature(found[0]).parameters)
    if parameters != ["work", *operation.parameter_types]:
        raise TypeError(f"{operation.name} takes {', '.join(operation.parameter_types)}; its use case {', '.join(parameters)}")
    return found[0]
