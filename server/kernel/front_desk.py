"""The kernel's own operations: who is there, log-in, changes, the catalogue for stations."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, select

from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.outbox import Relay
from server.kernel.sessions import AccountInactive, Sessions
from server.kernel.settings import Settings
from server.kernel.tables import KernelTables
from shared import clock
from shared.contracts.common import Changes, DepartmentContract, Identity, ItemCatalog, ServerInfo, Session
from shared.contracts.operation import operations_of
from shared.errors import CatalogMissing, LoginRequired, SessionExpired

_LONGEST_WAIT_S = 25.0


class Desk:
    """Makes the implementation of the kernel's operations for one visitor."""

    operations = frozenset(operations_of(DepartmentContract))

    def __init__(
        self,
        contract: type[DepartmentContract],
        settings: Settings,
        engine: Engine,
        tables: KernelTables,
        sessions: Sessions,
        board: ChangeBoard,
        catalog: Callable[[], CatalogView],
        relay: Relay,
    ) -> None:
        self.contract = contract
        self.settings = settings
        self.sessions = sessions
        self.board = board
        self.catalog = catalog
        self.relay = relay
        with engine.connect().execution_options(readonly=True) as db:
            row = db.execute(select(tables.server.c.database_id, tables.server.c.demo)).one()
        self.database_id: str = row.database_id
        self.demo: bool = row.demo

    def for_visitor(self, token: str, address: str) -> DepartmentContract:
        """The operations as this visitor may call them."""
        return _AtTheDesk(self, token, address)


class _AtTheDesk(DepartmentContract):
    def __init__(self, desk: Desk, token: str, address: str) -> None:
        self._desk = desk
        self._token = token
        self._address = address

    def hello(self) -> ServerInfo:
        desk, view = self._desk, self._desk.catalog()
        return ServerInfo(
            department=desk.contract.department,
            contract_version=desk.contract.version,
            database_id=desk.database_id,
            hospital=view.hospital or desk.settings.hospital,
            demo=desk.demo,
            hospital_time=clock.now(),
            catalog_as_of=None if view.missing else view.fetched_at,
            unsent_events=desk.relay.unsent() if not desk.relay.reachable else 0,
            message_center_reachable=desk.relay.reachable,
        )

    def log_in(self, name: str, password: str) -> Session:
        return self._desk.sessions.log_in(name, password, self._address, self._desk.catalog(), self._desk.demo)

    def log_in_for(self, name: str, password: str, address: str) -> Session:
        return self._desk.sessions.log_in_for(name, password, address, self._desk.catalog(), self._desk.demo)

    def log_in_service(self, department: str, secret: str) -> Session:
        return self._desk.sessions.log_in_service(department, secret, self._address)

    def log_out(self) -> None:
        self._desk.sessions.log_out(self._token)

    def identify(self, token: str) -> Identity | None:
        view = self._desk.catalog()
        try:
            account = view.staff(self._desk.sessions.caller(token, "", view).user_id)
        except (LoginRequired, SessionExpired):
            return None
        if account is None:
            # A department's own session is nobody's.
            return None
        return Identity(account.user_id, account.name, account.role, account.rights, account.wards)

    def identity_of(self, user_id: str) -> Identity:
        view = self._desk.catalog()
        account = view.staff(user_id)
        if account is None:
            raise CatalogMissing if view.missing else AccountInactive
        return Identity(account.user_id, account.name, account.role, account.rights, account.wards)

    def changes(self, after: int, wait_s: float) -> Changes:
        return self._desk.board.wait(after, min(max(wait_s, 0.0), _LONGEST_WAIT_S))

    def items(self, after_version: int) -> ItemCatalog | None:
        view = self._desk.catalog()
        return view.for_stations(clock.now()) if view.version != after_version else None
