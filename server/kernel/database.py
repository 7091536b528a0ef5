"""Databases: engines for SQLite, PostgreSQL and SQL Server, and column types that mean the same on all three.

Rules: money is exact everywhere, times are aware and stored in UTC, text is Unicode, constraints have names,
nothing relies on row locks: a guarded UPDATE whose row count is checked is the primitive for stock and money.
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Insert,
    MetaData,
    Numeric,
    String,
    Table,
    UnicodeText,
    case,
    create_engine,
    event,
    insert,
    literal,
)
from sqlalchemy.dialects import mssql, registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import PoolProxiedConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

from shared.clock import monotonic

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = String(32)
"""UUIDv7 as hex: plain ASCII, so VARCHAR sorts by age on every engine."""


_Reader = Callable[[Any], Any]
"""Makes a value of ours from the driver's."""


class ExactDecimal(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC where the engine has one, a scaled integer on SQLite, which would store a float."""

    impl = Numeric
    cache_ok = True

    def __init__(self, scale: int, precision: int = 18) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale
        self._unit = Decimal(1).scaleb(-scale)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type on this engine."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Refuse what would be rounded."""
        if value is None:
            return None
        if value != value.quantize(self._unit):
            raise ValueError(f"not an exact decimal with {self.scale} places")
        return int(value.scaleb(self.scale)) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> _Reader:  # noqa: ARG002 — SQLAlchemy's
        """A decimal with all its places. One function per column: sheets have thousands of these values."""
        places, unit = -self.scale, self._unit
        if dialect.name == "sqlite":
            return lambda value: None if value is None else Decimal(value).scaleb(places)
        return lambda value: None if value is None else Decimal(value).quantize(unit)


class Moment(TypeDecorator[datetime]):
    """An aware time, stored in UTC with microseconds; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type on this engine; SQLite gets sortable ISO text."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        if dialect.name == "mssql":
            offset: TypeEngine[Any] = mssql.DATETIMEOFFSET(6)  # type: ignore[no-untyped-call]
            return dialect.type_descriptor(offset)
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> _Reader:  # noqa: ARG002 — SQLAlchemy's
        """Aware, in UTC. One function per column, as for decimals."""
        if dialect.name == "sqlite":
            return lambda value: None if value is None else datetime.fromisoformat(value)
        return lambda value: None if value is None else value.astimezone(UTC)


class Packed(TypeDecorator[Any]):
    """A value of a contract, of whatever `kind`, as JSON."""

    impl = UnicodeText
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._decode = msgspec.json.Decoder(kind).decode

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 — SQLAlchemy's
        """To text."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 — SQLAlchemy's
        """The value again."""
        return None if value is None else self._decode(value)


def Money() -> ExactDecimal:
    """Yuan and fen."""
    return ExactDecimal(2)


def Price() -> ExactDecimal:
    """A unit price, four places."""
    return ExactDecimal(4)


def Amount() -> ExactDecimal:
    """A quantity in order units, four places."""
    return ExactDecimal(4)


def new_metadata() -> MetaData:
    """Metadata of one department; names every constraint."""
    return MetaData(naming_convention=NAMING)


@functools.cache
def insert_into(table: Table) -> Insert:
    """The insert of whole rows. Building it anew costs half as much as executing it, and every command inserts several times."""
    return insert(table)


def of_each(column: ColumnElement[str], values: Mapping[str, Decimal | None], kind: ExactDecimal) -> ColumnElement[Decimal]:
    """The value of each row by its key in `column`: rows that change differently are changed, and guarded, in one statement."""
    return case({key: literal(value, kind) for key, value in values.items()}, value=column)


class DatabaseSetupError(RuntimeError):
    """A driver is missing or the server refuses us; the message says what to do."""


def open_engine(url: str) -> Engine:
    """An engine for `url`. Raises DatabaseSetupError, here or when it first connects, naming what is to be put right."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(url)
    if backend == "mssql" and not {"driver", "odbc_connect"} & set(parsed.query):
        parsed = parsed.update_query_dict({"driver": ODBC_DRIVER})
    try:
        engine = create_engine(parsed, pool_size=10, max_overflow=40, connect_args=_CONNECT_WITHIN.get(backend, {}))
    except ImportError as error:
        raise DatabaseSetupError(_driver_help(backend, error)) from error
    _ask_after_a_rest(engine)
    if backend == "mssql":
        event.listen(engine, "handle_error", _explain_refusal)
    return engine


def _ask_after_a_rest(engine: Engine) -> None:
    """See whether a connection that was not used for a while still stands. Asking each time would double the way of a small read;
    one that broke a moment ago fails, and the unit of work is tried again on another."""

    @event.listens_for(engine, "checkin")
    def _note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_RESTS_SINCE] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        if monotonic() - record.info.get(_RESTS_SINCE, monotonic()) < _REST_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


_RESTS_SINCE = "rests since"
_REST_S = 5.0


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, on one view of the database. It ends with a commit: a rollback makes the driver throw its
    prepared statements away, a fifth of a read on PostgreSQL."""
    with engine.connect().execution_options(readonly=True) as db:
        yield db
        db.commit()


_CONNECT_WITHIN = {"mssql": {"timeout": 5}, "postgresql": {"connect_timeout": 5}}
"""Seconds for a new connection: half of what a station waits for an answer."""
ODBC_DRIVER = "ODBC Driver 18 for SQL Server"
"""Used unless the URL names another `driver`; it encrypts and checks the server's certificate unless told not to."""


def _driver_help(backend: str, error: ImportError) -> str:
    if backend == "mssql":
        return (
            "SQL Server needs pyodbc and its driver: pip install 'inpatient-his[sqlserver]', the package unixodbc, "
            f"and Microsoft's {ODBC_DRIVER} ({error})"
        )
    return f"the driver for {backend} is missing: pip install 'inpatient-his[postgresql]' ({error})"


def _explain_refusal(context: ExceptionContext) -> None:
    """Replace what ODBC says of a connection that was never made by what the administrator can do about it."""
    if context.connection is None and context.statement is None:
        said = str(context.original_exception.args[-1])
        for mark, sentence in _REFUSALS.items():
            if mark in said:
                raise DatabaseSetupError(f"{sentence} ({said})") from context.original_exception


_REFUSALS = {
    "Can't open lib": f"the ODBC driver is missing: install Microsoft's {ODBC_DRIVER}, or name another with ?driver= in the URL",
    "IM002": f"the ODBC driver is missing: install Microsoft's {ODBC_DRIVER}, or name another with ?driver= in the URL",
    "(18456)": "SQL Server refused the log-in: check user and password in the database URL",
    "certificate verify failed": "SQL Server's certificate is not trusted here: install its authority's certificate; "
    "only on a closed test network TrustServerCertificate=yes in the URL turns the check off",
}
"""What the driver's message contains, and what to do."""


def _open_sqlite(url: str) -> Engine:
    database = make_url(url).database
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    ours = make_url(url).set(drivername=_SQLITE)
    engine = create_engine(ours, pool_size=10, max_overflow=60, pool_use_lifo=True, connect_args={"timeout": 10.0})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The dialect's BEGIN below replaces the driver's implicit one.
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.pool, "checkin")
    def _forget(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info.pop(_READONLY, None)

    return engine


class _Sqlite(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect with our BEGIN. An event on the engine could do it too, but then every statement fires four events."""

    supports_statement_cache = True

    def set_connection_execution_options(self, connection: Connection, opts: Mapping[str, Any]) -> None:
        """Note `readonly` with the driver's connection, where BEGIN finds it."""
        super().set_connection_execution_options(connection, opts)
        connection.connection.info[_READONLY] = opts.get(_READONLY, False)

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """A unit of work reads, decides and writes: taking the write lock at once makes that one step."""
        driver: Any = dbapi_connection.dbapi_connection
        driver.execute("BEGIN" if dbapi_connection.info.get(_READONLY, False) else "BEGIN IMMEDIATE")


_READONLY = "readonly"
_SQLITE = "sqlite+hospital"
registry.register(_SQLITE.replace("+", "."), __name__, _Sqlite.__name__)


_RETRY_CODES = {"40001", "40P01", "55P03", "1205", "3960", "1222"}


def is_transient(error: DBAPIError) -> bool:
    """Whether the unit of work should simply be tried again: lock timeout, deadlock, snapshot conflict, a connection that broke. In
    the middle of a commit too: a command finds its answer stored, a handler its event noted, if the commit was done."""
    original = error.orig
    if error.connection_invalidated:
        return True
    if isinstance(original, sqlite3.OperationalError):
        return "locked" in str(original) or "busy" in str(original)
    state = getattr(original, "sqlstate", None)
    if state in _RETRY_CODES:
        return True
    return any(f"({code})" in str(original) for code in ("1205", "3960", "1222"))


def is_full(error: DBAPIError) -> bool:
    """Whether the disk is full."""
    original = error.orig
    if isinstance(error, OperationalError) and isinstance(original, sqlite3.OperationalError):
        return "full" in str(original) or "disk I/O error" in str(original)
    return getattr(original, "sqlstate", None) == "53100" or "(1105)" in str(original)
