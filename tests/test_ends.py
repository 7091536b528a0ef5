"""However a test ends, the run does too, and says where it stood."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

STUCK = """
import threading
def test_stuck():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
"""
# PyDLL keeps the interpreter while it is inside.
STUCK_WITH_THE_INTERPRETER = """
import ctypes
def test_stuck():
    ctypes.PyDLL(None).pause()
"""
DEAD = """
import faulthandler
def test_dies():
    faulthandler._sigsegv()
"""


PLUGINS = ("pytest_timeout", "xdist.plugin", "pytestqt.plugin", "tests.watchdog", "no:cacheprovider")
LIGHT = [word for plugin in PLUGINS for word in ("-p", plugin)]


@pytest.mark.parametrize("processes", [(), ("-n", "1")], ids=["alone", "worker"])
@pytest.mark.parametrize("ending", [STUCK, STUCK_WITH_THE_INTERPRETER, DEAD], ids=["stuck", "holding", "dead"])
def test_a_test_that_never_ends_or_dies_ends_the_run_with_its_stack(
    tmp_path: Path, ending: str, processes: tuple[str, ...]
) -> None:
    file = tmp_path / "test_ending.py"
    file.write_text(ending + "\ndef test_fine():\n    pass\n")
    options = ("-c", str(ROOT / "setup.cfg"), "--rootdir", str(tmp_path), "--timeout", "1", *LIGHT, *processes)
    command = [sys.executable, "-m", "pytest", *options, str(file)]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert 'test_ending.py", line' in done.stdout + done.stderr, done.stdout + done.stderr
