"""A console on an in-process treatment room: real windows, worker threads and entrance; only the sockets are left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from client_tms import app
from client_tms.session.controller import SessionController
from client_tms.session.course import Check, Phase
from client_tms.session.journal import JournalStore
from client_tms.stimulator.interface import Stimulator
from shared.contracts.common import Session
from shared.contracts.operation import Operation
from shared.contracts.tms.types import Device, DeviceGiven, Execution, SessionLog, StatusUpdate
from shared.errors import OutcomeUnknown
from shared.feed import FeedOptions
from shared.qt.feed import ChangeFeed
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from shared.rpc.client import Press
from tests.passwords import PASSWORD
from tests.server.tms.world import World
from tests.stations import StationClient

SERIAL = "TMS2026001"


@dataclass
class ConsoleClient(StationClient):
    """A console's connection: what statuses it told, and how many of the answers get lost."""

    lose_statuses: int = 0
    instead: Execution | None = None
    """What every told status is answered with."""
    updates: list[StatusUpdate] = field(default_factory=list)
    before_filing: Callable[[SessionLog], None] | None = None
    """Sees each log before the server does, and may refuse it."""

    def call(self, operation: Operation, arguments: tuple[Any, ...], press: Press) -> Any:
        """As it is, but that the answer to a told status may be lost, or doctored on its way."""
        if operation.name == "file_log" and self.before_filing is not None:
            self.before_filing(arguments[0])
        answer = super().call(operation, arguments, press)
        if operation.name == "update_status":
            self.updates.append(arguments[0])
            if self.lose_statuses > 0:
                self.lose_statuses -= 1
                raise OutcomeUnknown
            return answer if self.instead is None else self.instead
        return answer


class Console:
    """The window of an operator, with what arrives by the feed; this station's device is chosen unless told otherwise."""

    def __init__(
        self,
        world: World,
        login: str,
        qtbot: Any,
        logs: Path,
        machine: Stimulator,
        name: str,
        *,
        feed: FeedOptions | None = None,
        device: bool = True,
    ) -> None:
        self.world, self.qtbot, self.machine = world, qtbot, machine
        self.client, self.feed_client = ConsoleClient(world.hospital, "tms"), StationClient(world.hospital, "tms")
        self.worker: Worker[Any] = Worker(self.client)
        self.feed = ChangeFeed(Worker(self.feed_client), self.worker, wait_s=0.2)
        with qtbot.waitSignal(self.worker.state_changed):
            self.worker.start()
        made: list[Session] = []
        self.worker.log_in(login, PASSWORD).done(made.append)
        qtbot.waitUntil(lambda: bool(made))
        self.shell = MainShell("TMS治疗室", self.worker, self.feed)
        self.shell.resize(1366, 768)
        qtbot.addWidget(self.shell)
        self.station = app.build(self.shell, machine, JournalStore(logs), feed, name)
        self.shell.enter(made[0])
        self.shell.show()
        if device:
            self.choose_device()
        self.page = self.station.console
        self.session: SessionController = self.page.session

    def choose_device(self) -> Device:
        """Register the machine and make it this station's."""
        device: Device = self.world.doctor.register_device(DeviceGiven(SERIAL, "TMS设备", "一号刺激器"))
        self.station.room.choose_device(device)
        return device

    # -- waiting and looking

    def until(self, condition: Any) -> None:
        """Let Qt work until something is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    def deaf(self) -> None:
        """Hear nothing from now on; what was heard has been looked at."""
        self.feed.close()
        self.until(lambda: not self.shell.station._gather.isActive())
        self.rest()

    def rest(self) -> None:
        """Until every call is answered."""
        self.until(lambda: self.worker._waiting == 0)

    def phase(self, phase: Phase) -> None:
        """Until the session stands there."""
        self.until(lambda: self.session.phase is phase)

    @property
    def execution(self) -> Execution:
        """The open session."""
        assert self.session.execution is not None
        return self.session.execution

    # -- keys

    def press(self, key: str, page: Any = None) -> None:
        """A page's key, as its shortcut does."""
        action = next(action for action in (page or self.page).keys if action.key == key)
        action.press()

    def strike(self, key: Qt.Key, on: QWidget | None = None) -> None:
        """A key on the keyboard, into whatever has the focus."""
        target = on or QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow() or self.shell
        QTest.keyClick(target, key)

    # -- the way to the machine

    def acknowledge(self) -> None:
        """F5 on a new arrival."""
        self.phase(Phase.ARRIVED)
        self.press("F5")
        self.phase(Phase.IDENTIFY)

    def identify(self) -> None:
        """The patient's number and Enter."""
        patient = self.execution.prescription.patient
        self.page.centre.identity.setText(str(patient.his_id or patient.code))
        QTest.keyClick(self.page.centre.identity, Qt.Key.Key_Return)
        self.phase(Phase.SAFETY)

    def arm(self) -> None:
        """Every check, then F5."""
        for check in Check:
            self.page.checks.boxes[check].setChecked(True)
        self.until(lambda: not self.session.why_not_arm())
        self.press("F5")
        self.phase(Phase.ARMED)

    def ready(self) -> None:
        """From the arrival to a charged machine."""
        self.acknowledge()
        self.identify()
        self.arm()

    def start(self) -> None:
        """F6, and the server's word. A machine that is quick, or a test that is slow, may be through by then."""
        self.press("F6")
        self.until(lambda: self.session.phase not in {Phase.ARMED, Phase.STARTING})

    def filed(self) -> Execution:
        """Until the log is the server's."""
        self.until(lambda: self.session.phase is not Phase.STARTING and not self.station.filer.unsent)
        self.rest()
        return self.world.now(self.execution)

    def lose_server(self) -> None:
        """Nobody answers any more."""
        self.client.down = self.feed_client.down = True

    def find_server(self) -> None:
        """It answers again."""
        self.client.down = self.feed_client.down = False

    def close(self) -> None:
        """Let go of machine and server."""
        self.station.close()
        self.feed.close()
        self.worker.close()


def dialog(kind: type[QDialog]) -> Any:
    """The visible dialog of this kind."""
    return next((widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()), None)
