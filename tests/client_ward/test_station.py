"""The program: its command line, its start, its two languages."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from shared.qt.i18n.__main__ import untranslated
from tests.client_ward.stage import House


@pytest.mark.parametrize("heavy", ["shared.qt.preview", "pypdfium2", "shared.documents.daily_bill", "sqlalchemy"])
def test_the_start_spares_what_only_papers_and_servers_need(heavy: str) -> None:
    program = f"import sys, client_ward.app, client_ward.__main__; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_every_text_has_an_english_one() -> None:
    assert untranslated("client_ward") == []


def test_pages_stand_in_the_order_of_a_day_with_their_numbers(house: House, stage: Any) -> None:
    nurse = stage()
    assert [page.title for page in nurse.shell.pages] == ["床位", "医嘱", "执行", "费用", "一日清单", "出院/转科"]
    assert nurse.shell.page is nurse.station.board
    for page in nurse.shell.pages[1:]:
        nurse.shell.open_page(page)
        nurse.settle()
        page.back()
        assert nurse.shell.page is nurse.station.board
