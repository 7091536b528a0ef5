"""Follows the message center: what any gateway or station brought about is told here too.

The events carry numbers only; the execution is fetched as it is now. An event that is older than this gateway needs no telling:
whoever has connected since has caught up by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

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

Tell = Callable[[Notice | None, int], None]
"""Told on the follower's thread: the notice (None: nothing to tell) and its number."""


class Follower:
    """One thread's work."""

    def __init__(
        self, center: EmbeddedLink, link: TmsLink, group: str, since: datetime, reachable: Reachability, hub: Hub, tell: Tell
    ) -> None:
        self._center = center
        self._link = link
        self._group = group[:_LONGEST_GROUP]
        self._since = since - _CLOCKS_APART
        self._reachable = reachable
        self._hub = hub
        self._tell = tell

    def run(self, stopping: threading.Event) -> None:
        """Follow until `stopping`; an interrupted neighbour is tried again with growing pauses."""
        pause = 0.1
        while not stopping.is_set():
            try:
                self._take_batch()
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

    def _take_batch(self) -> None:
        batch = self._read()
        for logged in batch:
            self._take(logged)
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

    def _take(self, logged: LoggedEvent) -> None:
        event = logged.event
        if event.type != ExecutionNoticed.event_type:
            return
        number = events.decode(event).number
        if event.time < self._since or self._hub.told(number):
            self._tell(None, number)
            return
        self._tell(self._link.ask_blocking(lambda api: api.notice(number)), number)
