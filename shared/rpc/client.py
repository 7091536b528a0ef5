"""The client's side of a contract: a typed proxy over a few connections, with reconnect, fail-over and safe repeats.

A `Client` blocks; windows reach it through `shared.qt.worker`, servers through `server.kernel.neighbours`.
Only commands with a key and readonly calls are ever repeated, and only on a server of the same database.
"""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from shared.clock import ServerTime, monotonic
from shared.contracts.common import ServerInfo, Session
from shared.contracts.operation import Operation, operations_of
from shared.errors import BusinessError, OutcomeUnknown, ServerUnreachable, rebuild
from shared.identifiers import Key, new_key
from shared.rpc import wire
from shared.rpc.protocol import BytesConnection, call_over, connection_over
from shared.rpc.wire import Address, TlsTrust

C = TypeVar("C")
_ATTEMPTS = 3
_forbidden: ContextVar[str | None] = ContextVar("remote_calls_forbidden", default=None)
_forbidden_threads: set[int] = set()


@contextlib.contextmanager
def remote_calls_forbidden(reason: str) -> Iterator[None]:
    """While inside, a remote call from this thread is a bug: nobody may wait for the network with a transaction open."""
    mark = _forbidden.set(reason)
    try:
        yield
    finally:
        _forbidden.reset(mark)


def forbid_thread(ident: int) -> None:
    """Forbid remote calls on a thread for good: the GUI thread of a station."""
    _forbidden_threads.add(ident)


@dataclass(frozen=True, slots=True)
class Press:
    """What one command is: its key, the same for every repeat, and the questions answered with yes so far."""

    key: str
    answers: tuple[str, ...] = ()


NO_PRESS = Press("")
Call = Callable[[Operation, tuple[Any, ...], Press], Any]


class ConnectionLostError(Exception):
    """The connection broke. `sent` tells whether the request may have reached the server."""

    def __init__(self, sent: bool) -> None:
        super().__init__("sent" if sent else "not sent")
        self.sent = sent


class Client(Generic[C]):
    """Calls of one contract. Several threads may use it: each call takes a connection of its own from the pool."""

    def __init__(
        self,
        contract: type[C],
        addresses: Sequence[Address],
        tls: TlsTrust | None = None,
        timeout_s: float = 10.0,
        connect_timeout_s: float = 2.0,
        time: ServerTime | None = None,
    ) -> None:
        self.contract = contract
        self.addresses = tuple(addresses)
        self.timeout_s = timeout_s
        self.connect_timeout_s = connect_timeout_s
        self.token = ""
        self.session: Session | None = None
        self.info: ServerInfo | None = None
        self.time = time or ServerTime()
        self.on_behalf_of: Callable[[], str] = lambda: ""
        self.api: C = proxy(contract, self.call)
        """The contract; each command called on it is a press of its own. See `bound`."""
        self._tls = tls
        self._idle: list[BytesConnection] = []
        self._busy: set[BytesConnection] = set()
        self._lock = threading.Lock()
        self._closed = False

    # -- what a station or a neighbouring server does first

    def connect(self) -> ServerInfo:
        """Greet the server and remember its database. Raises ServerUnreachable."""
        self.info = self.call(operations_of(self.contract)["hello"], ())
        return self.info

    def log_in(self, name: str, password: str) -> Session:
        """Log in a member of staff; later calls carry the session."""
        return self.adopt(self.call(operations_of(self.contract)["log_in"], (name, password)))

    def log_in_service(self, department: str, secret: str) -> Session:
        """Log in as another department's server."""
        return self.adopt(self.call(operations_of(self.contract)["log_in_service"], (department, secret)))

    def adopt(self, session: Session) -> Session:
        """Use a session that another client of the same server opened (the change feed beside the worker)."""
        self.session, self.token = session, session.token
        return session

    def log_out(self, back_to: Session | None = None) -> None:
        """Close the session, and go on with `back_to`, whose owner lent the station. A server that can't be told forgets it."""
        with contextlib.suppress(BusinessError):
            self.call(operations_of(self.contract)["log_out"], ())
        self.session, self.token = back_to, "" if back_to is None else back_to.token

    def ping(self) -> float:
        """Round trip in seconds. Raises ServerUnreachable."""
        begin = monotonic()
        connection = self._take()
        try:
            connection.ping(timeout=self.timeout_s)
        except (EOFError, OSError, TimeoutError) as error:
            self._drop(connection)
            raise ServerUnreachable(server=str(self.addresses[0])) from error
        self._give_back(connection)
        return monotonic() - begin

    def close(self) -> None:
        """Close every connection; a call that waits in another thread ends with ServerUnreachable or OutcomeUnknown."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for connection in idle:
            connection.abandon()
        for connection in busy:
            connection.interrupt()

    # -- calls

    def call(self, operation: Operation, arguments: tuple[Any, ...], press: Press = NO_PRESS) -> Any:
        """One call of `operation`; the proxy's methods end here."""
        reason = _forbidden.get()
        if reason is not None or threading.get_ident() in _forbidden_threads:
            raise RuntimeError(f"remote call {operation.name} where none is allowed ({reason or 'GUI thread'})")
        request = wire.encoder.encode(
            wire.Call(
                self.contract.department,  # type: ignore[attr-defined]
                self.contract.version,  # type: ignore[attr-defined]
                operation.name,
                operation.fingerprint,
                self.token,
                self.on_behalf_of(),
                press.key,
                press.answers,
                msgspec.Raw(wire.encoder.encode(arguments)),
            )
        )
        answer = wire.answer_decoder.decode(self._exchange(operation, request))
        self.time.heard(answer.at)
        if answer.status != wire.OK:
            raise rebuild(wire.error_decoder.decode(answer.body))
        return operation.result_decoder.decode(answer.body)

    def _exchange(self, operation: Operation, request: bytes) -> bytes:
        repeatable = operation.readonly or operation.takes_key
        maybe_done = False
        for _ in range(_ATTEMPTS if repeatable else 1):
            try:
                return self._round_trip(request)
            except ConnectionLostError as lost:
                maybe_done = maybe_done or lost.sent
            except TimeoutError:
                maybe_done = True
                break
            except ServerUnreachable:
                break
        if maybe_done and not operation.readonly:
            raise OutcomeUnknown
        raise ServerUnreachable(server=str(self.addresses[0]))

    def _round_trip(self, request: bytes) -> bytes:
        connection = self._take()
        try:
            answer = call_over(connection, request)
        except TimeoutError:
            # The server may still be at it: the next answer on this connection would be this one's.
            self._drop(connection)
            raise
        except (EOFError, OSError, RuntimeError) as error:
            self._drop(connection)
            raise ConnectionLostError(sent=True) from error
        except BaseException:
            self._drop(connection)
            raise
        self._give_back(connection)
        return answer

    # -- connections

    def _take(self) -> BytesConnection:
        with self._lock:
            if self._closed:
                raise ServerUnreachable(server=str(self.addresses[0]))
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._open()
        with self._lock:
            self._busy.add(connection)
        return connection

    def _give_back(self, connection: BytesConnection) -> None:
        with self._lock:
            self._busy.discard(connection)
            if not self._closed:
                self._idle.append(connection)
                return
        connection.abandon()

    def _drop(self, connection: BytesConnection) -> None:
        with self._lock:
            self._busy.discard(connection)
        connection.abandon()

    def _open(self) -> BytesConnection:
        for address in self.addresses:
            try:
                sock = self._open_socket(address)
            except OSError:
                continue
            connection = connection_over(sock, timeout_s=self.timeout_s)
            if self.info is None or self._same_database(connection):
                return connection
            connection.abandon()
        raise ServerUnreachable(server=", ".join(map(str, self.addresses)))

    def _open_socket(self, address: Address) -> socket.socket:
        sock = socket.create_connection((address.host, address.port), self.connect_timeout_s)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is None:
            sock.settimeout(None)
            return sock
        context = ssl.create_default_context(cafile=str(self._tls.ca_file))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            encrypted = context.wrap_socket(sock, server_hostname=address.host)
        except OSError:
            sock.close()
            raise
        encrypted.settimeout(None)
        return encrypted

    def _same_database(self, connection: BytesConnection) -> bool:
        """A pending command never goes to a server of another database: its key is unknown there."""
        hello = operations_of(self.contract)["hello"]
        request = wire.Call(
            self.contract.department,  # type: ignore[attr-defined]
            self.contract.version,  # type: ignore[attr-defined]
            "hello",
            hello.fingerprint,
            "",
            "",
            "",
            (),
            msgspec.Raw(wire.encoder.encode(())),
        )
        try:
            answer = wire.answer_decoder.decode(call_over(connection, wire.encoder.encode(request)))
            info: ServerInfo = hello.result_decoder.decode(answer.body)
        except (EOFError, OSError, TimeoutError, RuntimeError, msgspec.DecodeError):
            return False
        return self.info is not None and info.database_id == self.info.database_id


def proxy(contract: type[C], call: Call, press: Press | None = None) -> C:
    """An implementation of `contract` whose methods end in `call`; a command without a `press` gets a key of its own."""
    made: C = _proxy_class(contract)(call, press)  # type: ignore[arg-type]
    return made


def bound(api: C, key: Key | None = None, answers: tuple[str, ...] = ()) -> C:
    """The same contract for one press: the command called on it carries `key` and the `answers` given so far."""
    made: C = type(api)(api._call, Press(key or new_key(), answers))  # type: ignore[call-arg,attr-defined]
    return made


@functools.cache
def _proxy_class(contract: type[Any]) -> type[Any]:
    """The class that implements `contract` by remote calls."""

    def method(operation: Operation) -> Callable[..., Any]:
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            press = (self._press or Press(new_key())) if operation.takes_key else NO_PRESS
            return self._call(operation, operation.bind(args, kwargs), press)

        call.__name__ = operation.name
        return call

    def init(self: Any, call: Call, press: Press | None) -> None:
        self._call, self._press = call, press

    methods = {name: method(operation) for name, operation in operations_of(contract).items()}
    return type(f"{contract.__name__}Proxy", (contract,), {"__init__": init, **methods})
