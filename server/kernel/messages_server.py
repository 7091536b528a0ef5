"""The server of the embedded message center: the same entrance and host as a department, without staff or catalogue."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from server.kernel import schema
from server.kernel.audit import ReadLog
from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.database import open_engine
from server.kernel.department import Department
from server.kernel.entrance import Entrance, UnitsOfWork
from server.kernel.host import Host
from server.kernel.message_center import embedded
from server.kernel.observation import Metrics, log
from server.kernel.sessions import Sessions, make_secret
from server.kernel.settings import Settings
from server.kernel.unit_of_work import SYSTEM, Work
from server.kernel.use_cases import UseCases
from shared import clock
from shared.contracts.common import Session
from shared.contracts.events import Event
from shared.contracts.messages.contract import LoggedEvent, MessagesContract

_FORGET_EVERY_S = 3600.0


def _use_cases(arrivals: embedded.Arrivals) -> UseCases:
    """The log's operations inside a unit of work."""

    def append(work: Work, topic: str, events: tuple[Event, ...]) -> int:
        work.after_commit.append(arrivals.announce)
        return embedded.append(work, topic, events)

    return {"append": append, "commit": embedded.commit}


class MessagesDesk:
    """Log-in, and reads that wait outside any transaction."""

    operations = frozenset({"log_in_service", "read"})

    def __init__(self, sessions: Sessions, units: UnitsOfWork, arrivals: embedded.Arrivals) -> None:
        self._sessions = sessions
        self._units = units
        self._arrivals = arrivals
        self._address = ""

    def for_visitor(self, _token: str, address: str) -> MessagesDesk:
        """The desk for one visitor."""
        desk = MessagesDesk(self._sessions, self._units, self._arrivals)
        desk._address = address
        return desk

    def log_in_service(self, department: str, secret: str) -> Session:
        """See the contract."""
        return self._sessions.log_in_service(department, secret, self._address)

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """See the contract."""
        return embedded.read(self._units.engine, self._arrivals, group, topics, limit, wait_s)


DEPARTMENT = Department(
    name="messages",
    contract=MessagesContract,
    metadata=embedded.metadata,
    kernel=embedded.kernel,
    versions=Path(__file__).parent / "message_center" / "migrations",
    use_cases=_use_cases(embedded.Arrivals()),
)


class MessagesServer:
    """One running message center; there is one per hospital, since it is the log's only writer."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        make_secret(settings.secret_file)
        self.engine = open_engine(settings.database_url)
        schema.check(self.engine, DEPARTMENT.alembic())
        self._stopping = threading.Event()
        self._arrivals = embedded.Arrivals()
        tables, metrics = embedded.kernel, Metrics("messages")
        board = ChangeBoard(self.engine, tables)
        self.units = UnitsOfWork(self.engine, tables, board, CatalogView.empty, lambda: None)
        sessions = Sessions(self.engine, tables, settings.secret_file, timedelta(minutes=settings.session_idle_minutes))
        entrance = Entrance(
            MessagesContract,
            _use_cases(self._arrivals),
            self.units,
            sessions,
            MessagesDesk(sessions, self.units, self._arrivals),
            ReadLog(self.engine, tables),
            metrics,
            None,
        )
        self.metrics = metrics
        self.host = Host(settings, entrance, metrics)
        self._thread = threading.Thread(target=self._keep_house, name="messages-housekeeping", daemon=True)

    def start(self) -> None:
        """Listen."""
        self.host.open()
        if self.settings.metrics_port:
            self.metrics.serve(self.settings.host, self.settings.metrics_port)
        self._thread.start()
        log.info("listening", extra={"fields": {"department": "messages", "port": self.host.port}})

    def stop(self) -> None:
        """Let readers go and stop."""
        self._stopping.set()
        self._arrivals.close()
        self.host.shut()
        self._thread.join(5)
        self.engine.dispose()

    def _keep_house(self) -> None:
        forget_at = clock.monotonic() + _FORGET_EVERY_S
        while not self._stopping.wait(1.0):
            self.host.dismiss_strangers()
            if clock.monotonic() >= forget_at:
                forget_at = clock.monotonic() + _FORGET_EVERY_S
                self.units.write(SYSTEM, "forget old events", embedded.forget_old)
