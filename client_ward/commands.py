"""The nurse's commands: one at a time, each with a key that outlives a lost answer.

A key belongs to what was pressed, not to the press: as long as nobody knows whether a command happened, pressing the same
again uses the same key, so that it is never done twice (architecture, "Commands"). While one is on its way, a second press does
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from shared.contracts.ward.contract import WardContract
from shared.errors import BusinessError, NeedsConfirmation, OutcomeUnknown, Unavailable
from shared.identifiers import Key, new_key
from shared.qt.reply import Reply
from shared.qt.worker import Worker

T = TypeVar("T")
Answers = tuple[str, ...]


class Decisions(Protocol):
    """How a person decides. A reply that fails means no."""

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        """Whether to go on."""

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        """Whether to send the command again now, after an answer was lost."""


@dataclass(frozen=True, slots=True)
class _Press(Generic[T]):
    what: Hashable
    key: Key
    call: Callable[[WardContract, Answers, Key], T]
    outcome: Reply[T]


class Commands:
    """Sends commands through `worker`; see the module."""

    def __init__(self, worker: Worker[WardContract], decisions: Decisions) -> None:
        self._worker, self._decisions = worker, decisions
        self._unknown: dict[Hashable, Key] = {}
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether a command is on its way or waits for a decision."""
        return self._busy

    def press(
        self, what: Hashable, call: Callable[[WardContract, Answers, Key], T], key: Key | None = None, answers: Answers = ()
    ) -> Reply[T]:
        """Send a command; `what` names operation and content. The reply of a press that comes too early is never settled.

        `answers` are questions that the person was asked before: their codes.
        """
        outcome: Reply[T] = Reply()
        if not self._busy:
            self._busy = True
            self._attempt(_Press(what, key or self._unknown.get(what) or new_key(), call, outcome), answers)
        return outcome

    def _attempt(self, press: _Press[Any], answers: Answers) -> None:
        sent = self._worker.command(lambda api: press.call(api, answers, press.key))
        sent.done(lambda value: self._settle(press, value, None))
        sent.failed(lambda error: self._failed(press, answers, error))

    def _failed(self, press: _Press[Any], answers: Answers, error: BusinessError) -> None:
        if isinstance(error, NeedsConfirmation) and error.code not in answers:
            asked = self._decisions.ask(error)
            asked.done(lambda _: self._attempt(press, (*answers, error.code)))
            asked.failed(lambda cancelled: self._settle(press, None, cancelled))
        elif isinstance(error, OutcomeUnknown) or (isinstance(error, Unavailable) and press.what in self._unknown):
            self._unknown[press.what] = press.key
            offered = self._decisions.offer_retry(error)
            offered.done(lambda _: self._attempt(press, answers))
            offered.failed(lambda _: self._settle(press, None, error))
        else:
            self._settle(press, None, error)

    def _settle(self, press: _Press[Any], value: Any, error: BusinessError | None) -> None:
        if not isinstance(error, Unavailable):
            self._unknown.pop(press.what, None)
        self._busy = False
        press.outcome.settle(value, error)
