"""A server in the next room: the worker's client with a real API object and real threads, without a socket."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shared import clock
from shared.contracts.catalog.errors import PasswordTooWeak
from shared.contracts.common import Change, Changes, Health, ServerInfo, Session
from shared.errors import BusinessError, OutcomeUnknown, ServerUnreachable, WrongLogin, WrongPassword

SESSION = Session("token-1", "u1", "陈静", "nurse", ("ward.order.enter",), ("N1",), "示范医院", False)
SECOND_NURSE = replace(SESSION, token="token-2", user_id="u2", user_name="李红")
CASHIER = replace(SESSION, token="token-3", user_id="u3", user_name="王收费", role="cashier", rights=("admission.charge",))
_BY_NAME = {"nurse2": SECOND_NURSE, "cashier1": CASHIER}


def server_info(*, demo: bool = False, database_id: str = "db-1", center: bool = True) -> ServerInfo:
    moment: datetime = clock.at(clock.today(), 8)
    return ServerInfo("ward", 1, database_id, "示范医院", demo, moment, Health(center, 3, moment, False, 0))


class Api:
    """What the calls of a test work with. Long polls wait for `changed` like the server's."""

    def __init__(self, client: FakeClient, press: Any = None) -> None:
        self._client = self._call = client
        self._press = press

    def echo(self, value: Any) -> Any:
        self._client.arrive("echo")
        return value

    def refuse(self, error: BaseException) -> None:
        self._client.arrive("refuse")
        raise error

    def hold(self, gate: threading.Event) -> str:
        self._client.arrive("hold")
        assert gate.wait(10)
        return "let go"

    def change_password(self, present: str, new: str) -> None:
        self._client.arrive("change_password")
        if present != "right":
            raise WrongPassword
        if len(new) < 8:
            raise PasswordTooWeak

    def changes(self, after: int, wait_s: float, kinds: tuple[str, ...]) -> Changes:
        self._client.asked_for.append((after, kinds))
        return self._client.poll(after, wait_s)


@dataclass
class FakeClient:
    """`down` refuses connections and calls; `lose_next` loses the connection in the middle of that many calls."""

    session: Session | None = None
    info: ServerInfo | None = None
    down: bool = False
    lose_next: int = 0
    lost_as: type[BusinessError] = OutcomeUnknown
    calls: list[str] = field(default_factory=list)
    asked_for: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """What each look for changes went on from, and the kinds it named."""
    threads: set[int] = field(default_factory=set)
    log: list[Change] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)
    about: ServerInfo = field(default_factory=server_info)
    login_error: BusinessError | None = None

    @property
    def api(self) -> Api:
        return Api(self)

    def connect(self) -> ServerInfo:
        self.arrive("hello")
        self.info = self.about
        return self.info

    def log_in(self, name: str, password: str) -> Session:
        self.arrive("log_in")
        if self.login_error is not None:
            raise self.login_error
        if password != "right":
            raise WrongLogin
        return self.adopt(_BY_NAME.get(name, SESSION))

    def log_out(self, back_to: Session | None = None) -> None:
        self.arrive("log_out")
        self.session = back_to

    def adopt(self, session: Session) -> Session:
        self.session = session
        return session

    def ping(self) -> float:
        self.arrive("ping")
        return 0.0007

    def close(self) -> None:
        self.closed.set()
        with self.news:
            self.news.notify_all()

    def arrive(self, name: str) -> None:
        self.threads.add(threading.get_ident())
        self.calls.append(name)
        if self.down or self.closed.is_set():
            raise ServerUnreachable(server="127.0.0.1:18861")
        if self.lose_next > 0 and name not in {"hello", "ping"}:
            self.lose_next -= 1
            raise self.lost_as() if self.lost_as is OutcomeUnknown else self.lost_as(server="127.0.0.1:18861")

    # -- the change feed's server side

    def tell(self, *changes: Change) -> None:
        with self.news:
            self.log.extend(changes)
            self.news.notify_all()

    def poll(self, after: int, wait_s: float) -> Changes:
        self.arrive("changes")
        if after < 0:
            return Changes(len(self.log), ())
        with self.news:
            self.news.wait_for(lambda: len(self.log) > after or self.down or self.closed.is_set(), wait_s)
            if self.down or self.closed.is_set():
                raise ServerUnreachable(server="127.0.0.1:18861")
            return Changes(len(self.log), tuple(self.log[after:]))
