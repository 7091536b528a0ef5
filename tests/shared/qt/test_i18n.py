"""English is complete too; the translation tools find every text."""

from __future__ import annotations

import re
import shutil
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


@pytest.mark.parametrize("package", tools.PACKAGES)
def test_every_text_has_an_english_one_and_every_file_is_fresh(package: str) -> None:
    assert tools.outdated(package) == []
    assert tools.untranslated(package) == []


@pytest.mark.parametrize("package", tools.PACKAGES)
def test_placeholders_survive_translation(package: str) -> None:
    for _, source, translation in tools._messages(package):
        assert set(re.findall(r"{\w+}", source)) == set(re.findall(r"{\w+}", translation)), source


def test_words_that_recur_stand_in_the_glossary() -> None:
    assert tools.recurring() == {}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The texts of the pharmacy, to be spoilt."""
    kept = tools.ts_file("client_pharmacy")
    for suffix in (".ts", ".qm"):
        shutil.copy(kept.with_suffix(suffix), tmp_path)
    copy = tmp_path / kept.name
    monkeypatch.setattr(tools, "ts_file", lambda _package: copy)
    return copy


def test_a_new_word_makes_the_texts_outdated_and_is_not_guessed(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = next(text for _, text, _ in tools._messages("client_pharmacy"))
    source = tmp_path / "window.py"
    source.write_text(f'class Elsewhere:\n    def build(self):\n        self.tr("{known}")\n', encoding="utf-8")
    sources = tools._sources
    monkeypatch.setattr(tools, "_sources", lambda package: [*sources(package), source])
    assert copied in tools.outdated("client_pharmacy")
    tools.update("client_pharmacy")
    assert [text for context, text, english in tools._messages("client_pharmacy") if context == "Elsewhere" and english] == []
    assert tools.untranslated("client_pharmacy") == [known]


def test_another_translation_makes_what_the_program_loads_outdated(copied: Path) -> None:
    copied.write_text(copied.read_text(encoding="utf-8").replace("<translation>", "<translation>New ", 1), encoding="utf-8")
    assert tools.outdated("client_pharmacy") == [copied.with_suffix(".qm")]


@pytest.mark.usefixtures("english")
def test_english_windows_words_and_sentences(qtbot: Any) -> None:
    reply = confirm(None, "?")
    dialog = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QuestionDialog) and widget.isVisible())
    assert (dialog.yes.text(), dialog.no.text()) == ("OK", "Cancel")
    dialog.reject()
    assert reply is not None
    assert language.term("状态") == "State"
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


@pytest.mark.parametrize("guessed", ["", "New"])
def test_a_text_that_nobody_has_translated_fails_the_run(copied: Path, capsys: Any, guessed: str) -> None:
    text, _, _ = copied.read_text(encoding="utf-8").partition("<translation>")
    rest = copied.read_text(encoding="utf-8").partition("</translation>")[2]
    copied.write_text(f"{text}<translation type='unfinished'>{guessed}</translation>{rest}", encoding="utf-8")
    (missing,) = tools.untranslated("client_pharmacy")
    assert tools.main(["client_pharmacy"]) == 1
    assert f"no English text for '{missing}'" in capsys.readouterr().out
