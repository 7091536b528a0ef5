"""What time it is at a station: what its server says, never the PC's clock, which may be wrong by a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from shared import clock

_source: Callable[[], datetime] = clock.now


def follow(source: Callable[[], datetime]) -> None:
    """Take hospital time from `source` from now on: the station's connection."""
    global _source
    _source = source


def now() -> datetime:
    """Hospital time, in the hospital's zone."""
    return _source()


def today() -> date:
    """The hospital's calendar day."""
    return now().date()
