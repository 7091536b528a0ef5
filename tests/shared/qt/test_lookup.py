"""Requirements R2.K and R1.38: an item is found by code, Chinese or initials, ranked, in under 50 ms among 20,000."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from shared.qt import recent
from shared.qt.lookup import LookupEntry, LookupIndex, frequencies_index, initials, items_index, names_index, usages_index
from shared.qt.lookup_edit import LookupEdit, LookupPopup
from tests import catalog_data

ENTRIES = (
    LookupEntry(1, "100001", "阿莫西林胶囊", ("amxljn",), "0.25g", "粒", Decimal("0.20")),
    LookupEntry(2, "100002", "阿司匹林肠溶片", ("aspljrp", "asplcrp"), "100mg", "片", Decimal("0.10")),
    LookupEntry(3, "100003", "奥美拉唑肠溶胶囊", ("amlzcrjn",), "20mg", "粒", Decimal("0.55"), "缺药"),
    LookupEntry(4, "AM", "甲硝唑", ("jxz",), "0.2g", "片", Decimal("0.05")),
    LookupEntry(5, "100005", "注射用阿莫西林", ("zsyamxl",), "0.5g", "支", Decimal("3.00")),
)


@pytest.fixture(scope="module")
def index() -> LookupIndex:
    return LookupIndex(ENTRIES)


def found(index: LookupIndex, text: str, **options: Any) -> list[int]:
    return [entry.value for entry in index.search(text, **options).entries]


@pytest.mark.req("R2.K")
@pytest.mark.parametrize(
    ("typed", "first"),
    [("100002", 2), ("am", 4), ("amx", 1), ("阿司", 2), ("奥美", 3), ("zsy", 5), ("ASPLCRP", 2), ("ａｍｘ", 1), (" amlz ", 3)],
)
def test_the_best_hit_stands_first(index: LookupIndex, typed: str, first: int) -> None:
    assert found(index, typed)[0] == first


def test_rank_exact_code_then_beginning_then_inside(index: LookupIndex) -> None:
    assert found(index, "am") == [4, 1, 5, 3]


@pytest.mark.req("R2.K")
def test_injected_drugs_are_found_by_what_they_are() -> None:
    names = (
        ("1", "青霉胺片", "qmap"),
        ("2", "注射用青霉素", "zsyqms"),
        ("3", "青霉素V钾片", "qmsvjp"),
        ("4", "复方青霉素", "ffqms"),
    )
    index = LookupIndex(LookupEntry(int(code), code, name, (short,)) for code, name, short in names)
    assert found(index, "qms")[:3] == [2, 3, 4]
    assert found(index, "青霉素")[:3] == [2, 3, 4]
    assert found(index, "zsyqms")[0] == found(index, "注射用青")[0] == 2


@pytest.mark.req("R2.K")
def test_exact_initials_stand_before_a_recent_choice_that_only_begins_so() -> None:
    index = names_index([("d1", "王芳霞"), ("d2", "王芳"), ("wf", "刘洋")])
    assert [entry.value for entry in index.search("wf", recent=["d1"]).entries] == ["wf", "d2", "d1"]


@pytest.mark.req("R2.K")
def test_what_is_only_similar_is_told_apart(index: LookupIndex) -> None:
    assert index.search("amxljn").sure == 1
    slip = index.search("amxlhn")
    assert (slip.sure, slip.entries[0].value) == (0, 1)
    assert index.search("").sure == len(ENTRIES)


def test_both_readings_of_a_character_are_found(index: LookupIndex) -> None:
    assert found(index, "asplj") == found(index, "asplc") == [2]


def test_recent_choices_lead_their_rank_and_the_empty_list(index: LookupIndex) -> None:
    assert found(index, "am", recent=["100003"]) == [4, 3, 1, 5]
    assert found(index, "", recent=["100005"])[:2] == [5, 1]


def test_a_slip_of_the_finger_is_forgiven(index: LookupIndex) -> None:
    assert found(index, "amxlhn")[0] == 1
    assert found(index, "阿莫西淋胶囊")[0] == 1


def test_nonsense_finds_nothing(index: LookupIndex) -> None:
    assert found(index, "qqqq") == []


def test_by_code(index: LookupIndex) -> None:
    assert index.by_code("am") is ENTRIES[3]
    assert index.by_code("none") is None


def test_limit(index: LookupIndex) -> None:
    assert len(found(index, "", limit=2)) == 2


def test_initials_of_heteronyms() -> None:
    assert {"cq"} <= set(initials("重庆"))
    assert {"cp", "zp"} & set(initials("长平"))
    assert initials("5%葡萄糖")[0].startswith("5")


@pytest.mark.req("R1.38")
@pytest.mark.req("R2.K")
def test_items_usages_frequencies_and_people_share_the_index() -> None:
    items = catalog_data.items()
    code = next(iter(items))
    index = items_index(items.values(), short=[code])
    entry = index.by_code(code)
    assert entry is not None
    assert (entry.unavailable, entry.spec, entry.unit, entry.price) == (
        "缺药",
        items[code].spec,
        items[code].unit,
        items[code].price,
    )
    withdrawn = items_index([replace(items[code], withdrawn=True)])
    assert withdrawn.entries == ()
    assert names_index([("d7", "欧阳娜娜")]).search("oynn").entries[0].value == "d7"
    usages = list(catalog_data.usages().values())
    assert usages_index(usages).search(usages[0].name).entries[0].value == usages[0]
    frequencies = list(catalog_data.frequencies().values())
    assert frequencies_index(frequencies).search(frequencies[0].name).entries[0].value == frequencies[0]


# -- the popup


@pytest.fixture
def anchor(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(300, 30)
    widget.show()
    return widget


def opened(index: LookupIndex, anchor: QWidget, qtbot: Any, text: str = "") -> tuple[LookupPopup, list[LookupEntry]]:
    popup, chosen = LookupPopup(index, "items", anchor), []
    popup.chosen.connect(chosen.append)
    popup.open_under(anchor, text)
    qtbot.waitExposed(popup)
    return popup, chosen


def test_type_and_enter(index: LookupIndex, anchor: QWidget, qtbot: Any) -> None:
    popup, chosen = opened(index, anchor, qtbot)
    qtbot.keyClicks(popup.line, "amx")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert [entry.value for entry in chosen] == [1]
    assert recent.choices("items") == ["100001"]


def test_arrows(index: LookupIndex, anchor: QWidget, qtbot: Any) -> None:
    popup, chosen = opened(index, anchor, qtbot, "am")
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup.line, Qt.Key.Key_Up)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert [entry.value for entry in chosen] == [1]


@pytest.mark.req("R2.K")
def test_enter_never_takes_what_is_only_similar(index: LookupIndex, anchor: QWidget, qtbot: Any) -> None:
    popup, chosen = opened(index, anchor, qtbot, "amxlhn")
    assert popup.table.model().index(0, 0).data() == "以下仅为相近，请用 ↓ 选择"
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert chosen == []
    assert popup.isVisible()
    # Who wants it says so.
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup.line, Qt.Key.Key_Up)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert [entry.value for entry in chosen] == [1]


@pytest.mark.req("R2.K")
def test_the_arrows_go_over_the_line(anchor: QWidget, qtbot: Any) -> None:
    index = LookupIndex((LookupEntry(1, "1", "地西泮片", ("dxpp",)), LookupEntry(2, "2", "地高辛片", ("dgxp",))))
    popup, chosen = opened(index, anchor, qtbot, "dxp")
    assert [entry and entry.value for entry in popup.table.model().entries] == [1, None, 2]
    assert popup.table.currentIndex().row() == 0
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    assert popup.table.currentIndex().row() == 2
    qtbot.keyClick(popup.line, Qt.Key.Key_Up)
    assert popup.table.currentIndex().row() == 0
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert [entry.value for entry in chosen] == [1]


def test_strengths_and_prices_are_never_cut(anchor: QWidget, qtbot: Any) -> None:
    spec = "0.9%×250ml:2.25g×30袋"
    index = LookupIndex((LookupEntry(1, "1", "氯化钠注射液（软袋双管双塞）大输液", ("lhn",), spec, "袋", Decimal("12345.6789")),))
    popup, _ = opened(index, anchor, qtbot, "lhn")
    table, metrics = popup.table, popup.table.fontMetrics()
    for column in (2, 4):
        text = table.model().index(0, column).data()
        assert table.columnWidth(column) >= metrics.horizontalAdvance(text) + 12, text
    assert sum(table.columnWidth(column) for column in range(6)) <= table.viewport().width()


@pytest.mark.req("R2.7")
def test_a_short_drug_is_struck_and_cannot_be_chosen(index: LookupIndex, anchor: QWidget, qtbot: Any) -> None:
    popup, chosen = opened(index, anchor, qtbot, "amlz")
    model = popup.table.model()
    assert model.index(0, 6).data() == "缺药"
    assert model.index(0, 1).data(Qt.ItemDataRole.FontRole).strikeOut()
    popup.table.selectRow(0)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert chosen == []
    assert popup.isVisible()


def test_escape_gives_back_what_was_typed(index: LookupIndex, anchor: QWidget, qtbot: Any) -> None:
    popup, chosen = opened(index, anchor, qtbot, "am")
    with qtbot.waitSignal(popup.closed) as closed:
        qtbot.keyClick(popup.line, Qt.Key.Key_Escape)
    assert closed.args == ["am"]
    assert chosen == []


def test_a_list_without_prices_shows_code_and_name_only(anchor: QWidget, qtbot: Any) -> None:
    popup, _ = opened(names_index([("d1", "王医生")]), anchor, qtbot)
    assert [popup.table.isColumnHidden(column) for column in range(7)] == [False, False, *[True] * 5]


def test_nothing_found_says_so(index: LookupIndex, anchor: QWidget, qtbot: Any) -> None:
    popup, _ = opened(index, anchor, qtbot, "qqqq")
    assert not popup.table.isVisible()
    assert popup._none.isVisible()


def test_the_field_opens_the_popup_with_the_typed_letter(index: LookupIndex, qtbot: Any) -> None:
    edit = LookupEdit(index, "items")
    qtbot.addWidget(edit)
    edit.show()
    qtbot.keyClicks(edit, "a")
    assert edit.popup is not None
    assert edit.popup.line.text() == "a"
    with qtbot.waitSignal(edit.chosen_changed):
        qtbot.keyClick(edit.popup.line, Qt.Key.Key_Return)
    assert edit.chosen() is not None
    assert edit.text() == edit.chosen().name
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.chosen() is None
