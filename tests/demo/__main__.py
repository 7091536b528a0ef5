"""`python -m tests.demo`: with a display the launcher, without one the whole journey of a patient (`make demo`)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from shared import clock
from tests.demo.hospital import SETTINGS, tell_terminal
from tests.demo.servers import DemoHospital, demo_directory

_SCREEN = {"name": "station", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}

_TRY = """
import resource
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from PySide6.QtGui import QGuiApplication
QGuiApplication([])
"""
_ADVICE = "ops/system-packages.sh run installs Qt's libraries or names them; without DISPLAY and WAYLAND_DISPLAY the journey plays"


def main() -> int:
    """Make the hospital, start its servers, show or play, stop them."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where a shell started this in the background with SIGINT ignored.
        signal.signal(number, signal.default_int_handler)
    demo: DemoHospital | None = None
    try:
        display = _has_display()
        if display:
            _try_display()
        demo = DemoHospital(demo_directory(), tell_terminal)
        demo.start()
        tell_terminal(f"servers listen; data, settings and logs in {demo.directory}")
        return _launch(demo) if display else _play(demo)
    except KeyboardInterrupt:
        tell_terminal("stopped")
        return 130
    except (OSError, RuntimeError) as error:
        tell_terminal(f"the demo can't start: {error}")
        return 2
    finally:
        if demo is not None:
            demo.stop()


def _has_display() -> bool:
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and not wanted.startswith("offscreen")


def _try_display() -> None:
    """Raise RuntimeError with Qt's words when it can show no window here: on its own it would end in an abort and a core dump."""
    tried = subprocess.run([sys.executable, "-c", _TRY], check=False, capture_output=True, text=True)
    if tried.returncode:
        said = "\n".join(line for line in tried.stderr.splitlines() if line.strip())
        raise RuntimeError(f"Qt shows no window here.\n{said}\n{_ADVICE}")


def _launch(demo: DemoHospital) -> int:
    from tests.demo import launcher

    return launcher.run(demo)


def _play(demo: DemoHospital) -> int:
    screen = demo.directory / "screen.json"
    screen.write_text(json.dumps({"screens": [_SCREEN]}), encoding="ascii")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
    os.environ["HIS_LANGUAGE"] = "zh"
    from shared.qt.app import start
    from tests.demo.desks import settings_in
    from tests.demo.hands import Album, Hands
    from tests.demo.journey import Journey
    from tests.demo.steps import play

    settings_in(demo.directory / SETTINGS)
    clock.use_control_file(demo.clock_file)
    app = start("his-demo")
    hands = Hands()
    journey = Journey(demo, hands, Album(demo.directory / "output"))
    try:
        failure = play(journey, demo, tell_terminal)
    finally:
        journey.close()
        app.processEvents()
    demo.stop()
    problems = [] if failure else demo.problems()
    return _verdict(failure, problems, demo.directory / "output")


def _verdict(failure: str, problems: list[str], output: Path) -> int:
    if failure:
        tell_terminal(failure)
    elif problems:
        tell_terminal("the books do not agree: " + "; ".join(problems[:5]))
    else:
        tell_terminal("the books agree: stock, charges, cash")
    tell_terminal(f"papers and pictures: {output}")
    return 1 if failure or problems else 0


if __name__ == "__main__":
    sys.exit(main())
