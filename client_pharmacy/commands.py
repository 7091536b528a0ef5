"""Sending what the pharmacist decided: one command at a time, done once.

Each press has one key. A second press while the answer is outstanding does nothing. After an answer that was lost on the way the
same key is offered again until the outcome is known, or the pharmacist leaves it and looks at the request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from shared.contracts.pharmacy.contract import PharmacyContract
from shared.errors import BusinessError, LoginRequired, OutcomeUnknown, SessionExpired, Unavailable
from shared.identifiers import Key, new_key
from shared.qt.reply import Reply

T = TypeVar("T")
Call = Callable[[PharmacyContract, Key], T]


class Sender(Protocol):
    """What the presenters ask of `shared.qt.worker.Worker`."""

    def query(self, call: Callable[[PharmacyContract], T]) -> Reply[T]:
        """Ask something."""

    def command(self, call: Callable[[PharmacyContract], T]) -> Reply[T]:
        """Have something done."""


class CommandView(Protocol):
    """Where a command's errors are shown."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""

    def offer_retry(self, error: BusinessError, again: Callable[[], None], leave: Callable[[], None]) -> None:
        """The outcome is unknown: offer the same command again."""


class Commands:
    """The commands of one page."""

    def __init__(self, sender: Sender, view: CommandView, left: Callable[[], object]) -> None:
        self._sender, self._view, self._left = sender, view, left
        self.working = False

    def run(self, call: Call[T], done: Callable[[T], object], failed: Callable[[BusinessError], object] | None = None) -> None:
        """Have `call` done under a fresh key; nothing happens while another one is on its way. `failed` replaces the report."""
        if not self.working:
            self.working = True
            self._attempt(call, done, failed or self._view.report, new_key(), maybe_done=False)

    def _attempt(
        self,
        call: Call[Any],
        done: Callable[[Any], object],
        failed: Callable[[BusinessError], object],
        key: Key,
        *,
        maybe_done: bool,
    ) -> None:
        def refused(error: BusinessError) -> None:
            if isinstance(error, OutcomeUnknown) or (maybe_done and _says_nothing(error)):
                self._view.offer_retry(error, lambda: self._attempt(call, done, failed, key, maybe_done=True), self._leave)
            else:
                self.working = False
                failed(error)

        def succeeded(value: Any) -> None:
            self.working = False
            done(value)

        self._sender.command(lambda api: call(api, key)).done(succeeded).failed(refused)

    def _leave(self) -> None:
        """The pharmacist looks for himself what became of it."""
        self.working = False
        self._left()


def _says_nothing(error: BusinessError) -> bool:
    """Whether an error leaves open what became of an earlier attempt."""
    return isinstance(error, Unavailable | LoginRequired | SessionExpired)
