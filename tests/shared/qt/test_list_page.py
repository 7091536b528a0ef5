"""What every list page can do: fresh rows, the count, a file for spreadsheets, days and search words."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from shared import clock
from shared.contracts.common import Change
from shared.errors import ServerUnreachable
from shared.qt import hospital_time
from shared.qt.editors import TodayEditor
from shared.qt.form import Field, Form
from shared.qt.list_page import ListPage
from shared.qt.period import DayChooser, PeriodChooser
from shared.qt.search_line import SearchLine
from shared.qt.shell import MainShell
from shared.qt.table import Column
from shared.qt.worker import Worker
from tests.shared.qt.fake_client import SESSION, Api, FakeClient

CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Days:
    until: date
    born: date


DAYS = (Field("until", "截止日", TodayEditor()), Field("born", "出生日期"))


@dataclass(frozen=True)
class Row:
    code: str
    note: str


class RowsPage(ListPage[Api, Row]):
    grid_name = "tests.rows"
    key = "code"
    shows = frozenset({"rows"})
    stored = (Row("A", "=1+1"), Row("B", "-2.50"), Row("C", "阿司匹林"))

    def __init__(self, shell: MainShell) -> None:
        super().__init__(shell)
        self.opened: list[Row] = []
        self.seen: list[Row | None] = []
        self.ask: Callable[[Api, Any], Any] | None = Api.echo
        self.text = SearchLine("F3", lambda _text: self.load())
        self.build("行", "没有行", self.text)

    def columns(self) -> tuple[Column, ...]:
        return Column("编码", "code", 60), Column("备注", "note", 90)

    def query(self) -> Callable[[Api], Sequence[Row]] | None:
        text = self.text.typed()
        if text == "?":
            raise ValueError("看不懂")
        found = tuple(row for row in self.stored if text in row.code)
        ask = self.ask
        return None if ask is None else lambda api: ask(api, found)

    def open_row(self, row: Row) -> None:
        self.opened.append(row)

    def look_at(self, row: Row | None) -> None:
        self.seen.append(row)


@pytest.fixture
def page(worker: Worker[Any], client: FakeClient, qtbot: Any) -> RowsPage:
    shell = MainShell("测试", worker)
    qtbot.addWidget(shell)
    made = RowsPage(shell)
    shell.add_page(made)
    shell.enter(SESSION)
    shell.show()
    qtbot.waitUntil(lambda: made.summary.text() == "3 条")
    return made


def codes(page: RowsPage) -> list[str]:
    return [page.list.rows().row(number).code for number in range(page.list.rows().rowCount())]


def test_rows_others_add_come_by_themselves_and_the_cursor_stays(page: RowsPage, qtbot: Any) -> None:
    page.list.go_to(1)
    page.stored = (Row("0", "new"), *page.stored)
    page.station.note("rows", "0")
    qtbot.waitUntil(lambda: codes(page) == ["0", "A", "B", "C"])
    assert page.current() == Row("B", "-2.50")
    assert page.summary.text() == "4 条"
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.opened == [Row("B", "-2.50")]


def test_what_this_station_did_itself_and_what_the_page_does_not_show_asks_nothing(
    page: RowsPage, client: FakeClient, qtbot: Any
) -> None:
    asked = client.calls.count("echo")
    heard: list[frozenset[Change]] = []
    page.station.news.connect(heard.append)
    page.station.note("other", "")
    page.station.acting.emit()
    page.station._gather_change(Change("rows", "A", own=True))
    qtbot.waitUntil(lambda: bool(heard))
    assert client.calls.count("echo") == asked


def test_typing_searches_after_a_pause_and_enter_at_once(page: RowsPage, qtbot: Any) -> None:
    qtbot.keyClicks(page.text, "B")
    qtbot.waitUntil(lambda: codes(page) == ["B"])
    page.text.clear()
    qtbot.keyClick(page.text, Qt.Key.Key_Return)
    assert not page.text._pause.isActive()
    qtbot.waitUntil(lambda: len(codes(page)) == 3)


def test_f3_begins_anew(page: RowsPage, qtbot: Any) -> None:
    qtbot.keyClicks(page.text, "B")
    qtbot.keyClick(page.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: codes(page) == ["B"])
    page.text.take_focus()
    qtbot.keyClicks(page.text, "C")
    assert page.text.typed() == "C"
    qtbot.waitUntil(lambda: codes(page) == ["C"])


def test_a_field_that_cannot_be_read_says_so_and_asks_nothing(page: RowsPage, client: FakeClient) -> None:
    asked = client.calls.count("echo")
    page.text.setText("?")
    page.load()
    assert page.problem.text() == "看不懂"
    assert client.calls.count("echo") == asked


def test_a_page_hears_where_the_cursor_is_and_what_its_row_became(page: RowsPage, qtbot: Any) -> None:
    page.list.go_to(2)
    page.stored = (Row("C", "布洛芬"),)
    page.load()
    qtbot.waitUntil(lambda: page.seen[-2:] == [Row("C", "阿司匹林"), Row("C", "布洛芬")])
    page.stored = ()
    page.load()
    qtbot.waitUntil(lambda: page.seen[-1] is None)


def test_nobody_to_ask_about_leaves_nothing_there_not_even_what_comes_late(page: RowsPage, qtbot: Any) -> None:
    gate, waiting = threading.Event(), page.stored

    def held(api: Api, found: Any) -> Any:
        api.hold(gate)
        return found

    page.ask = held
    page.load()
    page.ask = None
    page.load()
    assert (page.shown, page.seen[-1], page.summary.text()) == ((), None, "0 条")
    answers: list[Any] = []
    page.station.query(lambda api: api.echo(waiting)).done(answers.append)
    gate.set()
    qtbot.waitUntil(lambda: answers == [waiting])
    assert page.shown == ()


def test_while_nothing_is_there_yet_the_page_says_that_it_reads(page: RowsPage, qtbot: Any) -> None:
    page.clear()
    page.ask = lambda api, _found: api.refuse(ServerUnreachable(server="ward"))
    page.load()
    assert page.summary.text() == "正在读取…"
    qtbot.waitUntil(lambda: page.summary.text() == "0 条")
    assert len(page.shell.toasts()) == 1


def test_a_list_becomes_a_file_without_formulas(page: RowsPage, tmp_path: Path, qtbot: Any) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_E, CONTROL)
    dialog = page.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith(f"行 {hospital_time.today():%Y-%m-%d}.csv")
    dialog.fileSelected.emit(str(tmp_path / "rows.csv"))
    dialog.reject()
    content = (tmp_path / "rows.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(content.decode("utf-8-sig").splitlines())) == [
        ["编码", "备注"],
        ["A", "'=1+1"],
        ["B", "-2.50"],
        ["C", "阿司匹林"],
    ]
    assert page.shell.toasts() == ["3 行已存入 rows.csv"]


def test_a_file_that_cannot_be_written_is_told(page: RowsPage, tmp_path: Path, qtbot: Any) -> None:
    page._export(page.list, tmp_path / "missing" / "rows.csv")
    assert page.shell.toasts() == ["写不进 rows.csv，请换一个位置"]


# -- days


@pytest.fixture
def on_the_21st() -> Iterator[None]:
    hospital_time.follow(lambda: clock.at(date(2026, 11, 21), 8))
    yield
    hospital_time.follow(clock.now)


def test_a_period_is_today_at_first_and_never_backwards(on_the_21st: None, qtbot: Any) -> None:
    chooser = PeriodChooser("日期")
    qtbot.addWidget(chooser)
    assert chooser.days() == (date(2026, 11, 21), date(2026, 11, 21))
    chooser.first.setText("11-20")
    chooser.last.setText("")
    assert chooser.days() == (date(2026, 11, 20), date(2026, 11, 20))
    chooser.last.setText("1101")
    assert chooser.days() == (date(2026, 11, 20), date(2026, 11, 20))
    chooser.first.setText("32-13")
    with pytest.raises(ValueError, match="日期"):
        chooser.days()


def test_today_is_today_when_it_is_used(qtbot: Any) -> None:
    clocks = [clock.at(date(2026, 11, 21), 23, 59), clock.at(date(2026, 11, 22), 0, 1)]
    hospital_time.follow(lambda: clocks[0])
    try:
        period, day, typed, form = PeriodChooser("日期"), DayChooser("费用日期"), DayChooser("费用日期"), Form(Days, DAYS)
        for each in (period, day, typed, form):
            qtbot.addWidget(each)
        form.load(Days(date(2026, 11, 21), date(2026, 11, 21)))
        typed.line.clear()
        qtbot.keyClicks(typed.line, "1120")
        qtbot.keyClick(typed.line, Qt.Key.Key_Return)
        del clocks[0]
        assert period.days()[0] == day.day == date(2026, 11, 22)
        assert (period.first.text(), day.line.text()) == ("2026-11-22", "2026-11-22")
        # What somebody typed is what was typed, and so is what a record says.
        assert typed.day == date(2026, 11, 20)
        assert form.read() == Days(date(2026, 11, 22), date(2026, 11, 21))
    finally:
        hospital_time.follow(clock.now)


def test_a_day_is_typed_or_stepped_to(on_the_21st: None, qtbot: Any) -> None:
    chooser = DayChooser("费用日期")
    qtbot.addWidget(chooser)
    chosen: list[date] = []
    chooser.chosen.connect(chosen.append)
    qtbot.mouseClick(chooser.earlier, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chooser.later, Qt.MouseButton.LeftButton)
    chooser.line.setText("1118")
    qtbot.keyClick(chooser.line, Qt.Key.Key_Return)
    assert chosen == [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 18)]
    chooser.line.setText("99")
    qtbot.keyClick(chooser.line, Qt.Key.Key_Return)
    assert len(chosen) == 3
    assert chooser.problem.text()
