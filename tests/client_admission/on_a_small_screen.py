"""The desk on a small screen; see `tests.shared.qt.small_screen`."""

from __future__ import annotations

from tests.shared.qt.small_screen import fits, opens, speak


def test_every_page_fits(checked, make_station) -> None:
    speak()
    desk = make_station("cashier1")
    for page in opens(desk.shell):
        fits(desk.shell, page)
