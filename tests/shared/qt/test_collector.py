"""No Qt object dies on a foreign thread, however many sessions are opened and closed."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from shared.qt import collector


def by_force(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.shared.qt.sessions_by_force", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_qt_object_dies_on_a_connections_thread(directory: Path) -> None:
    done = by_force(directory / "here", "60")
    assert done.returncode == 0, done.stdout + done.stderr


def test_with_the_collector_on_every_thread_they_would(directory: Path) -> None:
    """What the test before this one would say if the collector were not kept to the GUI thread."""
    assert by_force(directory, "60", "own").returncode != 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nor_in_thousands_of_sessions(directory: Path) -> None:
    done = by_force(directory, "3000")
    assert done.returncode == 0, done.stdout + done.stderr


class _Garbage:
    def __init__(self) -> None:
        self.itself = self


def test_garbage_of_every_age_is_collected_by_and_by(dressed: QApplication) -> None:
    garbage = _Garbage()
    gone = weakref.ref(garbage)
    gc.collect()
    del garbage
    thread = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    thread.start()
    thread.join()
    assert gone() is not None, "no thread collects by itself"
    kept: list[object] = []
    for _ in range(10_000):
        kept.extend([] for _ in range(1000))
        collector.collect_what_is_due()
        if gone() is None:
            return
    pytest.fail("what is old was never collected")
