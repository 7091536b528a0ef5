"""The threads of a server. One that ends while the server goes on leaves it half alive, which nobody would see: it is a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable

from server.kernel.observation import log

Failed = Callable[[str], None]
"""Told which thread ended although the server goes on."""


def only_log(thread: str) -> None:
    """For a server that somebody else's program carries: that program decides what a failure means."""
    log.critical("a thread of the server ended", extra={"fields": {"thread": thread}})


class Threads:
    """Starts threads and tells `failed` when one of them ends before `stopping` is set."""

    def __init__(self, stopping: threading.Event, failed: Failed) -> None:
        self._stopping = stopping
        self._failed = failed
        self._started: list[threading.Thread] = []

    def run(self, name: str, work: Callable[[], object]) -> None:
        """Run `work` until the server ends."""
        thread = threading.Thread(target=self._watched, args=(name, work), name=name, daemon=True)
        thread.start()
        self._started.append(thread)

    def join(self, seconds_each: float) -> None:
        """Wait for their end."""
        for thread in self._started:
            thread.join(seconds_each)

    def _watched(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException:  # noqa: BLE001 — the end of the thread is what is told, whatever ended it
            log.error("thread failed", extra={"fields": {"thread": name}}, exc_info=True)
        if not self._stopping.is_set():
            self._failed(name)
