"""A window never waits: one thread per server connection makes the blocking calls, answers come back on the GUI thread.

    worker = Worker(Client(WardContract, addresses))
    worker.start()
    worker.query(lambda api: api.board("N1"), owner=self).done(self._show).failed(shell.report)
    worker.command(lambda api: api.change_bed(stay_id, bed), key=key).done(...).failed(...)   # see shared.qt.commands

* `done` and `failed` run on the GUI thread, in the order of the calls. With `owner`, neither runs once that widget is gone.
* `failed` always receives a `BusinessError`; a bug becomes an `InternalError` whose reference number is in the log.
* While offline a call fails at once with `ServerUnreachable` and the connection is tried again every 0.2 to 5 s.
* A query that meets a lost connection is asked once more after a reconnect. A command is never repeated by the worker: its caller
  does so, with the same key, after `OutcomeUnknown` or `ServerUnreachable`.
* `login_needed` tells that the session is gone; the failed call is the caller's to repeat after a new log-in.
* Calls and callbacks hold windows, and a Qt object must not die on the connection's thread: `_given` keeps each job until the
  thread has let go of it, and the worker outlives its thread (`_end`). Garbage is `shared.qt.collector`'s.

An idle worker sends nothing. `shared.qt.feed.ChangeFeed` notices a dead server and asks its sibling to `check()`.
"""

from __future__ import annotations

import enum
import itertools
import logging
import queue
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from shared.clock import monotonic
from shared.contracts.common import ServerInfo, Session
from shared.errors import (
    BusinessError,
    InternalError,
    LoginRequired,
    OutcomeUnknown,
    ServerUnreachable,
    SessionExpired,
)
from shared.identifiers import Key, new_id
from shared.qt.reply import Reply, bare
from shared.rpc import bound

Api = TypeVar("Api")
Api_co = TypeVar("Api_co", covariant=True)
T = TypeVar("T")
_log = logging.getLogger(__name__)
_FIRST_BACKOFF_S, _LAST_BACKOFF_S = 0.2, 5.0
_LATENCY_AGE_S = 60.0
_LOST = (ServerUnreachable, OutcomeUnknown)


class Connection(Protocol[Api_co]):
    """What the worker asks of `shared.rpc.client.Client`. `close` may be called from another thread."""

    session: Session | None
    info: ServerInfo | None

    @property
    def api(self) -> Api_co: ...
    def connect(self) -> ServerInfo: ...
    def log_in(self, name: str, password: str) -> Session: ...
    def adopt(self, session: Session) -> Session: ...
    def log_out(self, back_to: Session | None = None) -> None: ...
    def ping(self) -> float: ...
    def close(self) -> None: ...


class LinkState(enum.Enum):
    """How the connection stands. CONNECTING is the first attempt only; after a loss it is OFFLINE until it is ONLINE."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, eq=False)
class _Job(Generic[Api]):
    call: Callable[[Connection[Api]], Any]
    reply: Reply[Any]
    repeatable: bool


class Worker(QObject, Generic[Api]):
    """Owns one client and its thread. Make, use and close it on the GUI thread."""

    state_changed = Signal(object)
    """LinkState."""
    latency_changed = Signal(float)
    """Milliseconds of a round trip without work."""
    busy_changed = Signal(bool)
    """Whether a call is on its way."""
    login_needed = Signal()
    _moved = Signal(object, object)
    _finished = Signal(int, object, object)
    _measured = Signal(float)
    _ended = Signal()

    def __init__(self, client: Connection[Api], parent: QObject | None = None) -> None:
        # With a parent Qt destroys it, on this thread, and not whoever drops the last reference.
        super().__init__(parent or QCoreApplication.instance())
        self._client = client
        self._jobs: queue.Queue[int | None] = queue.Queue()
        self._given: dict[int, _Job[Api]] = {}
        self._numbers = itertools.count()
        self._thread = threading.Thread(target=self._run, name="server-connection", daemon=True)
        self._stopping = threading.Event()
        self._waiting = 0
        self._measured_at = 0.0
        self._state = LinkState.CONNECTING
        self._offline_because: BusinessError | None = None
        self._login_names: dict[str, str] = {}
        self._moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._measured.connect(self.latency_changed, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    # -- the GUI thread's side

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    @property
    def state(self) -> LinkState:
        """How the connection stands."""
        return self._state

    @property
    def offline_because(self) -> BusinessError | None:
        """Why there is no connection."""
        return self._offline_because

    @property
    def session(self) -> Session | None:
        """Who is logged in."""
        return self._client.session

    @property
    def info(self) -> ServerInfo | None:
        """What the server said about itself when the connection was made."""
        return self._client.info

    def query(self, call: Callable[[Api], T], owner: QObject | None = None) -> Reply[T]:
        """Ask something; repeated once when the connection was lost on the way."""
        return self._enqueue(lambda client: call(client.api), owner, repeatable=True)

    def command(
        self, call: Callable[[Api], T], owner: QObject | None = None, *, key: Key | None = None, answers: tuple[str, ...] = ()
    ) -> Reply[T]:
        """Have something done, once: under `key`, where it may have to be sent again, with the questions `answers` confirms."""
        return self._enqueue(lambda client: call(bound(client.api, key, answers)), owner, repeatable=False)

    def log_in(self, name: str, password: str, owner: QObject | None = None) -> Reply[Session]:
        """Open a session for the person at the station."""

        def log_in(client: Connection[Api]) -> Session:
            session = client.log_in(name, password)
            self._login_names[session.user_id] = name
            return session

        # A server hangs up on connections that wait too long for a log-in; a second one does no harm.
        return self._enqueue(log_in, owner, repeatable=True)

    def login_name(self, session: Session) -> str:
        """The name the owner of `session` logged in with here; empty for a session that was brought along."""
        return self._login_names.get(session.user_id, "")

    def log_out(self, back_to: Session | None = None) -> Reply[None]:
        """End the session, and go on with `back_to`, whose owner lent the station. Done whatever the reply: a server that can't
        be told forgets it by itself."""
        if self._state is LinkState.OFFLINE and back_to is not None:
            # Calls wait for nothing here: the thread is between two tries to connect.
            self._client.adopt(back_to)
        return self._enqueue(lambda client: client.log_out(back_to), None, repeatable=False)

    def adopt(self, session: Session) -> Reply[Session]:
        """Use a session that another worker of the same server opened."""
        return self._enqueue(lambda client: client.adopt(session), None, repeatable=False)

    def check(self) -> Reply[float]:
        """See whether the server still answers; goes offline when it does not."""
        return self._enqueue(lambda client: client.ping(), None, repeatable=False)

    def close(self) -> None:
        """Stop, for good. Waits for a call on its way as long as closing its connection takes; no callback runs afterwards."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._jobs.put(None)
        self._client.close()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)
        else:
            self._end()

    def _enqueue(self, call: Callable[[Connection[Api]], Any], owner: QObject | None, *, repeatable: bool) -> Reply[Any]:
        reply: Reply[Any] = Reply(owner)
        if self._stopping.is_set():
            return reply
        self._waiting += 1
        if self._waiting == 1:
            self.busy_changed.emit(True)
        number = next(self._numbers)
        self._given[number] = _Job(call, reply, repeatable)
        if self._state is LinkState.OFFLINE:
            self._finished.emit(number, None, self._offline_because)
        else:
            self._jobs.put(number)
        return reply

    @Slot(object, object)
    def _on_moved(self, state: LinkState, reason: BusinessError | None) -> None:
        changed = state is not self._state
        self._state, self._offline_because = state, reason
        if changed:
            self.state_changed.emit(state)

    @Slot(int, object, object)
    def _on_finished(self, number: int, value: Any, error: BusinessError | None) -> None:
        if self._stopping.is_set():
            # Told before the end and delivered after it, when nothing is kept of the calls any more.
            return
        reply = self._given.pop(number).reply
        self._waiting -= 1
        if self._waiting == 0:
            self.busy_changed.emit(False)
        if isinstance(error, LoginRequired | SessionExpired):
            self.login_needed.emit()
        reply.settle(value, error)

    @Slot()
    def _end(self) -> None:
        """The thread is over, or was never begun."""
        if self._thread.ident is not None:
            self._thread.join()
        self._given.clear()
        self.deleteLater()

    # -- the connection's thread

    def _run(self) -> None:
        backoff = _FIRST_BACKOFF_S
        while not self._stopping.is_set():
            failure = self._connect()
            if failure is None:
                backoff = _FIRST_BACKOFF_S
                self._serve()
            else:
                self._tell(self._moved, LinkState.OFFLINE, failure)
                self._refuse_waiting(failure)
                self._stopping.wait(backoff)
                backoff = min(2 * backoff, _LAST_BACKOFF_S)
        self._emit(self._ended)

    def _connect(self) -> BusinessError | None:
        """Connect and say so; answers why it failed."""
        try:
            self._client.connect()
            self._measure()
        except BusinessError as error:
            return bare(error)
        except Exception as error:  # noqa: BLE001 — the thread must outlive any bug, see _bug
            return _bug(error)
        self._tell(self._moved, LinkState.ONLINE, None)
        return None

    def _serve(self) -> None:
        """Do the jobs until the connection is lost or the worker stops."""
        while (number := self._jobs.get()) is not None:
            value, error = self._do(number)
            if isinstance(error, _LOST) and self._may_repeat(number) and self._connect() is None:
                value, error = self._do(number)
            if not isinstance(error, _LOST):
                self._tell(self._finished, number, value, error)
                self._measure_again()
                continue
            reason = error if isinstance(error, ServerUnreachable) else ServerUnreachable(server="")
            self._tell(self._moved, LinkState.OFFLINE, reason)
            self._tell(self._finished, number, None, error)
            self._refuse_waiting(reason)
            return

    def _do(self, number: int) -> tuple[Any, BusinessError | None]:
        """Do a job. Nothing of it is left on this thread when its answer is told."""
        try:
            return self._given[number].call(self._client), None
        except BusinessError as error:
            return None, bare(error)
        except Exception as error:  # noqa: BLE001 — the thread must outlive any bug, see _bug
            return None, _bug(error)

    def _may_repeat(self, number: int) -> bool:
        return self._given[number].repeatable and not self._stopping.is_set()

    def _refuse_waiting(self, reason: BusinessError) -> None:
        while True:
            try:
                number = self._jobs.get_nowait()
            except queue.Empty:
                return
            if number is None:
                return
            self._tell(self._finished, number, None, reason)

    def _measure(self) -> None:
        self._tell(self._measured, self._client.ping() * 1000)
        self._measured_at = monotonic()

    def _measure_again(self) -> None:
        """Refresh the latency after a call; an idle station sends nothing."""
        if monotonic() - self._measured_at < _LATENCY_AGE_S:
            return
        try:
            self._measure()
        except BusinessError:
            # The next call finds out for itself.
            self._measured_at = monotonic()

    def _tell(self, signal: Any, *arguments: object) -> None:
        if not self._stopping.is_set():
            self._emit(signal, *arguments)

    def _emit(self, signal: Any, *arguments: object) -> None:
        try:
            signal.emit(*arguments)
        except RuntimeError:
            # The application took the worker's Qt half down without close().
            self._stopping.set()


def _bug(error: Exception) -> InternalError:
    """A bug of ours as the user sees it; the log has the traceback and never the message, which may name a patient."""
    reference = new_id()[-8:].upper()
    _log.error(
        "bug %s in a server call: %s\n%s", reference, type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
    )
    return InternalError(reference=reference)
