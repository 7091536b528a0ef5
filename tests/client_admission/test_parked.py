"""An administrator at any station sees what was parked, with the reason, and has it tried again (architecture: parked events)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt

from client_admission.app import build
from shared.identifiers import StayId
from shared.qt.feed import ChangeFeed
from shared.qt.parked_page import ParkedPage
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from tests.in_process import InProcessHospital
from tests.kernel.test_parked import admission, hospital, stuck
from tests.passwords import PASSWORD
from tests.shared.qt.conftest import dressed, station_settings
from tests.stations import StationClient

__all__ = ["admission", "dressed", "hospital", "station_settings", "stuck"]


@pytest.fixture
def open_station(hospital: InProcessHospital, qtbot: Any) -> Iterator[Callable[[str], MainShell]]:
    closing: list[Callable[[], object]] = []

    def make(login: str) -> MainShell:
        worker: Worker[Any] = Worker(StationClient(hospital, "admission"))
        feed = ChangeFeed(Worker(StationClient(hospital, "admission")), worker, wait_s=0.3)
        closing.extend((feed.close, worker.close))
        with qtbot.waitSignal(worker.state_changed):
            worker.start()
        worker.log_in(login, PASSWORD)
        qtbot.waitUntil(lambda: worker.session is not None)
        shell = MainShell("出入院收费处", worker, feed)
        qtbot.addWidget(shell)
        build(shell)
        assert worker.session is not None
        shell.enter(worker.session)
        shell.show()
        return shell

    yield make
    for close in closing:
        close()


def test_what_is_parked_stands_in_the_banner_and_a_retry_clears_it(
    stuck: StayId, open_station: Callable[[str], MainShell], qtbot: Any
) -> None:
    shell = open_station("admin")
    page: Any = shell.pages[-1]
    assert isinstance(page, ParkedPage)
    qtbot.waitUntil(lambda: "2 条消息未能处理" in shell.warning_banner.text())
    shell.open_page(page)
    qtbot.waitUntil(lambda: page.summary.text() == "2 条")
    reasons = [page.list.rows().index(row, 4).data() for row in (0, 1)]
    assert reasons[0] in {"OperationalError", "ProgrammingError"}
    assert reasons[1] == "等待同一对象较早的消息"
    qtbot.keyClick(page.list, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.summary.text() == "0 条")
    assert "已处理" in shell.toasts()
    qtbot.waitUntil(lambda: not shell.warning_banner.text())


def test_who_may_not_see_to_it_is_not_bothered(stuck: StayId, open_station: Callable[[str], MainShell], qtbot: Any) -> None:
    shell = open_station("cashier1")
    told: list[Any] = []
    shell.station.health_changed.connect(told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1].parked_events == 2
    assert not shell.warning_banner.text()
    assert not any(isinstance(page, ParkedPage) for page in shell.pages)
