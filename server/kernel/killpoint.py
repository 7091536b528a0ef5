"""Named points where a test has the process killed, to prove that nothing is lost or doubled there.

Only a hospital whose settings say demo reads HIS_KILL_AT, and it dies by SIGKILL: no cleanup runs that a power cut would not run.
"""

from __future__ import annotations

import os
import signal

POINTS = ("before_commit", "after_commit", "before_relay", "after_publish", "after_handler")

_armed: str | None = None
_countdown = 0


def arm(point: str | None, occurrence: int = 1) -> None:
    """Die when `point` is reached for the `occurrence`-th time. Raises ValueError for an unknown point."""
    global _armed, _countdown
    if point is not None and point not in POINTS:
        raise ValueError(f"unknown kill point {point}")
    _armed, _countdown = point, occurrence


def reached(point: str) -> None:
    """Tell that the code is at `point`."""
    global _countdown
    if _armed != point:
        return
    _countdown -= 1
    if _countdown == 0:
        os.kill(os.getpid(), signal.SIGKILL)
