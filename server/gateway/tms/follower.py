"""Follows the message center: what any gateway or station brought about is told here too.

The events carry numbers only; the execution is fetched as it is now. An event that is older than this gateway needs no telling:
whoever has connected since has caught up by itself. An event that can't be told after several tries is left out and counted: one
odd session must not silence the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from prometheus_client import Counter

from server.gateway.link import TmsLink
from server.gateway.observation import Reachability
from server.gateway.tms.hub import Hub
from server.kernel.message_center import LoggedEvent
from server.kernel.message_center.link import EmbeddedLink
from server.kernel.observation import log
from shared.contracts import events
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import Notice
from shared.errors import BusinessError, Unavailable

_TOPIC = "tms"
_BATCH = 100
_WAIT_S = 20.0
_CLOCKS_APART = timedelta(minutes=1)
_LONGEST_GROUP = 40
_PAUSES_S = (0.1, 0.5, 2.0)

Tell = Callable[[Notice | None, int], None]
"""Told on the follower's thread: the notice (None: nothing to tell) and its number."""


class Follower:
    """One thread's work."""

    def __init__(
        self,
        center: EmbeddedLink,
        link: TmsLink,
        group: str,
        since: datetime,
        reachable: Reachability,
        hub: Hub,
        tell: Tell,
        skipped: Counter,
    ) -> None:
        self._center = center
        self._link = link
        self._group = group[:_LONGEST_GROUP]
        self._since = since - _CLOCKS_APART
        self._reachable = reachable
        self._hub = hub
        self._tell = tell
        self._skipped = skipped

    def run(self, stopping: threading.Event) -> None:
        """Follow until `stopping`; an interrupted neighbour is tried again with growing pauses."""
        pause = 0.1
        while not stopping.is_set():
            try:
                self._take_batch(stopping)
                pause = 0.1
                continue
            except Unavailable:
                pass
            except BusinessError as refusal:
                log.error("the gateway can't follow", extra={"fields": {"why": refusal.code}})
            except Exception:  # noqa: BLE001 — one odd event must not end the feed for good
                log.error("background thread failed, starts again", extra={"fields": {"thread": "follower"}}, exc_info=True)
            stopping.wait(pause)
            pause = min(pause * 2, 5.0)

    def _take_batch(self, stopping: threading.Event) -> None:
        batch = self._read()
        for logged in batch:
            self._take_or_skip(logged, stopping)
            if stopping.is_set():
                return
        if batch:
            self._center.commit(self._group, ((_TOPIC, batch[-1].offset),))

    def _read(self) -> tuple[LoggedEvent, ...]:
        # The first look after trouble does not wait, so that "back" is known at once.
        try:
            batch = self._center.read(self._group, (_TOPIC,), _BATCH, _WAIT_S if self._reachable.ok else 0)
        except Unavailable:
            self._reachable.note(False)
            raise
        self._reachable.note(True)
        return batch

    def _take_or_skip(self, logged: LoggedEvent, stopping: threading.Event) -> None:
        for pause in (*_PAUSES_S, None):
            try:
                self._take(logged)
                return
            except Unavailable:
                raise
            except Exception:  # noqa: BLE001 — a fault of one event's, on either side of the link
                if pause is None:
                    self._skipped.inc()
                    log.error("an event was not told", extra={"fields": {"offset": logged.offset}}, exc_info=True)
                elif stopping.wait(pause):
                    return

    def _take(self, logged: LoggedEvent) -> None:
        event = logged.event
        if event.type != ExecutionNoticed.event_type:
            return
        number = events.decode(event).number
        if event.time < self._since or self._hub.told(number):
            self._tell(None, number)
            return
        self._tell(self._link.ask_blocking(lambda api: api.notice(number)), number)
