"""Playing a story step by step: hospital time, a line of progress each, and what is left when one fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from shared import clock
from tests.demo.hands import Album
from tests.demo.servers import DemoHospital


class WrongNumberError(Exception):
    """A window, a paper or a server says something else than was worked out by hand."""


def expect(what: str, shown: object, wanted: object) -> None:
    """Compare; the sentence names both."""
    if shown != wanted:
        raise WrongNumberError(f"{what}: {shown} instead of {wanted}")


@dataclass(frozen=True)
class Step:
    """A step of the journey at a time of the hospital's clock."""

    at: datetime
    title: str
    play: Callable[[], None]


class Story(Protocol):
    """What can be played."""

    album: Album

    def steps(self) -> list[Step]: ...
    def begin_step(self) -> None: ...
    def totals(self) -> str: ...


def play(journey: Story, demo: DemoHospital, tell: Callable[[str], None]) -> str:
    """Play every step; answers the sentence that says what failed, empty when nothing did."""
    begun = clock.monotonic()
    steps = journey.steps()
    for number, step in enumerate(steps, 1):
        demo.at(step.at)
        journey.begin_step()
        started = clock.monotonic()
        head = f"{number:2}/{len(steps)}  {step.at:%m-%d %H:%M}  {step.title}"
        try:
            step.play()
        except Exception as error:  # noqa: BLE001 — whatever went wrong, the windows are kept and the sentence says where
            windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
            journey.album.failure(windows)
            tell(f"✗ {head}")
            for line in (*_said_by(windows), *demo.complaints()):
                tell(f"  {line}")
            return f"step {number} ({step.title}) failed: {type(error).__name__}: {error}"
        tell(f"✓ {head}  ({clock.monotonic() - started:.1f} s)")
    tell(journey.totals())
    tell(f"{clock.monotonic() - begun:.0f} s")
    return ""


def _said_by(windows: list[QWidget]) -> list[str]:
    """What open dialogs say, so that a failure on another machine explains itself."""
    return [
        f"{window.windowTitle()}: " + " · ".join(filter(None, map(QLabel.text, window.findChildren(QLabel))))
        for window in windows
        if isinstance(window, QDialog)
    ]
