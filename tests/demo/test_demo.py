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


def _start(directory: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "HIS_DEMO_DIR": str(directory), "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
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


def _nobody_is_left(demo: subprocess.Popen[str]) -> bool:
    try:
        os.killpg(demo.pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.req("R1.9", "R1.20", "R1.26", "R1.31", "R2.3", "R2.5", "R3.2")
def test_the_journey_plays_and_leaves_papers_pictures_and_no_process(tmp_path: Path) -> None:
    demo = _start(tmp_path / "demo")
    said, _ = demo.communicate(timeout=_LONGEST_S)
    assert demo.returncode == 0, said
    assert _nobody_is_left(demo)
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
    assert demo.stdout is not None
    said = ""
    for line in demo.stdout:
        said += line
        if "nurse1 receives" in line:
            break
    os.kill(demo.pid, signal.SIGINT)
    rest, _ = demo.communicate(timeout=60)
    assert demo.returncode == 130, said + rest
    assert _nobody_is_left(demo)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="ascii")
    demo = _start(tmp_path)
    said, _ = demo.communicate(timeout=60)
    assert demo.returncode == 2
    assert "something else" in said
    assert (tmp_path / "thesis.txt").exists()
