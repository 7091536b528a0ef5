"""Sending what a person decided: one command at a time, done once, whatever happens on the way.

    commands = Commands(worker, DialogDecisions(self))
    what = ("deposit", stay_id, amount, seen)
    commands.press(what, lambda api: api.take_deposit(stay_id, amount)).done(…).failed(…)

* A second press while a command is on its way, or waits for a decision, does nothing.
* A confirmation that the server wants is asked, and the command repeated with the answer.
* After a lost answer the same command is offered again under the same key until its outcome is known. Who leaves that offer is told
  `OutcomeUnknown`; pressing the same later uses the same key again, so that it is never done twice.

A key belongs to `what` was pressed: the operation, its content and, where the same may rightly be done again (a second deposit of
the same amount), what the person had seen before. Another `what` gets a key of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from shared.errors import BusinessError, LoginRequired, NeedsConfirmation, OutcomeUnknown, SessionExpired, Unavailable
from shared.identifiers import Key, new_key
from shared.qt.dialogs import Cancelled, confirm
from shared.qt.language import instead, sentence, term
from shared.qt.reply import Reply

Api = TypeVar("Api")
Api_co = TypeVar("Api_co", covariant=True)
T = TypeVar("T")
Answers = tuple[str, ...]
"""Codes of the questions that were answered with yes."""


class Sender(Protocol[Api_co]):
    """What is asked of `shared.qt.worker.Worker`."""

    def command(self, call: Callable[[Api_co], T], *, key: Key | None = None, answers: Answers = ()) -> Reply[T]:
        """Have something done, under `key`, with the questions answered so far."""


class Decisions(Protocol):
    """How a person decides. A reply that fails means no."""

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        """Whether to go on."""

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        """Whether to send the command again now, after an answer was lost."""


class DialogDecisions:
    """Asks the person at the station in dialogs over `parent`."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        """Whether to go on."""
        going_on, other = QCoreApplication.translate("Commands", "继续"), instead(question)
        return confirm(self._parent, sentence(question), yes=going_on, no=other, danger=bool(other))

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        """Whether to send the command again now."""
        retry = term("重试")
        later = QCoreApplication.translate("Commands", "稍后核对")
        return confirm(self._parent, sentence(error), yes=retry, no=later)


@dataclass(frozen=True, slots=True)
class _Press(Generic[Api, T]):
    what: Hashable
    key: Key
    call: Callable[[Api], T]
    outcome: Reply[T]


class Commands(Generic[Api]):
    """Sends commands through `sender`; see the module. `on_busy` hears when one goes out and when it is over."""

    def __init__(self, sender: Sender[Api], decisions: Decisions, on_busy: Callable[[bool], object] = lambda _busy: None) -> None:
        self._sender, self._decisions, self._on_busy = sender, decisions, on_busy
        self._unknown: dict[Hashable, Key] = {}
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether a command is on its way or waits for a decision."""
        return self._busy

    def press(self, what: Hashable, call: Callable[[Api], T], *, key: Key | None = None, answers: Answers = ()) -> Reply[T]:
        """Send a command. The reply of a press that comes too early is never settled.

        `key` is given where it outlives the program (a draft on disk); `answers` are questions the person was asked before.
        """
        outcome: Reply[T] = Reply()
        if not self._busy:
            self._set_busy(True)
            self._attempt(_Press(what, key or self._unknown.get(what) or new_key(), call, outcome), answers)
        return outcome

    def _attempt(self, press: _Press[Api, Any], answers: Answers) -> None:
        sent = self._sender.command(press.call, key=press.key, answers=answers)
        sent.done(lambda value: self._settle(press, value, None))
        sent.failed(lambda error: self._failed(press, answers, error))

    def _failed(self, press: _Press[Api, Any], answers: Answers, error: BusinessError) -> None:
        if isinstance(error, NeedsConfirmation) and error.code not in answers:
            # The server asks before it does anything: an earlier attempt is known not to have happened.
            self._unknown.pop(press.what, None)
            asked = self._decisions.ask(error)
            asked.done(lambda _: self._attempt(press, (*answers, error.code)))
            asked.failed(lambda no: self._settle(press, None, Cancelled(error, instead=isinstance(no, Cancelled) and no.instead)))
        elif isinstance(error, OutcomeUnknown) or (press.what in self._unknown and _says_nothing(error)):
            self._unknown[press.what] = press.key
            offered = self._decisions.offer_retry(error)
            offered.done(lambda _: self._attempt(press, answers))
            offered.failed(lambda _: self._left(press))
        else:
            self._settle(press, None, error)

    def _settle(self, press: _Press[Api, Any], value: Any, error: BusinessError | None) -> None:
        self._unknown.pop(press.what, None)
        self._set_busy(False)
        press.outcome.settle(value, error)

    def _left(self, press: _Press[Api, Any]) -> None:
        self._set_busy(False)
        press.outcome.settle(None, OutcomeUnknown())

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._on_busy(busy)


def _says_nothing(error: BusinessError) -> bool:
    """Whether an error leaves open what became of an earlier attempt."""
    return isinstance(error, Unavailable | LoginRequired | SessionExpired)
