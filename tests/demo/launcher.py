"""The demo's launcher, in Chinese and English: stations to start, servers to stop and start, who can log in, hospital time to move
on. Closing it ends everything.

English texts: `python -m shared.qt.i18n tests.demo`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QCoreApplication, QLocale, QProcess, QSize, Qt, QTimer, QTranslator
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from server.catalog.first_accounts import Account
from shared import clock
from shared.qt import app as qt_app
from shared.qt import formats, theme
from shared.qt.build import button, frame, horizontal, label, vertical
from shared.qt.editors import MomentEditor
from shared.qt.language import install_translators, language
from shared.qt.tint import Tint
from shared.sentences import Language
from tests.demo.desks import settings_in
from tests.demo.hospital import ROOT, SETTINGS, STAFF
from tests.demo.server_list import Server, ServerList
from tests.demo.servers import BEGINNING, HOSPITAL, DemoHospital, ServerState
from tests.demo.staff_table import STATIONS, staff_table
from tests.passwords import PASSWORD

I18N = Path(__file__).parent / "i18n"
translate = QCoreApplication.translate
_ICONS = {"admission": "mdi6.cash-register", "ward": "mdi6.bed-outline", "pharmacy": "mdi6.pill", "tms": "mdi6.brain"}
_LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}
_CONSOLE = "TMS-1"
_LOOK_MS = 250
_END_MS = 3000
_SIZE = QSize(1060, 680)
_SHEET = """
QWidget#launcher { background: #f3f5f9; }
QFrame#side, QFrame#box { background: #ffffff; border: 1px solid #d8dfe8; border-radius: 8px; }
QLabel#hospital { font-size: 22px; font-weight: 700; }
QLabel#now { font-size: 22px; font-weight: 700; color: #1761bd; }
QLabel#secret { font-size: 16px; font-weight: 600; }
QToolButton#station { background: #ffffff; border: 1px solid #d8dfe8; border-radius: 10px; font-size: 15px; font-weight: 600;
  color: #1a2838; padding: 6px; }
QToolButton#station:hover { background: #e6eff9; border: 1px solid #1761bd; }
QToolButton#station:focus { border: 2px solid #1761bd; }
"""


@dataclass(frozen=True)
class StationCommand:
    """A button: what it says, in Chinese, and what it starts."""

    title: str
    icon: str
    command: tuple[str, ...]


def stations_of(demo: DemoHospital) -> tuple[StationCommand, ...]:
    """The four stations, each pointed at its server; the treatment room's has its console's name and follows the gateway."""
    python = (sys.executable, "-m", "tests.demo.station", str(demo.directory))
    more = {"tms": ("--console", _CONSOLE, "--feed", demo.feed)}
    return tuple(
        StationCommand(
            str(title), _ICONS[name], (*python, f"client_{name}", "--server", str(demo.address(name)), *more.get(name, ()))
        )
        for name, title in STATIONS.items()
    )


class Launcher(QWidget):
    """The window. `set_time` writes hospital time."""

    def __init__(
        self,
        stations: Sequence[StationCommand],
        staff: Sequence[Account],
        servers: Sequence[Server],
        set_time: Callable[[datetime], object],
    ) -> None:
        super().__init__()
        self.setObjectName("launcher")
        self.setStyleSheet(_SHEET)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stations, self._people, self._servers, self._set_time = stations, staff, servers, set_time
        self.processes: list[QProcess] = []
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._build()
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._look)
        self._watch.start()
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    # -- what is shown, in the language of the moment

    def _build(self) -> None:
        self.setWindowTitle(self.tr("演示医院"))
        self.now, self._state, self._said = label("", "now"), label("", "muted"), label("", "fieldError")
        self.ended = label("", "fieldError")
        self.buttons = [self._station_button(number, station) for number, station in enumerate(self._stations, 1)]
        self.servers, self.staff = ServerList(self._servers), staff_table(self._people)
        self._editor = MomentEditor()
        self.moment = self._editor.widget(self)
        content = QWidget()
        below = horizontal(frame("side", vertical(self.servers, margins=(14, 6, 14, 6))), self._staff_box(), spacing=10)
        below.setStretch(1, 1)
        end = button(self.tr("全部停止"), self.close, danger=True)
        content.setLayout(
            vertical(
                self._head(),
                horizontal(*self.buttons, spacing=10),
                self._time_box(),
                below,
                horizontal(self._state, self.ended, 1, end),
                spacing=8,
                margins=(16, 8, 16, 8),
            )
        )
        while (old := self._whole.takeAt(0)) is not None:
            old.widget().hide()
            old.widget().deleteLater()
        self._whole.addWidget(content)
        self._look()

    def _head(self) -> QWidget:
        head = QWidget()
        head.setLayout(
            horizontal(
                vertical(
                    label(HOSPITAL, "hospital"), label(self.tr("演示 · 数据均为虚构，关闭本窗口即全部停止"), "muted"), spacing=0
                ),
                1,
                vertical(label(self.tr("医院时间"), "muted"), self.now, spacing=0),
                *(self._language_button(each) for each in get_args(Language)),
                spacing=12,
            )
        )
        return head

    def _language_button(self, wanted: Language) -> QPushButton:
        made = button(_LANGUAGES[wanted], lambda: self.speak(wanted))
        made.setEnabled(wanted != language())
        return made

    def _time_box(self) -> QFrame:
        self.moment.setFixedWidth(150)
        self.moment.returnPressed.connect(self.move_on)
        return frame(
            "box",
            horizontal(
                label(self.tr("改医院时间")),
                self.moment,
                button(self.tr("设定"), self.move_on, primary=True),
                button(self.tr("+1 小时"), lambda: self.move_by(timedelta(hours=1))),
                button(self.tr("+1 天"), lambda: self.move_by(timedelta(days=1))),
                self._said,
                1,
                margins=(14, 3, 14, 3),
            ),
        )

    def _staff_box(self) -> QFrame:
        secret = label(PASSWORD, "secret", selectable=True)
        copy = button(self.tr("复制密码"), lambda: QGuiApplication.clipboard().setText(PASSWORD))
        line = horizontal(label(self.tr("所有人的密码"), "muted"), secret, copy, 1, spacing=10)
        return frame("side", vertical(line, self.staff, spacing=4, margins=(14, 6, 14, 8)))

    def _station_button(self, number: int, station: StationCommand) -> QToolButton:
        made = QToolButton()
        made.setObjectName("station")
        key = f"Ctrl+{number}"
        made.setText(f"{translate('Launcher', station.title)}\n{key}")
        made.setShortcut(key)
        made.setIcon(theme.icon(station.icon))
        made.setIconSize(QSize(30, 30))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setMinimumSize(150, 56)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda: self.start(station))
        return made

    def speak(self, wanted: Language) -> None:
        """Speak this language from now on, and so will every station started from here."""
        os.environ["HIS_LANGUAGE"] = wanted
        app = QApplication.instance()
        assert app is not None
        for old in app.findChildren(QTranslator):
            app.removeTranslator(old)
            old.deleteLater()
        install_translators(app, (qt_app.I18N, I18N))
        self._build()

    # -- stations

    def start(self, station: StationCommand) -> QProcess:
        """Start a station; several of a kind may run."""
        process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedChannels)
        program, *arguments = station.command
        process.start(program, arguments)
        process.finished.connect(lambda code, how: self._ended(process, station, code, how))
        self.processes.append(process)
        self.ended.setText("")
        self._look()
        return process

    def _ended(self, process: QProcess, station: StationCommand, code: int, how: QProcess.ExitStatus) -> None:
        if how is QProcess.ExitStatus.CrashExit:
            why = self.tr("信号 {code}").format(code=code)
        else:
            why = self.tr("代码 {code}").format(code=code) if code else ""
        if why:
            what = translate("Launcher", station.title)
            self.ended.setText(self.tr("{station} 异常退出（{why}）").format(station=what, why=why))
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
        self.servers.look()
        running = sum(line.state is ServerState.RUNNING for line in self.servers.lines)
        whole = running == len(self.servers.lines)
        said = self.tr("{running}/{all} 个服务器运行中   {count} 个工作站已打开")
        self._state.setText(said.format(running=running, all=len(self.servers.lines), count=len(self.processes)))
        self._state.setStyleSheet(f"color: {(Tint.OK if whole else Tint.BAD).value[0]};")

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


def run(demo: DemoHospital) -> int:
    """Show the launcher until it is closed; hospital time goes on meanwhile."""
    demo.at(BEGINNING, runs=True)
    clock.use_control_file(demo.clock_file)
    chinese = QLocale.system().language() is QLocale.Language.Chinese
    os.environ.setdefault("HIS_LANGUAGE", "zh" if chinese else "en")
    settings_in(demo.directory / SETTINGS)
    app = QApplication(sys.argv[:1])
    qt_app.dress(app, "his-demo", (I18N,))
    launcher = Launcher(stations_of(demo), STAFF, demo.servers, lambda moment: demo.at(moment, runs=True))
    for number in (signal.SIGINT, signal.SIGTERM):
        # The launcher looks at the clock four times a second: there Python gets to see the signal.
        signal.signal(number, lambda *_: QCoreApplication.quit())
    launcher.show()
    code = app.exec()
    launcher.close()
    return code
