"""The one entrance of a server: every call passes here, and nowhere else are session, right, repetition and commit decided."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.kernel import database, idempotency, killpoint, ward_access
from server.kernel.arguments import check_numbers
from server.kernel.audit import ReadLog
from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.observation import Metrics, log
from server.kernel.sessions import Sessions
from server.kernel.tables import KernelTables
from server.kernel.unit_of_work import SYSTEM, Caller, Work
from server.kernel.use_cases import Preparation, UseCases, preparation_of
from server.kernel.ward_access import Belongs
from shared import clock
from shared.contracts.operation import Operation, operations_of
from shared.errors import (
    BusinessError,
    DatabaseBusy,
    InternalError,
    InvalidInput,
    NeighbourUnreachable,
    Problem,
    ServerUnreachable,
    StorageFull,
    VersionMismatch,
)
from shared.identifiers import new_id
from shared.rpc import remote_calls_forbidden, wire

T = TypeVar("T")
_TRIES = 6


class FrontDesk(Protocol):
    """Answers, outside any unit of work, what the kernel answers itself: log-in, long polls."""

    operations: frozenset[str]

    def for_visitor(self, token: str, address: str) -> Any:
        """An implementation that knows who asks."""


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
        """Run `query` on one consistent view of the database. Raises DatabaseBusy and what the query raises."""
        for attempt in range(_TRIES):
            try:
                with database.reading(self.engine) as db, remote_calls_forbidden("inside a unit of work"):
                    work = Work(db, self.tables, caller, self.catalog(), operation)
                    return query(work), work
            except DBAPIError as error:
                self._decide(error, attempt)
        raise DatabaseBusy

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
        if work.changes:
            self.board.committed(work.changes)
        if work.wrote_events:
            self._wake_relay()
        for tell in work.after_commit:
            tell()


class Entrance:
    """Takes the bytes of a call and gives the bytes of its answer."""

    def __init__(
        self,
        contract: type[Any],
        use_cases: UseCases,
        units: UnitsOfWork,
        sessions: Sessions,
        front_desk: FrontDesk,
        read_log: ReadLog,
        metrics: Metrics,
        neighbours: Any,
        belongs: Belongs | None = None,
    ) -> None:
        self._contract = contract
        self._operations = operations_of(contract)
        self._use_cases = use_cases
        self._units = units
        self._sessions = sessions
        self._front_desk = front_desk
        self._read_log = read_log
        self._metrics = metrics
        self._neighbours = neighbours
        self._belongs = belongs or {}

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
            if operation.right is not None:
                caller.require(operation.right)
            answer = wire.answer_ok(self._perform(_Asked(operation, call, caller), address))
        except ServerUnreachable as error:
            # As it is, a station would take its own line for lost.
            away = NeighbourUnreachable(server=error.server)
            outcome, answer = away.code, wire.answer_failed(away.data())
        except BusinessError as error:
            outcome, answer = error.code, wire.answer_failed(error.data())
        except msgspec.ValidationError as error:
            outcome, answer = "invalid", wire.answer_failed(_invalid(error).data())
        except DBAPIError as error:
            outcome, answer = self._unserved(name, error)
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

    def _perform(self, asked: _Asked, address: str) -> bytes:
        operation, caller = asked.operation, asked.caller
        if operation.name in self._front_desk.operations:
            desk = self._front_desk.for_visitor(asked.call.token, address)
            return wire.encoder.encode(getattr(desk, operation.name)(*asked.arguments))
        use_case = self._use_cases[operation.name]
        if operation.readonly:
            return self._query(asked, use_case)
        if not operation.takes_key:
            return self._units.write(caller, operation.name, lambda work: self._keyless(work, asked, use_case))
        return self._command(asked, use_case)

    def _keyless(self, work: Work, asked: _Asked, use_case: Callable[..., Any]) -> bytes:
        self._check_wards(work, asked)
        return wire.encoder.encode(use_case(work, *asked.arguments))

    def _query(self, asked: _Asked, use_case: Callable[..., Any]) -> bytes:
        prepared = self._prepare(asked, use_case)

        def query(work: Work) -> Any:
            self._check_wards(work, asked)
            work.prepared = prepared
            return use_case(work, *asked.arguments)

        result, work = self._units.read(asked.caller, asked.operation.name, query)
        self._read_log.note(asked.caller, asked.operation.name, work.read_subjects)
        return wire.encoder.encode(result)

    def _command(self, asked: _Asked, use_case: Callable[..., Any]) -> bytes:
        caller, operation, tables = asked.caller, asked.operation.name, self._units.tables
        key, sent = asked.call.key, bytes(asked.call.arguments)
        idempotency.check_key(key)

        def earlier(work: Work) -> bytes | None:
            return idempotency.stored_answer(work.db, tables, key, caller.user_id, operation, sent)

        if preparation_of(use_case) is not None and (done := self._units.read(caller, operation, earlier)[0]) is not None:
            return done
        prepared = self._prepare(asked, use_case)
        tries = itertools.count()

        def command(work: Work) -> bytes:
            # A command is taken for a new one until its key, stored last, is refused: the look-up is a tenth of a small command.
            if next(tries) and (done := earlier(work)) is not None:
                return done
            self._check_wards(work, asked)
            work.prepared, work.answers = prepared, asked.call.answers
            answer = wire.encoder.encode(use_case(work, *asked.arguments))
            idempotency.store_answer(work.db, tables, key, caller.user_id, operation, sent, answer)
            return answer

        try:
            return self._units.write(caller, operation, command)
        except Exception:
            # The same press may have come before, or twice at once: the second stumbled, in whatever way, over what the first left.
            done = None
            # A database that can't even be read now must not cover up why the command failed.
            with contextlib.suppress(DBAPIError):
                done = self._units.read(caller, operation, earlier)[0]
            if done is None:
                raise
            return done

    def _check_wards(self, work: Work, asked: _Asked) -> None:
        ward_access.check(work, asked.operation, asked.arguments, self._belongs)

    def _prepare(self, asked: _Asked, use_case: Callable[..., Any]) -> Any:
        prepare = preparation_of(use_case)
        if prepare is None:
            return None

        # Neighbours are asked nothing about what the caller may not work with.
        self._units.read(asked.caller, asked.operation.name, lambda work: self._check_wards(work, asked))

        def read(query: Callable[[Work], Any]) -> Any:
            return self._units.read(asked.caller, asked.operation.name, query)[0]

        return prepare(Preparation(asked.caller, read, asked.call.key, self._neighbours), *asked.arguments)

    def _unserved(self, operation: str, error: DBAPIError) -> tuple[str, bytes]:
        """The database failed before or beside the unit of work, looking the session up for example."""
        if not database.is_transient(error):
            return "bug", self._bug(operation)
        return DatabaseBusy.code, wire.answer_failed(DatabaseBusy().data())

    def _bug(self, operation: str) -> bytes:
        reference = new_id()[-8:].upper()
        log.error("bug", extra={"fields": {"operation": operation, "reference": reference}}, exc_info=True)
        return wire.answer_failed(InternalError(reference=reference).data())


class _Asked:
    """A call whose shape, session, right and arguments are known to be good."""

    __slots__ = ("arguments", "call", "caller", "operation")

    def __init__(self, operation: Operation, call: wire.Call, caller: Caller) -> None:
        self.operation, self.call, self.caller = operation, call, caller
        self.arguments: tuple[Any, ...] = operation.arguments_decoder.decode(call.arguments)
        for name, value in zip(operation.parameter_types, self.arguments, strict=True):
            check_numbers(name, value)


def _invalid(error: msgspec.ValidationError) -> InvalidInput:
    """What msgspec says names the place and the limit, never the value."""
    problem, _, place = str(error).partition(" - at ")
    name = place.strip("`$").split(".")[-1] if place else ""
    return InvalidInput(name=name, problem=Problem.MALFORMED, limit=problem)
