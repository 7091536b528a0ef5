"""Composition of the TMS operator's station."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from client_tms import options as station_options
from client_tms.console.window import ConsolePage
from client_tms.devices.heartbeat import HeartbeatSender
from client_tms.devices.window import DevicesPage
from client_tms.live import LiveFeed
from client_tms.patients.window import PatientsPage
from client_tms.prescriptions.window import PrescriptionsPage
from client_tms.room import Room
from client_tms.session.disk import DiskThread
from client_tms.session.filing import LogFiler
from client_tms.session.journal import JournalStore, default_directory
from client_tms.stimulator import drivers
from client_tms.stimulator.interface import Stimulator
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import Why
from shared.feed import FeedOptions
from shared.qt import hospital_time
from shared.qt.program import parser, run_station
from shared.qt.shell import MainShell
from shared.qt.tint import Tint
from shared.qt.worker import LinkState


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    title = str(QT_TRANSLATE_NOOP("Station", "TMS治疗室"))
    declared = parser("his-tms", title, TmsContract.default_port)
    station_options.add(declared)
    chosen = declared.parse_args(arguments)

    def build_chosen(shell: MainShell) -> TreatmentStation:
        # Drivers and timers want the application, which is there by now.
        machine = drivers.make(chosen.stimulator, chosen.speed)
        made = Room(shell.station, machine, chosen.console)
        feed = station_options.feed_options(chosen.feed, chosen.server, chosen.ca, made.console)
        return TreatmentStation(shell, made, JournalStore(chosen.log_directory or default_directory()), feed)

    return run_station("his-tms", title, TmsContract, build_chosen, (Path(__file__).parent / "i18n",), chosen)


def build(
    shell: MainShell, stimulator: Stimulator, logs: JournalStore, feed: FeedOptions | None = None, console: str = ""
) -> TreatmentStation:
    """Fill the window of somebody who logged in."""
    return TreatmentStation(shell, Room(shell.station, stimulator, console), logs, feed)


class TreatmentStation(QObject):
    """What runs behind the window: machine, heartbeat, feed, filing; and the four pages."""

    def __init__(self, shell: MainShell, room: Room, logs: JournalStore, feed: FeedOptions | None) -> None:
        super().__init__(shell)
        self.shell, self.room = shell, room
        room.setParent(self)
        self.disk = DiskThread(self)
        self.filer = LogFiler(room, logs, self.disk, self)
        self.live = LiveFeed(room, feed, self)
        self.heartbeat = HeartbeatSender(room, self)
        self.console = ConsolePage(shell, room, self.filer, self.live)
        self.prescriptions = PrescriptionsPage(shell, room)
        self.patients = PatientsPage(shell, room)
        self.devices = DevicesPage(shell, room, self.heartbeat)
        for page in (self.console, self.prescriptions, self.patients, self.devices):
            shell.add_page(page)
        self.console.session.changed.connect(self.heartbeat.follow)
        self._closed = False
        shell.closing.connect(self.close)
        room.station.worker.state_changed.connect(self._on_link)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.close)
        self._begin()

    def _begin(self) -> None:
        logs, now = self.filer.store, hospital_time.now()
        self.disk.do(lambda: logs.recover(Why.CONSOLE_DIED, now)).done(self._tell_interrupted)
        self.room.load()
        self.heartbeat.start()
        self.live.start()
        self.filer.file()
        if self.room.chosen_device is None:
            self.shell.toast(self.tr("请先在“设备”页选择本机设备"), Tint.WAIT)

    def _tell_interrupted(self, interrupted: int) -> None:
        if interrupted:
            self.shell.notify(self.tr("{count} 次治疗因控制台中断而未完成，记录正在补传").format(count=interrupted))
            self.shell.toast(self.tr("上次治疗因控制台中断而未完成，记录正在补传"), Tint.WAIT)

    def _on_link(self, state: LinkState) -> None:
        if state is LinkState.ONLINE:
            self.room.load()
            self.heartbeat.beat()

    def close(self) -> None:
        """Stop the machine and let go of server and gateway."""
        if not self._closed:
            self._closed = True
            self.room.stimulator.close()
            self.heartbeat.stop()
            self.live.close()
            self.disk.close()
