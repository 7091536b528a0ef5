"""Sending what the cashier decided: one command at a time, done once.

Each press has one key. A second press while the answer is outstanding does nothing. A confirmation is asked and the call repeated
with the answer. After an answer that was lost on the way the same key is offered again until the outcome is known, or the cashier
leaves it and looks at the account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from shared.contracts.admission.contract import AdmissionContract
from shared.errors import BusinessError, LoginRequired, NeedsConfirmation, OutcomeUnknown, SessionExpired, Unavailable
from shared.identifiers import Key, new_key
from shared.qt.worker import Worker

T = TypeVar("T")
Call = Callable[[AdmissionContract, Key, tuple[str, ...]], T]


class CommandView(Protocol):
    """Where a command's questions and errors are shown."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""

    def ask(self, question: NeedsConfirmation, yes: Callable[[], None], no: Callable[[], None]) -> None:
        """Ask what the server wants confirmed."""

    def offer_retry(self, error: BusinessError, again: Callable[[], None], leave: Callable[[], None]) -> None:
        """The outcome is unknown: offer the same command again."""

    def show_working(self, working: bool) -> None:
        """Whether a command is on its way."""


class Commands:
    """The commands of one page."""

    def __init__(self, worker: Worker[AdmissionContract], view: CommandView) -> None:
        self._worker, self._view = worker, view
        self.working = False

    def run(self, call: Call[T], done: Callable[[T], object], failed: Callable[[BusinessError], object] | None = None) -> None:
        """Have `call` done under a fresh key; nothing happens while another one is on its way. `failed` replaces the report."""
        if self.working:
            return
        self._set_working(True)
        self._attempt(call, done, failed or self._view.report, new_key(), (), maybe_done=False)

    def _attempt(
        self,
        call: Call[T],
        done: Callable[[T], object],
        failed: Callable[[BusinessError], object],
        key: Key,
        answers: tuple[str, ...],
        *,
        maybe_done: bool,
    ) -> None:
        def again(given: tuple[str, ...], *, unknown: bool) -> None:
            self._attempt(call, done, failed, key, given, maybe_done=unknown)

        def refused(error: BusinessError) -> None:
            unknown = isinstance(error, OutcomeUnknown) or (maybe_done and _says_nothing(error))
            if unknown:
                self._view.offer_retry(error, lambda: again(answers, unknown=True), self._leave)
            elif isinstance(error, NeedsConfirmation) and error.code not in answers:
                self._view.ask(error, lambda: again((*answers, error.code), unknown=False), self._leave)
            else:
                self._set_working(False)
                failed(error)

        def succeeded(value: T) -> None:
            self._set_working(False)
            done(value)

        self._worker.command(lambda api: call(api, key, answers)).done(succeeded).failed(refused)

    def _leave(self) -> None:
        self._set_working(False)

    def _set_working(self, working: bool) -> None:
        self.working = working
        self._view.show_working(working)


def _says_nothing(error: BusinessError) -> bool:
    """Whether an error leaves open what became of an earlier attempt."""
    return isinstance(error, Unavailable | LoginRequired | SessionExpired)
