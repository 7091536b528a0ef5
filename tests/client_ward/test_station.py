"""The program: its command line, its start, its two languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication

from client_ward.app import I18N
from shared.qt import app, language
from shared.qt.i18n.__main__ import untranslated
from shared.qt.table_view import TableView
from shared.qt.worker import LinkState
from tests.client_ward.stage import House
from tests.stations import StationClient


@pytest.mark.parametrize("heavy", ["shared.qt.preview", "pypdfium2", "shared.documents.daily_bill", "sqlalchemy"])
def test_the_start_spares_what_only_papers_and_servers_need(heavy: str) -> None:
    program = f"import sys, client_ward.app, client_ward.__main__; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_every_text_has_an_english_one() -> None:
    assert untranslated("client_ward") == []


class LosesTheLineAfterTheWards(StationClient):
    """The line breaks between the station's first two questions."""

    broke = False

    def call(self, *call: Any) -> Any:
        if "wards" in self.calls and not self.broke:
            self.broke = self.down = True
        return super().call(*call)


def test_what_the_first_look_missed_comes_when_the_line_is_back(house: House, stage: Any) -> None:
    line = LosesTheLineAfterTheWards(house.hospital, "ward")
    nurse = stage(client=line)
    nurse.until(lambda: nurse.worker.state is LinkState.OFFLINE)
    desk = nurse.station.desk
    assert (bool(desk.wards), desk.station.catalogue.data.items) == (True, ())
    line.down = False
    nurse.until(lambda: desk.station.catalogue.version and desk.items.entries and desk.board is not None)
    assert desk.items.by_code("100001") is not None


@pytest.fixture
def english(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = set(dressed.findChildren(QTranslator))
    monkeypatch.setenv("HIS_LANGUAGE", "en")
    language.install_translators(dressed, (app.I18N, I18N))
    yield
    for translator in set(dressed.findChildren(QTranslator)) - before:
        dressed.removeTranslator(translator)


@pytest.mark.usefixtures("english")
def test_an_english_station_says_nothing_of_its_own_in_chinese(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001", deposit="1000")
    nurse = stage()
    nurse.opens(stay_id)
    said = nurse.shell.patient_banner.text()
    assert "female   86 y   No. 100001   stay 1   self-paying" in said
    assert "Allergy: none" in said
    for page in nurse.shell.pages:
        nurse.shell.open_page(page)
        nurse.settle()
        for grid in page.findChildren(TableView):
            heads = [grid.model().headerData(at, Qt.Orientation.Horizontal) or "" for at in range(grid.model().columnCount())]
            assert not re.search("[\u4e00-\u9fff]", "".join(heads)), heads
            wide = [grid.horizontalHeader().sectionSizeHint(at) <= grid.columnWidth(at) for at in range(len(heads))]
            assert all(wide), heads


def test_pages_stand_in_the_order_of_a_day_with_their_numbers(house: House, stage: Any) -> None:
    nurse = stage()
    assert [page.title for page in nurse.shell.pages] == ["床位", "医嘱", "执行", "费用", "一日清单", "出院/转科"]
    assert nurse.shell.page is nurse.station.board
    for page in nurse.shell.pages[1:]:
        nurse.shell.open_page(page)
        nurse.settle()
        page.back()
        assert nurse.shell.page is nurse.station.board
