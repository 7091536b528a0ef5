"""The demo's launcher: four stations to start, who can log in, hospital time to move on. Closing it ends everything.

English texts: `python -m shared.qt.i18n tests.demo`.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QToolButton, QWidget

from server.catalog.first_accounts import Account
from shared import clock
from shared.qt import formats, theme
from shared.qt.app import dress
from shared.qt.build import button, frame, horizontal, label, vertical
from shared.qt.editors import MomentEditor
from shared.qt.tint import Tint
from tests import in_process
from tests.demo.hospital import ROOT
from tests.demo.servers import HOSPITAL, DemoHospital
from tests.passwords import PASSWORD

I18N = Path(__file__).parent / "i18n"
translate = QCoreApplication.translate
_LOOK_MS = 250
_END_MS = 3000
_SHEET = """
QWidget#launcher { background: #f3f5f9; }
QFrame#side, QFrame#box { background: #ffffff; border: 1px solid #d8dfe8; border-radius: 8px; }
QLabel#hospital { font-size: 26px; font-weight: 700; }
QLabel#now { font-size: 24px; font-weight: 700; color: #1761bd; }
QLabel#secret { font-size: 16px; font-weight: 600; }
QToolButton#station { background: #ffffff; border: 1px solid #d8dfe8; border-radius: 10px; font-size: 16px; font-weight: 600;
  color: #1a2838; padding: 12px; }
QToolButton#station:hover { background: #e6eff9; border: 1px solid #1761bd; }
QToolButton#station:focus { border: 2px solid #1761bd; }
"""


@dataclass(frozen=True)
class StationCommand:
    """A button: what it says and what it starts."""

    title: str
    icon: str
    command: tuple[str, ...]


def stations_of(demo: DemoHospital) -> tuple[StationCommand, ...]:
    """The four stations, each pointed at its server."""
    found = (
        (translate("Launcher", "出入院收费处"), "mdi6.cash-register", "admission"),
        (translate("Launcher", "护士工作站"), "mdi6.bed-outline", "ward"),
        (translate("Launcher", "中心药房"), "mdi6.pill", "pharmacy"),
        (translate("Launcher", "TMS治疗室"), "mdi6.brain", "tms"),
    )
    return tuple(
        StationCommand(
            title,
            icon,
            (
                sys.executable,
                "-m",
                "tests.demo.station",
                str(demo.clock_file),
                f"client_{name}",
                "--server",
                str(demo.address(name)),
            ),
        )
        for title, icon, name in found
    )


class Launcher(QWidget):
    """The window. `set_time` writes hospital time; `alive` tells whether the servers are there."""

    def __init__(
        self,
        stations: Sequence[StationCommand],
        staff: Sequence[Account],
        set_time: Callable[[datetime], object],
        alive: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.setObjectName("launcher")
        self.setStyleSheet(_SHEET)
        self.setWindowTitle(self.tr("演示医院"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._set_time, self._alive = set_time, alive
        self.processes: list[QProcess] = []
        self.now, self._state, self._said = label("", "now"), label("", "muted"), label("", "fieldError")
        self.buttons = [self._station_button(station) for station in stations]
        self.staff = _staff_table(staff)
        self._editor = MomentEditor()
        self.moment = self._editor.widget(self)
        self._build()
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._look)
        self._watch.start()
        self._look()
        self.resize(880, 740)

    def _build(self) -> None:
        self.moment.setFixedWidth(150)
        self.moment.returnPressed.connect(self.move_on)
        head = horizontal(
            vertical(label(HOSPITAL, "hospital"), label(self.tr("演示 · 数据均为虚构，关闭本窗口即全部停止"), "muted"), spacing=2),
            1,
            vertical(label(self.tr("医院时间"), "muted"), self.now, spacing=2),
        )
        time = frame(
            "box",
            horizontal(
                label(self.tr("改医院时间")),
                self.moment,
                button(self.tr("设定"), self.move_on, primary=True),
                button(self.tr("+1 小时"), lambda: self.move_by(timedelta(hours=1))),
                button(self.tr("+1 天"), lambda: self.move_by(timedelta(days=1))),
                self._said,
                1,
                margins=(14, 10, 14, 10),
            ),
        )
        end = button(self.tr("全部停止"), self.close, danger=True)
        whole = vertical(
            head,
            horizontal(*self.buttons, spacing=12),
            time,
            self._staff_box(),
            horizontal(self._state, 1, end),
            spacing=14,
            margins=(22, 18, 22, 16),
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _staff_box(self) -> QFrame:
        secret: QLabel = label(PASSWORD, "secret", selectable=True)
        copy = button(self.tr("复制密码"), lambda: QGuiApplication.clipboard().setText(PASSWORD))
        line = horizontal(label(self.tr("所有人的密码"), "muted"), secret, copy, 1, spacing=10)
        box = vertical(line, self.staff, spacing=8, margins=(14, 10, 14, 12))
        return frame("side", box)

    def _station_button(self, station: StationCommand) -> QToolButton:
        made = QToolButton()
        made.setObjectName("station")
        made.setText(station.title)
        made.setIcon(theme.icon(station.icon))
        made.setIconSize(QSize(44, 44))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setMinimumSize(190, 116)
        made.clicked.connect(lambda: self.start(station))
        return made

    # -- stations

    def start(self, station: StationCommand) -> QProcess:
        """Start a station; several of a kind may run."""
        process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedChannels)
        program, *arguments = station.command
        process.start(program, arguments)
        process.finished.connect(lambda: self._ended(process))
        self.processes.append(process)
        self._look()
        return process

    def _ended(self, process: QProcess) -> None:
        if process in self.processes:
            self.processes.remove(process)
            process.deleteLater()
        self._look()

    # -- hospital time

    def move_on(self) -> None:
        """Set the time that is typed."""
        try:
            moment = self._editor.read(self.moment)
        except ValueError as error:
            self._said.setText(str(error))
            return
        if moment is not None:
            self._said.setText("")
            self._set_time(moment)
        self._look()

    def move_by(self, step: timedelta) -> None:
        """Move hospital time on."""
        self._set_time(clock.now() + step)
        self._look()

    def _look(self) -> None:
        self.now.setText(formats.full_moment(clock.now()))
        running = self.tr("服务器运行中   {count} 个工作站已打开").format(count=len(self.processes))
        alive = self._alive()
        self._state.setText(running if alive else self.tr("服务器已停止，请看日志"))
        self._state.setStyleSheet(f"color: {(Tint.OK if alive else Tint.BAD).value[0]};")

    # -- leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        self._watch.stop()
        for process in (*self.processes,):
            process.finished.disconnect()
            process.terminate()
        for process in self.processes:
            if not process.waitForFinished(_END_MS):
                process.kill()
                process.waitForFinished(_END_MS)
        self.processes.clear()
        super().closeEvent(event)


def _staff_table(staff: Sequence[Account]) -> QTableWidget:
    cashiers, nurses = translate("Launcher", "出入院收费处"), translate("Launcher", "护士工作站")
    pharmacy, tms = translate("Launcher", "中心药房"), translate("Launcher", "TMS治疗室")
    words = {
        "cashier": (translate("Launcher", "收费员"), cashiers),
        "supervisor": (translate("Launcher", "收费主管"), cashiers),
        "nurse": (translate("Launcher", "护士"), nurses),
        "head_nurse": (translate("Launcher", "护士长"), nurses),
        "doctor": (translate("Launcher", "医生"), nurses),
        "dispenser": (translate("Launcher", "药师"), pharmacy),
        "head_pharmacist": (translate("Launcher", "药房主任"), pharmacy),
        "tms_operator": (translate("Launcher", "TMS操作员"), tms),
    }
    people = [account for account in staff if account.role in words]
    table = QTableWidget(len(people), 5)
    table.setHorizontalHeaderLabels(
        [
            translate("Launcher", "登录名"),
            translate("Launcher", "姓名"),
            translate("Launcher", "岗位"),
            translate("Launcher", "工作站"),
            translate("Launcher", "病区"),
        ]
    )
    for row, account in enumerate(people):
        role, station = words[account.role]
        for column, text in enumerate(
            (account.login, account.name, role, station, "、".join(account.wards) or translate("Launcher", "全部"))
        ):
            table.setItem(row, column, QTableWidgetItem(text))
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def run(demo: DemoHospital) -> int:
    """Show the launcher until it is closed."""
    clock.use_control_file(demo.clock_file)
    app = QApplication(sys.argv[:1])
    dress(app, "his-demo", (I18N,))
    staff = (*in_process.STAFF, Account("tms1", "郭操作", "tms_operator"))
    launcher = Launcher(stations_of(demo), staff, demo.at, lambda: demo.running)
    for number in (signal.SIGINT, signal.SIGTERM):
        # The launcher looks at the clock four times a second: there Python gets to see the signal.
        signal.signal(number, lambda *_: QCoreApplication.quit())
    launcher.show()
    code = app.exec()
    launcher.close()
    return code
