"""The WebSocket feed on the thread of the windows: what arrives becomes a signal, tickets come over the station's own connection.

Without a gateway the console follows the change feed of its server alone: it hears of the same, a little later.
"""

from __future__ import annotations

import queue

from PySide6.QtCore import QObject, Qt, Signal

from client_tms.room import Room
from shared.contracts.tms.types import FeedTicket
from shared.errors import BusinessError, ServerUnreachable
from shared.feed import FeedClient, FeedOptions, FeedState, Message, MessageType

_TICKET_S = 15.0
_TicketBox = queue.SimpleQueue[FeedTicket | BusinessError]


class LiveFeed(QObject):
    """Follows the feed at `options.url`; None for a station without a gateway."""

    news = Signal(object)
    """The row of a session that something was told of; None when there is something to look at."""
    confirmed = Signal(int, bool)
    """An acknowledgement was answered."""
    state_changed = Signal()
    _heard = Signal(object)
    _moved = Signal(object)
    _ticket_wanted = Signal(object)

    def __init__(self, room: Room, options: FeedOptions | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._state = FeedState.CLOSED
        self._asked: _TicketBox = queue.SimpleQueue()
        """Where the answer to the latest question for a ticket goes; an answer that comes too late has a box of its own, which
        nobody looks into: its ticket may have run out."""
        self._heard.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._show_state, Qt.ConnectionType.QueuedConnection)
        self._ticket_wanted.connect(self._fetch_ticket, Qt.ConnectionType.QueuedConnection)
        self._client = None if options is None else FeedClient(options, self, ticket=self._ticket)

    @property
    def is_open(self) -> bool:
        """Whether acknowledgements can go out this way now."""
        return self._state is FeedState.OPEN

    def start(self) -> None:
        """Begin to follow, once somebody is logged in."""
        if self._client is not None:
            self._client.start()

    def acknowledge(self, execution_id: int) -> None:
        """PRESCRIPTION_EXECUTION_RECEIVED, kept until it is confirmed."""
        if self._client is not None:
            self._client.acknowledge(execution_id)

    def close(self) -> None:
        """Let go of the gateway."""
        if self._client is not None:
            # A thread that waits for a ticket would wait for somebody who is leaving.
            self._asked.put(ServerUnreachable(server=""))
            self._client.close()

    # -- the feed's thread

    def on_state(self, state: FeedState, _reason: str) -> None:
        """The connection stands differently."""
        self._moved.emit(state)

    def on_message(self, message: Message) -> None:
        """A message."""
        self._heard.emit(message)

    def _ticket(self) -> str:
        box = self._asked = _TicketBox()
        self._ticket_wanted.emit(box)
        try:
            answer = box.get(timeout=_TICKET_S)
        except queue.Empty:
            raise ServerUnreachable(server="") from None
        if isinstance(answer, BusinessError):
            raise answer
        return answer.ticket

    # -- the windows' thread

    def _fetch_ticket(self, box: _TicketBox) -> None:
        asked = self._room.station.worker.command(lambda api: api.feed_ticket(), owner=self)
        asked.done(box.put).failed(box.put)

    def _show_state(self, state: FeedState) -> None:
        self._state = state
        self.state_changed.emit()

    def _take(self, message: Message) -> None:
        if message.type == MessageType.CONFIRMATION and message.execution_id is not None:
            self.confirmed.emit(message.execution_id, message.succeeded)
        else:
            self.news.emit(message.row)
