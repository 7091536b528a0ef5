"""The kernel's own operations: who is there, log-in, changes, the catalogue for stations."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from server.kernel.changes import Shown
from server.kernel.database import reading
from server.kernel.entrance import UnitsOfWork
from server.kernel.inbox import Consumer
from server.kernel.neighbours import Neighbourhood
from server.kernel.outbox import Relay
from server.kernel.passwords import stored_form
from server.kernel.sessions import AccountInactive, Sessions, mark_of
from server.kernel.settings import Settings
from server.kernel.standing import Standing
from shared import clock
from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.common import Changes, DepartmentContract, Health, Identity, ItemCatalog, ParkedEvent, ServerInfo, Session
from shared.contracts.common.values import Text50
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
        units: UnitsOfWork,
        sessions: Sessions,
        relay: Relay,
        consumer: Consumer,
        standing: Standing,
        neighbours: Neighbourhood,
    ) -> None:
        self.contract = contract
        self.settings = settings
        self.sessions = sessions
        self.units = units
        self.board = units.board
        self.catalog = units.catalog
        self.relay = relay
        self.consumer = consumer
        self.standing = standing
        self.neighbours = neighbours
        server = units.tables.server
        with reading(units.engine) as db:
            row = db.execute(select(server.c.database_id, server.c.demo)).one()
        self.database_id: str = row.database_id
        self.demo: bool = row.demo

    def health(self) -> Health:
        """How this server is, from what it knows without asking anybody: the answer goes with every look for changes."""
        view = self.catalog()
        return Health(
            message_center_reachable=self.relay.reachable,
            unsent_events=self.relay.waiting,
            catalog_as_of=None if view.missing else view.as_of,
            catalog_old=not view.missing and view.old,
            parked_events=self.consumer.parked_lately,
            behind=self.standing.behind,
        )

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
            health=desk.health(),
        )

    def log_in(self, name: str, password: str) -> Session:
        return self._desk.sessions.log_in(name, password, self._address, self._desk.catalog(), self._desk.demo)

    def log_in_for(self, name: str, password: str, address: str) -> Session:
        return self._desk.sessions.log_in_for(name, password, address, self._desk.catalog(), self._desk.demo)

    def log_in_service(self, department: str, secret: str) -> Session:
        return self._desk.sessions.log_in_service(department, secret, self._address)

    def log_out(self) -> None:
        self._desk.sessions.log_out(self._token)

    def change_password(self, present: str, new: str) -> None:
        desk, view = self._desk, self._desk.catalog()
        account = view.staff(desk.sessions.caller(self._token, "", view).user_id)
        if account is None:
            # A department's own session: it has no password.
            raise LoginRequired
        desk.sessions.check_password(account, present, self._address)
        wanted = stored_form(account.login, new)
        desk.neighbours.ask(CatalogContract, lambda api: api.replace_password(account.user_id, account.password_hash, wanted))

    def identify(self, token: str) -> Identity | None:
        view = self._desk.catalog()
        try:
            # A department's own session is nobody's.
            return view.identity(self._desk.sessions.caller(token, "", view).user_id)
        except (LoginRequired, SessionExpired):
            return None

    def identity_of(self, user_id: str) -> Identity:
        view = self._desk.catalog()
        identity = view.identity(user_id)
        if identity is None:
            raise CatalogMissing if view.missing else AccountInactive
        return identity

    def changes(self, after: int, wait_s: float, kinds: tuple[Text50, ...] = ()) -> Changes:
        caller = self._desk.sessions.caller(self._token, "", self._desk.catalog())
        # A filter without wards shows all of them; nobody's is the ward without a name.
        wards = () if caller.every_ward else caller.wards or ("",)
        wait_s = min(max(wait_s, 0.0), _LONGEST_WAIT_S)
        found = self._desk.board.wait(after, wait_s, mark_of(self._token), Shown(frozenset(kinds), wards))
        return replace(found, health=self._desk.health())

    def parked(self) -> tuple[ParkedEvent, ...]:
        return self._desk.consumer.parked_events()

    def retry_parked(self, parked_id: str) -> tuple[ParkedEvent, ...]:
        return self._desk.consumer.retry_subject_of(parked_id, self._desk.sessions.caller(self._token, "", self._desk.catalog()))

    def resume(self, reason: str) -> None:
        desk = self._desk
        caller = desk.sessions.caller(self._token, "", desk.catalog())
        desk.units.write(caller, "resume", lambda work: desk.standing.resume(work, reason))

    def items(self, after_version: int) -> ItemCatalog | None:
        view, now = self._desk.catalog(), clock.now()
        return view.for_stations(now) if view.station_version(now) != after_version else None
