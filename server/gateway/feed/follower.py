"""Follows the message center: what any gateway or station brought about is told here too.

The events carry numbers only; the execution is fetched as it is now. An event that is older than this gateway needs no telling:
whoever has connected since has caught up by itself. An event that can't be told after several tries is left out and counted: one
odd session must not silence the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from server.gateway.feed.endpoint import Feed
from server.gateway.feed.hub import Notice
from server.gateway.observation import Reachability
from server.kernel.message_center import LoggedEvent
from server.kernel.message_center.link import EmbeddedLink
from server.kernel.observation import log
from shared.contracts import events
from shared.errors import BusinessError, Unavailable

_BATCH = 100
_WAIT_S = 20.0
_CLOCKS_APART = timedelta(minutes=1)
_LONGEST_GROUP = 40
_PAUSES_S = (0.1, 0.5, 2.0)

Tell = Callable[[Feed[Any], Notice | None, int], None]
"""Told on the follower's thread: for which feed, the notice (None: nothing to tell) and its number."""


class Follower:
    """One thread's work, for every feed."""

    def __init__(
        self, center: EmbeddedLink, feeds: Iterable[Feed[Any]], group: str, since: datetime, reachable: Reachability, tell: Tell
    ) -> None:
        self._center = center
        self._feeds = {feed.event.event_type: feed for feed in feeds}
        self._topics = tuple(sorted({kind.partition(".")[0] for kind in self._feeds}))
        self._group = group[:_LONGEST_GROUP]
        self._since = since - _CLOCKS_APART
        self._reachable = reachable
        self._tell = tell

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
            self._center.commit(self._group, tuple({logged.topic: logged.offset for logged in batch}.items()))

    def _read(self) -> tuple[LoggedEvent, ...]:
        # The first look after trouble does not wait, so that "back" is known at once.
        try:
            batch = self._center.read(self._group, self._topics, _BATCH, _WAIT_S if self._reachable.ok else 0)
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
                    self._feeds[logged.event.type].metrics.skipped.inc()
                    log.error("an event was not told", extra={"fields": {"offset": logged.offset}}, exc_info=True)
                elif stopping.wait(pause):
                    return

    def _take(self, logged: LoggedEvent) -> None:
        event = logged.event
        feed = self._feeds.get(event.type)
        if feed is None:
            return
        number = events.decode(event).number
        if event.time < self._since or feed.hub.told(number):
            self._tell(feed, None, number)
            return
        self._tell(feed, feed.link.ask_blocking(lambda api: api.notice(number)), number)
