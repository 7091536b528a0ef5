"""A real X display (Xvfb) with nobody's hands on it but a test's: keys come through XTest, as from a keyboard (xdotool)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.scenarios.people import wait_until

_PATIENCE_S = 120
SIZE = (1366, 768)


class Screen:
    """Windows by their title, keys to the one in front."""

    def __init__(self, display: str) -> None:
        self.display = display

    def titled(self, title: str) -> list[str]:
        """The visible windows that have exactly this title."""
        return self._x("search", "--onlyvisible", "--name", f"^{title}$").split()

    def waits_for(self, title: str, meanwhile: Callable[[], object] = lambda: None) -> str:
        """The window of this title, once it is there; it gets the keys from now on. `meanwhile` is done until then."""

        def there() -> bool:
            if self.titled(title):
                return True
            meanwhile()
            return False

        wait_until(there, _PATIENCE_S)
        (window,) = self.titled(title)

        def in_front() -> bool:
            self._x("windowfocus", window)
            return self._x("getwindowfocus").strip() == window

        wait_until(in_front, _PATIENCE_S)
        return window

    def size(self, window: str) -> tuple[int, int]:
        """Width and height in pixels of the display."""
        shown = dict(line.split("=") for line in self._x("getwindowgeometry", "--shell", window).splitlines())
        return int(shown["WIDTH"]), int(shown["HEIGHT"])

    def press(self, key: str) -> None:
        """Press a key."""
        self._x("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type."""
        self._x("type", text)

    def _x(self, *words: str) -> str:
        # xdotool answers 1 where it finds nothing.
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(["xdotool", *words], env=environment, check=False, capture_output=True, text=True).stdout


def missing() -> list[str]:
    """Programs a screen needs and this machine does not have."""
    return [program for program in ("Xvfb", "xdotool") if shutil.which(program) is None]


@contextmanager
def screen() -> Iterator[Screen]:
    """A display of the smallest size that stations are made for."""
    reading, writing = os.pipe()
    # Without -noreset it begins anew whenever the last window or question is gone, and refuses whoever comes meanwhile.
    command = ["Xvfb", "-noreset", "-displayfd", str(writing), "-screen", "0", "{}x{}x24".format(*SIZE), "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with open(reading, encoding="ascii") as number:
            yield Screen(f":{number.readline().strip()}")
    finally:
        server.terminate()
        server.wait()
