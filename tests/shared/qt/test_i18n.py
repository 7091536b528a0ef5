"""English is complete too; the translation tools find every text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from shared.contracts.ward.errors import BedTaken
from shared.contracts.ward.types import OrderState
from shared.qt import app as qt_app
from shared.qt import language
from shared.qt.dialogs import QuestionDialog, confirm
from shared.qt.i18n import __main__ as tools
from shared.qt.lookup import items_index
from tests import catalog_data


@pytest.fixture
def english(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Any:
    from PySide6.QtCore import QTranslator

    monkeypatch.setenv("HIS_LANGUAGE", "en")
    before = set(qapp.findChildren(QTranslator))
    language.install_translators(qapp, (qt_app.I18N,))
    yield
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)


@pytest.mark.parametrize("package", ["shared.qt", "tests.demo"])
def test_every_text_of_shell_and_launcher_has_an_english_one(package: str) -> None:
    assert tools.untranslated(package) == []


def test_no_text_is_missing_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tools.ts_file("shared.qt").read_bytes()
    copy = tmp_path / "copy.ts"
    copy.write_bytes(kept)
    monkeypatch.setattr(tools, "ts_file", lambda _package: copy)
    tools.update("shared.qt")
    assert tools.untranslated("shared.qt") == []
    assert copy.read_bytes() == kept


def test_placeholders_survive_translation() -> None:
    import re
    import xml.etree.ElementTree as ET

    for message in ET.parse(tools.ts_file("shared.qt")).iter("message"):
        source, translation = message.findtext("source", ""), message.findtext("translation", "")
        assert set(re.findall(r"{\w+}", source)) == set(re.findall(r"{\w+}", translation)), source


@pytest.mark.usefixtures("english")
def test_english_windows_words_and_sentences(qtbot: Any) -> None:
    reply = confirm(None, "?")
    dialog = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QuestionDialog) and widget.isVisible())
    assert (dialog.yes.text(), dialog.no.text()) == ("OK", "Cancel")
    dialog.reject()
    assert reply is not None
    assert language.word(OrderState.CONFIRMED) == "confirmed"
    assert language.sentence(BedTaken(bed="12")) == "Bed 12 was taken meanwhile; choose another"
    items = catalog_data.items()
    assert items_index(items.values(), short=list(items)).entries[0].unavailable == "short"


def test_the_setting_chooses_the_language_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.language() == "zh"
    QSettings().setValue("language", "en_US")
    assert language.language() == "en"
    monkeypatch.setenv("HIS_LANGUAGE", "zh")
    assert language.language() == "zh"


def test_a_missing_translation_fails_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    file = tmp_path / "x_en.ts"
    file.write_text(
        "<TS><context><message><source>新开</source><translation type='unfinished'/></message></context></TS>", encoding="utf-8"
    )
    monkeypatch.setattr(tools, "ts_file", lambda _package: file)
    assert tools.main(["--check", "shared.qt"]) == 1
    assert "新开" in capsys.readouterr().out
