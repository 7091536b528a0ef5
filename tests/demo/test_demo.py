"""`make demo` without a display: the whole journey plays, leaves its papers and pictures, and no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.hospital import ROOT
from tests.demo.journey import DUE, TOTAL
from tests.demo.leftovers import everybody_ends
from tests.shared.documents.readback import text

pytestmark = [pytest.mark.live, pytest.mark.timeout(400)]
_LONGEST_S = 300
_WORDS = {
    "deposit-receipt": ("500.00", "伍佰元整"),
    "dispensing-slip": ("阿司匹林肠溶片", "注射用头孢呋辛钠"),
    "daily-bill": ("167.90", TOTAL),
    "payment-notice": (TOTAL, DUE),
    "charge-list": (TOTAL, "180.00"),
    "receipt": (TOTAL, DUE, "伍佰捌拾陆元叁角整"),
}


def _start(directory: Path, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "HIS_DEMO_DIR": str(directory), "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1", **more}
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


def _plays_until(demo: subprocess.Popen[str], words: str) -> None:
    """Wait until the story has come so far."""
    assert demo.stdout is not None
    said = ""
    for line in demo.stdout:
        said += line
        if words in line:
            return
    raise AssertionError(said)


@pytest.mark.req("R1.9", "R1.20", "R1.26", "R1.31", "R2.3", "R2.5", "R3.2")
def test_the_journey_plays_and_leaves_papers_pictures_and_no_process(tmp_path: Path) -> None:
    demo = _start(tmp_path / "demo")
    said, _ = demo.communicate(timeout=_LONGEST_S)
    assert demo.returncode == 0, said
    everybody_ends(demo.pid)
    assert "total 586.30" in said
    output = tmp_path / "demo" / "output"
    for name, words in _WORDS.items():
        paper = text((output / f"{name}.pdf").read_bytes())
        assert "张秀英" in paper
        assert [word for word in words if word not in paper] == [], name
    pictures = sorted(output.glob("*.png"))
    assert [int(picture.name[:2]) for picture in pictures] == list(range(1, len(pictures) + 1))
    assert len(pictures) >= 30


def test_ctrl_c_in_the_middle_leaves_no_process(tmp_path: Path) -> None:
    demo = _start(tmp_path / "demo")
    _plays_until(demo, "nurse1 receives")
    os.kill(demo.pid, signal.SIGINT)
    rest, _ = demo.communicate(timeout=_LONGEST_S)
    assert demo.returncode == 130, rest
    everybody_ends(demo.pid)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGABRT])
def test_an_end_that_nobody_can_catch_leaves_no_process(tmp_path: Path, end: signal.Signals) -> None:
    demo = _start(tmp_path / "demo")
    _plays_until(demo, "servers listen")
    os.kill(demo.pid, end)
    demo.communicate(timeout=_LONGEST_S)
    assert demo.returncode == -end
    everybody_ends(demo.pid)


def test_a_display_that_is_not_there_is_said_before_anything_is_made(tmp_path: Path) -> None:
    demo = _start(tmp_path / "demo", DISPLAY=":nobody", QT_QPA_PLATFORM="")
    said, _ = demo.communicate(timeout=_LONGEST_S)
    assert demo.returncode == 2, said
    assert "Qt shows no window here" in said
    assert "ops/system-packages.sh" in said
    assert not (tmp_path / "demo").exists()


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="ascii")
    demo = _start(tmp_path)
    said, _ = demo.communicate(timeout=_LONGEST_S)
    assert demo.returncode == 2
    assert "something else" in said
    assert (tmp_path / "thesis.txt").exists()
