"""A station on an in-process pharmacy: real presenters, windows, worker threads and entrance; only the socket is left out."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from client_pharmacy import app
from shared.contracts.common import ServerInfo, Session
from shared.contracts.operation import Operation
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.errors import BusinessError, ServerUnreachable
from shared.qt.feed import ChangeFeed
from shared.qt.reply import Reply
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from shared.rpc import bound, proxy
from shared.rpc.client import Press
from tests.in_process import InProcessHospital
from tests.passwords import PASSWORD
from tests.server.pharmacy.world import World


class InProcessClient:
    """What `Worker` asks of a client, answered by the entrance of this process. `failures` come instead of the next answers."""

    def __init__(self, hospital: InProcessHospital) -> None:
        self._hospital = hospital
        self._token = ""
        self.session: Session | None = None
        self.info: ServerInfo | None = None
        self.lost_answers: list[BusinessError] = []
        self.calls: list[str] = []
        self.closed = threading.Event()

    @property
    def api(self) -> Any:
        return proxy(PharmacyContract, self._call)

    def _call(self, operation: Operation, arguments: tuple[Any, ...], press: Press) -> Any:
        """Does what is asked, then loses the answer."""
        self.calls.append(operation.name)
        answer = self.direct()._call(operation, arguments, press)
        if operation.takes_key and self.lost_answers:
            raise self.lost_answers.pop(0)
        return answer

    def direct(self) -> Any:
        if self.closed.is_set():
            raise ServerUnreachable(server="pharmacy")
        return self._hospital.proxy("pharmacy", self._token, lambda: "")

    def connect(self) -> ServerInfo:
        self.info = self.direct().hello()
        return self.info

    def log_in(self, name: str, password: str) -> Session:
        return self.adopt(self.direct().log_in(name, password))

    def adopt(self, session: Session) -> Session:
        self.session, self._token = session, session.token
        return session

    def ping(self) -> float:
        self.direct().hello()
        return 0.001

    def close(self) -> None:
        self.closed.set()


class DirectWorker(QObject):
    """A worker without a thread, for presenters: every call is answered at once."""

    state_changed = Signal(object)

    def __init__(self, client: InProcessClient) -> None:
        super().__init__()
        self._client = client
        self.session, self.info = client.session, client.info

    def query(self, call: Any, owner: Any = None) -> Reply[Any]:
        reply: Reply[Any] = Reply()
        try:
            reply.settle(call(self._client.api), None)
        except BusinessError as error:
            reply.settle(None, error)
        return reply

    def command(self, call: Any, *, key: Any = None, answers: tuple[str, ...] = ()) -> Reply[Any]:
        return self.query(lambda api: call(bound(api, key, answers)))


class Station:
    """The window of a member of staff, with what arrives by the feed."""

    def __init__(self, world: World, login: str, qtbot: Any) -> None:
        self.world, self.qtbot = world, qtbot
        self.client = InProcessClient(world.hospital)
        self.worker: Worker[Any] = Worker(self.client)
        feed_worker: Worker[Any] = Worker(InProcessClient(world.hospital))
        self.feed = ChangeFeed(feed_worker, self.worker, wait_s=0.3)
        with qtbot.waitSignal(self.worker.state_changed):
            self.worker.start()
        session = None

        def opened(made: Session) -> None:
            nonlocal session
            session = made

        self.worker.log_in(login, PASSWORD).done(opened)
        qtbot.waitUntil(lambda: session is not None)
        self.shell = MainShell("中心药房", self.worker, self.feed)
        qtbot.addWidget(self.shell)
        app.build(self.shell)
        assert session is not None
        self.shell.enter(session)
        self.shell.show()
        self.requests, self.stock, self.records = (self.shell.pages[number] for number in range(3))
        self.until(lambda: self.shell.station.catalogue.version > 0)

    def until(self, condition: Any) -> None:
        """Let Qt work until something is so."""
        self.qtbot.waitUntil(condition, timeout=5000)

    def close(self) -> None:
        """Let go of the server."""
        self.feed.close()
        self.worker.close()


def dialog(kind: type[QDialog]) -> Any:
    """The visible dialog of this kind."""
    return next((widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()), None)
