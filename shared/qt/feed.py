"""What others changed, as it happens: a long poll on a connection of its own (architecture, "Changes").

    feed = ChangeFeed(Worker(Client(WardContract, addresses)), station_worker)
    feed.changed.connect(...)      # Change; see shared.qt.station
    feed.start(session)            # after each log-in

An idle window makes at most three calls a minute: the server holds each poll for 25 s.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from shared.clock import monotonic
from shared.contracts.common import Change, Changes, Session
from shared.errors import BusinessError
from shared.qt.worker import LinkState, Worker

EVERYTHING = "*"
_RETRY_MS = 5000


class ChangeFeed(QObject):
    """Polls `changes` and tells each one. `station` is the worker of the windows, asked to look when this connection is lost."""

    changed = Signal(object)
    """Change; kind `*` at the start and when the server's numbering started anew: everything must be read again."""

    health_told = Signal(object)
    """Health: how the server is, with every answer."""

    def __init__(self, worker: Worker[Any], station: Worker[Any] | None = None, wait_s: float = 25.0) -> None:
        super().__init__(worker)
        self._worker, self._station, self._wait_s = worker, station, wait_s
        self._cursor = -1
        self._asked_at = 0.0
        self._asking = self._closed = False
        self._session: Session | None = None
        self._kinds: frozenset[str] = frozenset()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)
        worker.state_changed.connect(self._on_state)
        worker.start()

    def start(self, session: Session) -> None:
        """Follow the changes this session may see; goes on where it stopped."""
        self._session = session
        self._worker.adopt(session).done(lambda _session: self._ask())

    def show(self, kinds: Collection[str]) -> None:
        """These kinds of changes are shown here, besides those named before; as long as none is named, all are told."""
        self._kinds |= frozenset(kinds)

    def close(self) -> None:
        """Stop polling, for good: the worker goes, and this with it."""
        if not self._closed:
            self._closed = True
            self._timer.stop()
            self._session = None
            self._worker.close()

    def _on_state(self, state: LinkState) -> None:
        if state is LinkState.ONLINE and self._session is not None:
            self.start(self._session)
        elif state is LinkState.OFFLINE and self._station is not None and self._station.state is LinkState.ONLINE:
            self._station.check()

    def _ask(self) -> None:
        if self._asking or self._session is None:
            return
        self._asking, self._asked_at = True, monotonic()
        after, kinds = self._cursor, self._kinds
        wait_s = 0.0 if after < 0 else self._wait_s
        asked = self._worker.query(lambda api: api.changes(after, wait_s, tuple(sorted(kinds))), owner=self)
        asked.done(lambda news: self._take(news, kinds)).failed(self._failed)

    def _take(self, news: Changes, kinds: frozenset[str]) -> None:
        self._asking = False
        first = self._cursor < 0
        if first or news.cursor < self._cursor:
            # What changed between a page's first look and the first cursor would never be told.
            self.changed.emit(Change(EVERYTHING, ""))
        if first or not kinds or kinds == self._kinds:
            self._cursor = news.cursor
        # Otherwise a kind is shown since that the server was not asked for: it is asked again from where it was.
        for change in news.changes:
            self.changed.emit(change)
        if news.health is not None:
            self.health_told.emit(news.health)
        # A server that answers "nothing" too early is not asked more often than one that waits.
        early = not news.changes and not first
        pause_s = max(0.0, 0.9 * self._wait_s - (monotonic() - self._asked_at)) if early else 0.0
        self._timer.start(round(pause_s * 1000))

    def _failed(self, error: BusinessError) -> None:
        self._asking = False
        # Offline, _on_state goes on; without a session, start() does.
        if self._worker.state is LinkState.ONLINE and error.kind != "not_allowed":
            self._timer.start(_RETRY_MS)
