"""A station from start to end."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from shared.contracts.ward.contract import WardContract
from shared.qt import app as qt_app
from shared.qt.app import StationProgram
from shared.qt.shell import MainShell
from shared.rpc.wire import Address
from tests.shared.qt.fake_client import FakeClient
from tests.shared.qt.sample import OrdersPage


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> list[FakeClient]:
    made: list[FakeClient] = []

    def make(*_args: Any, **_options: Any) -> FakeClient:
        made.append(FakeClient())
        return made[-1]

    monkeypatch.setattr(qt_app, "Client", make)
    return made


def test_log_in_fill_the_window_leave(clients: list[FakeClient], qtbot: Any) -> None:
    station = StationProgram(
        "护士工作站", WardContract, (Address("127.0.0.1", 1),), None, lambda shell: shell.add_page(OrdersPage(shell))
    )
    station.log_in()
    login = station.login
    assert login is not None
    qtbot.waitUntil(login.submit.isEnabled)
    login.name.setText("nurse1")
    login.password.setText("right")
    login.submit.click()
    qtbot.waitUntil(lambda: station.shell is not None)
    shell: MainShell | None = station.shell
    assert shell is not None
    assert shell.isVisible()
    assert isinstance(shell.page, OrdersPage)
    worker_client, feed_client = clients
    qtbot.waitUntil(lambda: "changes" in feed_client.calls)
    assert feed_client.session == worker_client.session
    shell.close()
    station.close()
    assert worker_client.closed.is_set()
    assert feed_client.closed.is_set()


@pytest.mark.parametrize("ending", ["station.close()", "pass"])
def test_a_program_ends_cleanly_whether_or_not_it_closed_its_connections(ending: str) -> None:
    script = f"""
from PySide6.QtCore import QTimer
from shared.contracts.ward.contract import WardContract
from shared.qt import app
from shared.rpc.wire import Address
application = app.start("his-test")
station = app.StationProgram("x", WardContract, (Address("127.0.0.1", 9),), None, lambda shell: None)
station.log_in()
try:
    station.worker._client.api.wards()
except RuntimeError as error:
    assert "GUI thread" in str(error)
else:
    raise SystemExit("a remote call on the GUI thread went through")
QTimer.singleShot(300, application.quit)
application.exec()
{ending}
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_leaving_the_login_ends_the_program(clients: list[FakeClient], qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: left.append(1))
    station = StationProgram("x", WardContract, (Address("127.0.0.1", 1),), None, lambda shell: None)
    station.log_in()
    assert station.login is not None
    station.login.leave.click()
    assert left == [1]
    station.close()
