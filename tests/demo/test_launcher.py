"""The launcher's window: who can log in, hospital time, stations started and ended."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QApplication

from server.catalog.first_accounts import Account
from shared import clock
from shared.qt import theme
from tests.demo.launcher import Launcher, StationCommand
from tests.in_process import STAFF
from tests.passwords import PASSWORD
from tests.scenarios.people import on

READS_UNTIL_ENDED = StationCommand("等待", "mdi6.pill", (sys.executable, "-c", "import sys; sys.stdin.read()"))
ENDS_AT_ONCE = StationCommand("立即结束", "mdi6.brain", (sys.executable, "-c", ""))


@pytest.fixture
def launcher(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Launcher]:
    theme.apply(qapp)
    control_file = tmp_path / "clock"
    clock.set_control_file(control_file, on(1, 9, 30))
    clock.use_control_file(control_file)

    def set_time(moment: datetime) -> None:
        clock.set_control_file(control_file, moment)

    staff = (*STAFF, Account("tms1", "郭操作", "tms_operator"))
    made = Launcher((READS_UNTIL_ENDED, ENDS_AT_ONCE), staff, set_time, lambda: True)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_it_shows_who_can_log_in_and_with_what(launcher: Launcher) -> None:
    table = launcher.staff
    shown = [[table.model().index(row, column).data() for column in range(5)] for row in range(table.rowCount())]
    assert ["nurse1", "李护士", "护士", "护士工作站", "W01"] in shown
    assert ["tms1", "郭操作", "TMS操作员", "TMS治疗室", "全部"] in shown
    assert "admin" not in {line[0] for line in shown}
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
