"""The launcher's window: who can log in, its language, hospital time, servers and stations started and ended."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from shared import clock
from shared.qt import theme
from tests.demo.hospital import STAFF
from tests.demo.launcher import Launcher, StationCommand
from tests.demo.server_list import Line
from tests.demo.servers import DepartmentServer, ServerState
from tests.live.processes import HospitalOfProcesses
from tests.passwords import PASSWORD
from tests.scenarios.people import on

READS_UNTIL_ENDED = StationCommand("等待", "mdi6.pill", (sys.executable, "-c", "import sys; sys.stdin.read()"))
ENDS_AT_ONCE = StationCommand("立即结束", "mdi6.brain", (sys.executable, "-c", ""))
ABORTS = StationCommand("TMS治疗室", "mdi6.brain", (sys.executable, "-c", "import os; os.abort()"))
IS_ENGLISH = StationCommand(
    "护士工作站", "mdi6.pill", (sys.executable, "-c", "import os, sys; sys.exit(os.environ['HIS_LANGUAGE'] != 'en')")
)


@pytest.fixture
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[DepartmentServer, ...]]:
    """None, but the message center for a live test."""
    if request.node.get_closest_marker("live") is None:
        yield ()
        return
    hospital = HospitalOfProcesses(tmp_path / "hospital", ("messages", "catalog"))
    made = DepartmentServer("messages", hospital.ports["messages"], hospital.config, tmp_path / "log")
    yield (made,)
    made.stop()
    made.wait_ended()


@pytest.fixture
def launcher(
    qapp: QApplication, qtbot: Any, tmp_path: Path, servers: tuple[DepartmentServer, ...], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Launcher]:
    monkeypatch.setenv("HIS_LANGUAGE", "zh")
    theme.apply(qapp)
    control_file = tmp_path / "clock"
    clock.set_control_file(control_file, on(1, 9, 30))
    clock.use_control_file(control_file)

    def set_time(moment: datetime) -> None:
        clock.set_control_file(control_file, moment)

    made = Launcher((READS_UNTIL_ENDED, ENDS_AT_ONCE, ABORTS, IS_ENGLISH), STAFF, servers, set_time)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    made.speak("zh")


def accounts(launcher: Launcher) -> list[list[str]]:
    table = launcher.staff
    return [[table.model().index(row, column).data() for column in range(5)] for row in range(table.rowCount())]


def test_it_shows_who_can_log_in_and_with_what(launcher: Launcher) -> None:
    shown = accounts(launcher)
    assert ["nurse1", "李护士", "护士", "护士工作站", "W01"] in shown
    assert ["tms1", "郭操作", "TMS操作员", "TMS治疗室", "全部"] in shown
    assert ["tmsdoc1", "沈医师", "TMS医师", "TMS治疗室", "全部"] in shown
    logins = [line[0] for line in shown]
    assert len(set(logins)) == len(logins)
    assert {"admin", "his_api"}.isdisjoint(logins)
    assert PASSWORD in {each.text() for each in launcher.findChildren(type(launcher.now))}


def test_a_station_is_started_and_ends_with_the_window(launcher: Launcher, qtbot: Any) -> None:
    qtbot.mouseClick(launcher.buttons[0], Qt.MouseButton.LeftButton)
    process = launcher.processes[0]
    qtbot.waitUntil(lambda: process.state() is QProcess.ProcessState.Running)
    assert "1 个工作站" in launcher._state.text()
    launcher.close()
    assert process.state() is QProcess.ProcessState.NotRunning


def test_a_station_that_was_closed_is_forgotten(launcher: Launcher, qtbot: Any) -> None:
    qtbot.mouseClick(launcher.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: launcher.processes == [])
    assert "0 个工作站" in launcher._state.text()


def test_hospital_time_moves_on_and_a_wrong_one_is_said(launcher: Launcher, qtbot: Any) -> None:
    assert launcher.now.text() == "2026-03-02 09:30"
    qtbot.keyClicks(launcher.moment, "03-03 10:30")
    qtbot.keyClick(launcher.moment, Qt.Key.Key_Return)
    assert clock.now() == on(2, 10, 30)
    assert launcher.now.text() == "2026-03-03 10:30"
    launcher.moment.selectAll()
    qtbot.keyClicks(launcher.moment, "morgen")
    qtbot.keyClick(launcher.moment, Qt.Key.Key_Return)
    assert launcher._said.text() != ""
    assert clock.now() == on(2, 10, 30)


def test_a_station_that_aborts_is_said_to_have(launcher: Launcher, qtbot: Any) -> None:
    qtbot.mouseClick(launcher.buttons[2], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: launcher.processes == [])
    assert launcher.ended.text() == "TMS治疗室 异常退出（信号 6）"
    qtbot.mouseClick(launcher.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: launcher.processes == [])
    assert launcher.ended.text() == ""


def test_it_speaks_english_and_so_do_its_stations(launcher: Launcher, qtbot: Any) -> None:
    started = launcher.start(READS_UNTIL_ENDED)
    qtbot.mouseClick(
        next(each for each in launcher.findChildren(QPushButton) if each.text() == "English"), Qt.MouseButton.LeftButton
    )
    assert launcher.windowTitle() == "Demo hospital"
    assert launcher.buttons[3].text() == "Ward station\nCtrl+4"
    assert ["tmsdoc1", "沈医师", "TMS physician", "TMS treatment room", "all"] in accounts(launcher)
    assert "1 stations open" in launcher._state.text()
    qtbot.mouseClick(launcher.buttons[3], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: launcher.processes == [started])
    assert launcher.ended.text() == ""
    launcher.speak("zh")
    assert launcher.windowTitle() == "演示医院"
    launcher.start(IS_ENGLISH)
    qtbot.waitUntil(lambda: launcher.processes == [started])
    assert launcher.ended.text() == "护士工作站 异常退出（代码 1）"


def test_a_key_starts_a_station(launcher: Launcher, qtbot: Any) -> None:
    launcher.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is launcher)
    qtbot.keyClick(launcher, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(launcher.processes) == 1)


@pytest.mark.live
def test_a_server_is_stopped_started_and_its_abort_shown(
    launcher: Launcher, qtbot: Any, servers: tuple[DepartmentServer, ...]
) -> None:
    def shows(state: ServerState, word: str, can: str) -> None:
        line: Line = launcher.servers.lines[0]
        qtbot.waitUntil(lambda: line.state is state)
        assert (line.chip.text(), line.switch.text(), line.switch.isEnabled()) == (word, can, True)

    def press() -> None:
        qtbot.mouseClick(launcher.servers.lines[0].switch, Qt.MouseButton.LeftButton)

    shows(ServerState.STOPPED, "已停止", "启动")
    assert launcher._state.text().startswith("0/1")
    press()
    shows(ServerState.STARTING, "正在启动", "停止")
    shows(ServerState.RUNNING, "运行中", "停止")
    os.kill(servers[0].pid, signal.SIGABRT)
    shows(ServerState.DIED, "异常退出", "启动")
    assert launcher.servers.lines[0].chip.toolTip().startswith("SIGABRT")
    press()
    shows(ServerState.RUNNING, "运行中", "停止")
    assert launcher._state.text().startswith("1/1")
    press()
    shows(ServerState.STOPPED, "已停止", "启动")
