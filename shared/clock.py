"""Hospital time and machine time.

`now()` is hospital time and serves business rules; `monotonic()` is never faked and serves sessions, leases and timeouts.
Tests and the demo set hospital time in a control file that every process of the machine reads; there it stands still, or goes on
from that moment. A server accepts one only on loopback with a database marked demo (see `server.kernel.settings`).
"""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
monotonic = time.monotonic

_control: Path | None = None
_seen: tuple[int, datetime, float | None] | None = None
"""Mark of the file as it was last read, the moment that stands in it, and since when (`monotonic`) time goes on from there."""


def use_control_file(path: Path | None) -> None:
    """Read hospital time from `path` from now on; None goes back to the machine's clock."""
    global _control, _seen
    _control, _seen = path, None


def set_control_file(path: Path, moment: datetime, *, runs: bool = False) -> None:
    """Write `moment` as hospital time for every process that reads `path`; it `runs` on from there, or stands."""
    if moment.tzinfo is None:
        raise ValueError("hospital time has a zone")
    fresh = path.with_suffix(f".{os.getpid()}.new")
    # Every process of a machine reads the same monotonic clock, which nobody sets meanwhile.
    fresh.write_text(f"{moment.isoformat()} {monotonic() if runs else ''}", encoding="ascii")
    fresh.replace(path)


def now() -> datetime:
    """Hospital time, aware, in the hospital's zone."""
    if _control is None:
        return datetime.now(ZONE)
    return _controlled(_control)


def _controlled(path: Path) -> datetime:
    global _seen
    status = path.stat()
    # A replaced file has another inode, which tells two changes within one clock tick apart.
    mark = status.st_mtime_ns ^ (status.st_ino << 64)
    if _seen is None or _seen[0] != mark:
        moment, _, since = path.read_text(encoding="ascii").strip().partition(" ")
        _seen = (mark, datetime.fromisoformat(moment).astimezone(ZONE), float(since) if since else None)
    _, begun, since_s = _seen
    return begun if since_s is None else begun + timedelta(seconds=monotonic() - since_s)


class ServerTime:
    """Hospital time as a server's answers tell it, going on by itself in between; the machine's clock has no say in it."""

    def __init__(self) -> None:
        self._heard: tuple[datetime, float] | None = None

    def heard(self, moment: datetime) -> None:
        """A server said what time it is."""
        self._heard = moment, monotonic()

    def now(self) -> datetime:
        """Hospital time, in the hospital's zone. Before the first answer there is nothing to go by but this machine."""
        if self._heard is None:
            return now()
        moment, since = self._heard
        return local(moment + timedelta(seconds=monotonic() - since))


def today() -> date:
    """The hospital's calendar day."""
    return now().date()


def local(moment: datetime) -> datetime:
    """`moment` in the hospital's zone."""
    return moment.astimezone(ZONE)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A wall-clock time of `day` in the hospital's zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Half-open bounds [first 00:00, last + 1 day 00:00)."""
    return at(first), at(last + timedelta(days=1))


def utc_now() -> datetime:
    """The machine's own time, for entry stamps of infrastructure (sessions, logs)."""
    return datetime.now(UTC)
