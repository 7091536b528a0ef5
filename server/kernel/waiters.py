"""Those who wait, each for something of its own: news wakes whom it concerns and nobody else."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

News = TypeVar("News")


class Waiters(Generic[News]):
    """Any thread may wait, ring or close."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bells: dict[threading.Event, Callable[[News], bool]] = {}
        self.closed = False

    @contextlib.contextmanager
    def bell(self, concerns: Callable[[News], bool]) -> Iterator[threading.Event]:
        """An event that is set whenever there is news that `concerns`: clear it, look, and wait for it if there was nothing."""
        bell = threading.Event()
        with self._lock:
            self._bells[bell] = concerns
        try:
            yield bell
        finally:
            with self._lock:
                del self._bells[bell]

    def ring(self, news: Iterable[News]) -> None:
        """Wake those whom some of `news` concerns."""
        told = tuple(news)
        with self._lock:
            for bell, concerns in self._bells.items():
                if any(map(concerns, told)):
                    bell.set()

    def ring_one(self) -> None:
        """Wake anybody: what one of them does for all of them is to be done by another from now on."""
        with self._lock:
            for bell in self._bells:
                bell.set()
                return

    def close(self) -> None:
        """Let everybody go."""
        with self._lock:
            self.closed = True
            for bell in self._bells:
                bell.set()
