"""The one entrance of a server: every call passes here, and nowhere else are session, right, repetition and commit decided."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.kernel import database, idempotency, killpoint
from server.kernel.audit import ReadLog
from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.observation import Metrics, log
from server.kernel.sessions import Sessions
from server.kernel.tables import KernelTables
from server.kernel.unit_of_work import SYSTEM, Caller, Work
from shared import clock
from shared.contracts.operation import Operation, operations_of
from shared.errors import BusinessError, DatabaseBusy, InternalError, InvalidInput, StorageFull, VersionMismatch
from shared.identifiers import new_id
from shared.rpc import remote_calls_forbidden, wire

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
_TRIES = 6
_PREPARE = "__prepared_by__"


class FrontDesk(Protocol):
    """Answers, outside any unit of work, what the kernel answers itself: log-in, long polls."""

    operations: frozenset[str]

    def for_visitor(self, token: str, address: str) -> Any:
        """An implementation that knows who asks."""


def prepared_by(prepare: Callable[..., Any]) -> Callable[[F], F]:
    """Have `prepare(preparation, *args, **kwargs)` ask neighbours before the unit of work of this operation begins."""

    def mark(method: F) -> F:
        setattr(method, _PREPARE, prepare)
        return method

    return mark


@dataclass(frozen=True)
class Preparation:
    """What a `prepared_by` function gets: who acts, neighbours to ask, and short reads of its own database."""

    caller: Caller
    neighbours: Any
    read: Callable[[Callable[[Work], Any]], Any]


class UnitsOfWork:
    """Opens units of work on one database and commits them, again where the database asks for it."""

    def __init__(
        self,
        engine: Engine,
        tables: KernelTables,
        board: ChangeBoard,
        catalog: Callable[[], CatalogView],
        wake_relay: Callable[[], None],
    ) -> None:
        self.engine = engine
        self.tables = tables
        self.board = board
        self.catalog = catalog
        self._wake_relay = wake_relay

    def write(self, caller: Caller, operation: str, use_case: Callable[[Work], T]) -> T:
        """Run `use_case` in a transaction and commit. Raises DatabaseBusy, StorageFull and what the use case raises."""
        for attempt in range(_TRIES):
            try:
                with self.engine.begin() as db, remote_calls_forbidden("inside a unit of work"):
                    work = Work(db, self.tables, caller, self.catalog(), operation)
                    result = use_case(work)
                    work.flush()
                    killpoint.reached("before_commit")
            except DBAPIError as error:
                self._decide(error, attempt)
                continue
            killpoint.reached("after_commit")
            self._announce(work)
            return result
        raise DatabaseBusy

    def read(self, caller: Caller, operation: str, query: Callable[[Work], T]) -> tuple[T, Work]:
        """Run `query` on one consistent view of the database."""
        with self.engine.connect().execution_options(readonly=True) as db, remote_calls_forbidden("inside a unit of work"):
            work = Work(db, self.tables, caller, self.catalog(), operation)
            return query(work), work

    def _decide(self, error: DBAPIError, attempt: int) -> None:
        """Return to try again, or raise. A broken constraint is tried again too: the winner's row now gives a clear refusal, and
        where several rows can be lost to others, each may be lost to another one. What breaks every time is a bug and raised."""
        if database.is_full(error):
            raise StorageFull from error
        broken = isinstance(error, IntegrityError)
        if not (broken or database.is_transient(error)) or (broken and attempt == _TRIES - 1):
            raise error
        time.sleep(0.01 * 2**attempt)

    def _announce(self, work: Work) -> None:
        if work.wrote_changes:
            self.board.committed()
        if work.wrote_events:
            self._wake_relay()
        for tell in work.after_commit:
            tell()


class Entrance:
    """Takes the bytes of a call and gives the bytes of its answer."""

    def __init__(
        self,
        contract: type[Any],
        service: Callable[[Work], Any],
        units: UnitsOfWork,
        sessions: Sessions,
        front_desk: FrontDesk,
        read_log: ReadLog,
        metrics: Metrics,
        neighbours: Any,
    ) -> None:
        self._contract = contract
        self._operations = operations_of(contract)
        self._service = service
        self._units = units
        self._sessions = sessions
        self._front_desk = front_desk
        self._read_log = read_log
        self._metrics = metrics
        self._neighbours = neighbours

    def handle(self, request: bytes, address: str) -> tuple[bytes, bool]:
        """Answer one call. The second value tells whether it came with a valid session."""
        begin = clock.monotonic()
        name, user, outcome, known = "?", "", "ok", False
        try:
            call = wire.call_decoder.decode(request)
            operation = self._operation(call)
            name = operation.name
            caller = SYSTEM if operation.public else self._sessions.caller(call.token, call.on_behalf_of, self._units.catalog())
            user, known = caller.user_id, not operation.public
            answer = wire.answer_ok(self._perform(operation, call, caller, address))
        except BusinessError as error:
            outcome, answer = error.code, wire.answer_failed(error.data())
        except msgspec.ValidationError as error:
            outcome, answer = "invalid", wire.answer_failed(_invalid(error).data())
        except Exception:  # noqa: BLE001 — whatever is left is a bug, and must not reach RPyC's own exception channel
            outcome, answer = "bug", self._bug(name)
        seconds = clock.monotonic() - begin
        self._metrics.call(name, outcome, seconds)
        fields = {"operation": name, "user": user, "outcome": outcome, "ms": round(seconds * 1000, 2)}
        log.info("call", extra={"fields": fields})
        return answer, known

    def _operation(self, call: wire.Call) -> Operation:
        operation = self._operations.get(call.operation)
        same_contract = call.department == self._contract.department and call.version == self._contract.version
        if operation is None or not same_contract or operation.fingerprint != call.fingerprint:
            raise VersionMismatch(operation=f"{call.department[:20]}.{call.operation[:40]}")
        return operation

    def _perform(self, operation: Operation, call: wire.Call, caller: Caller, address: str) -> bytes:
        arguments = operation.arguments_decoder.decode(call.arguments)
        if operation.right is not None:
            caller.require(operation.right)
        if operation.name in self._front_desk.operations:
            return wire.encoder.encode(operation.call(self._front_desk.for_visitor(call.token, address), arguments))
        if operation.readonly:
            return self._query(operation, caller, arguments)
        if not operation.takes_key:
            # Repeating it changes nothing (a log's append, an offset's commit), so nothing is stored about it.
            return self._units.write(
                caller, operation.name, lambda work: wire.encoder.encode(operation.call(self._service(work), arguments))
            )
        return self._command(operation, caller, arguments, bytes(call.arguments))

    def _query(self, operation: Operation, caller: Caller, arguments: tuple[Any, ...]) -> bytes:
        prepared = self._prepare(operation, caller, arguments)

        def query(work: Work) -> Any:
            work.prepared = prepared
            return operation.call(self._service(work), arguments)

        result, work = self._units.read(caller, operation.name, query)
        self._read_log.note(caller, operation.name, work.read_subjects)
        return wire.encoder.encode(result)

    def _command(self, operation: Operation, caller: Caller, arguments: tuple[Any, ...], sent: bytes) -> bytes:
        key: str = arguments[list(operation.parameter_types).index("key")]
        idempotency.check_key(key)
        asks_first = getattr(getattr(self._service, operation.name, None), _PREPARE, None) is not None

        def earlier(work: Work) -> bytes | None:
            return idempotency.stored_answer(work.db, self._units.tables, key, caller.user_id, operation.name, sent)

        if asks_first and (done := self._units.read(caller, operation.name, earlier)[0]) is not None:
            return done
        prepared = self._prepare(operation, caller, arguments)
        tries = itertools.count()

        def use_case(work: Work) -> bytes:
            # A command is taken for a new one until its key, stored last, is refused: the look-up is a tenth of a small command.
            if next(tries) and (done := earlier(work)) is not None:
                return done
            work.prepared = prepared
            answer = wire.encoder.encode(operation.call(self._service(work), arguments))
            idempotency.store_answer(work.db, self._units.tables, key, caller.user_id, operation.name, sent, answer)
            return answer

        try:
            return self._units.write(caller, operation.name, use_case)
        except Exception:
            # The same press may have come before, or twice at once: the second stumbled, in whatever way, over what the first left.
            done = None
            # A database that can't even be read now must not cover up why the command failed.
            with contextlib.suppress(DBAPIError):
                done = self._units.read(caller, operation.name, earlier)[0]
            if done is None:
                raise
            return done

    def _prepare(self, operation: Operation, caller: Caller, arguments: tuple[Any, ...]) -> Any:
        prepare = getattr(getattr(self._service, operation.name, None), _PREPARE, None)
        if prepare is None:
            return None

        def read(query: Callable[[Work], Any]) -> Any:
            return self._units.read(caller, operation.name, query)[0]

        return prepare(Preparation(caller, self._neighbours, read), **dict(zip(operation.parameter_types, arguments, strict=True)))

    def _bug(self, operation: str) -> bytes:
        reference = new_id()[-8:].upper()
        log.error("bug", extra={"fields": {"operation": operation, "reference": reference}}, exc_info=True)
        return wire.answer_failed(InternalError(reference=reference).data())


def _invalid(error: msgspec.ValidationError) -> InvalidInput:
    """What msgspec says names the place and the limit, never the value."""
    problem, _, place = str(error).partition(" - at ")
    name = place.strip("`$").split(".")[-1] if place else ""
    return InvalidInput(name=name, label=name or "?", problem=problem)
