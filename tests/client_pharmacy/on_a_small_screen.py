"""The pharmacy on a small screen; see `tests.shared.qt.small_screen`."""

from __future__ import annotations

from tests.shared.qt.small_screen import fits, opens, speak


def test_every_page_fits(open_station) -> None:
    speak()
    station = open_station()
    for page in opens(station.shell):
        fits(station.shell, page)
