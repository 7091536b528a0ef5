"""`make demo` on a real X display: launcher and stations are worked by keys, and nothing outlives the launcher."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import clock
from shared.contracts.tms.types import DeviceStatus
from tests.demo.hospital import ROOT, SERIAL
from tests.demo.leftovers import everybody_ends
from tests.demo.screen import SIZE, Screen, missing, screen
from tests.demo.servers import BEGINNING, HOSPITAL
from tests.passwords import PASSWORD
from tests.scenarios.people import wait_until

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    pytest.mark.skipif(bool(missing()), reason=f"not on this machine: {', '.join(missing())}"),
]
LOGINS = ("cashier1", "nurse1", "dispenser1", "tms1")
TITLES = {
    "zh": ("演示医院", "出入院收费处", "护士工作站", "中心药房", "TMS治疗室"),
    "en": ("Demo hospital", "Admission desk", "Ward station", "Central pharmacy", "TMS treatment room"),
}


@pytest.fixture
def display() -> Iterator[Screen]:
    with screen() as made:
        yield made


def _launcher(display: Screen, folder: Path, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "HIS_DEMO_DIR": str(folder), "DISPLAY": display.display, "QT_QPA_PLATFORM": "", **more}
    # A session of its own: whatever it starts can be told from everything else on the machine.
    return subprocess.Popen(
        [sys.executable, "-m", "tests.demo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _logs_in(display: Screen, key: str, station: str, login: str) -> None:
    """Start a station from the launcher and log in, with keys only."""
    display.press(key)
    display.waits_for(station)
    display.type(login)
    display.press("Return")
    display.type(PASSWORD)
    # Enter does nothing before the server has answered.
    window = display.waits_for(f"{station} — {HOSPITAL}", lambda: display.press("Return"))
    assert min(display.size(window)) > 500


def _consoles(folder: Path) -> set[str]:
    """The consoles that the treatment room hears the simulator from."""
    with sqlite3.connect(folder / "tms.db") as db:
        known = "SELECT console FROM tms_device WHERE sn = ? AND status <> ?"
        return {console for (console,) in db.execute(known, (SERIAL, int(DeviceStatus.OFFLINE)))}


@pytest.mark.parametrize(("language", "scale"), [("zh", "1"), ("en", "1.5")])
def test_launcher_and_stations_are_worked_by_keys(display: Screen, tmp_path: Path, language: str, scale: str) -> None:
    folder = tmp_path / "demo"
    demo = _launcher(display, folder, HIS_LANGUAGE=language, QT_SCALE_FACTOR=scale)
    try:
        launcher, *stations = TITLES[language]
        for number, (station, login) in enumerate(zip(stations, LOGINS, strict=True), 1):
            width, height = display.size(display.waits_for(launcher))
            # At 1.5 a width in whole units is half a pixel more.
            assert width <= SIZE[0] + 1
            assert height <= SIZE[1]
            _logs_in(display, f"ctrl+{number}", station, login)
        # The treatment room is no dead end: its console drives the simulator without anybody having set it up.
        wait_until(lambda: _consoles(folder) == {"TMS-1"}, 60)
        clock.use_control_file(folder / "clock")
        assert clock.now() > BEGINNING
    finally:
        os.kill(demo.pid, signal.SIGKILL)
        said, _ = demo.communicate()
    everybody_ends(demo.pid)
    assert "Traceback" not in said, said


def test_the_launcher_ends_and_so_does_everything(display: Screen, tmp_path: Path) -> None:
    demo = _launcher(display, tmp_path / "demo", HIS_LANGUAGE="zh")
    launcher, station, *_ = TITLES["zh"]
    display.waits_for(launcher)
    display.press("ctrl+1")
    display.waits_for(station)
    os.kill(demo.pid, signal.SIGTERM)
    said, _ = demo.communicate()
    assert demo.returncode == 0, said
    everybody_ends(demo.pid)
