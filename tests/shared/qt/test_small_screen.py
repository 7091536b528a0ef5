"""Every page of every station on a screen of 911×512 points."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.qt.small_screen import looks


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("station", ["shared/qt", "client_admission", "client_ward", "client_pharmacy", "client_tms"])
def test_a_station_fits_the_screen_it_opens_on(station: str, language: str, tmp_path: Path) -> None:
    complaints = looks(station, language, tmp_path)
    assert not complaints, complaints
