"""The user's language: Chinese as written in the source, or the English translation.

Environment variable HIS_LANGUAGE (zh or en) wins over the user's setting `language`. Errors and value lists bring
both languages with them; everything else is translated by Qt from the `.qm` files in `shared/qt/i18n` and in
each station's `i18n` folder.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QSettings, QTranslator

# An error is rebuilt by its code from the classes that are loaded: a station knows every department's sentences.
from shared.contracts.admission import errors as _admission  # noqa: F401
from shared.contracts.catalog import errors as _catalog  # noqa: F401
from shared.contracts.pharmacy import errors as _pharmacy  # noqa: F401
from shared.contracts.tms import errors as _tms  # noqa: F401
from shared.contracts.ward import errors as _ward  # noqa: F401
from shared.enums import Code
from shared.errors import BusinessError, NeedsConfirmation
from shared.sentences import Language

LANGUAGES: Final[dict[Language, str]] = {"zh": "中文", "en": "English"}
"""What the windows can be shown in, each named in itself."""
_installed: list[QTranslator] = []


def language() -> Language:
    """The language to show."""
    wanted = os.environ.get("HIS_LANGUAGE") or str(QSettings().value("language", "zh"))
    return "en" if wanted.lower().startswith("en") else "zh"


def choose(wanted: str) -> None:
    """The user's language from the next window on; the wish of who started the program gives way."""
    os.environ.pop("HIS_LANGUAGE", None)
    QSettings().setValue("language", wanted)


def sentence(error: BusinessError) -> str:
    """What to tell the user about `error`."""
    return error.sentence(language())


def instead(question: NeedsConfirmation) -> str:
    """What is usually right instead of going on; empty where nothing is."""
    return question.instead_zh if language() == "zh" else question.instead_en


def word(code: Code) -> str:
    """The word of a value list in the user's language."""
    return code.zh if language() == "zh" else code.en


def term(text: str) -> str:
    """A word that means the same wherever it stands: 状态, 取消. It is translated once, in the glossary; `text` is a literal."""
    return QCoreApplication.translate("Glossary", text)


def words_of(kind: type[Code]) -> tuple[str, ...]:
    """All words of a value list in the user's language."""
    return tuple(word(code) for code in kind)


def install_translators(app: QCoreApplication, folders: tuple[Path, ...]) -> None:
    """Load Qt's own texts and, for English, every `*_en.qm` in `folders`, instead of what was loaded before."""
    while _installed:
        app.removeTranslator(_installed.pop())
    chosen = language()
    QLocale.setDefault(QLocale(QLocale.Language.Chinese if chosen == "zh" else QLocale.Language.English))
    if chosen == "zh":
        _install(app, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / "qtbase_zh_CN.qm")
        return
    for folder in folders:
        for file in sorted(folder.glob("*_en.qm")):
            _install(app, file)


def _install(app: QCoreApplication, file: Path) -> None:
    translator = QTranslator(app)
    if translator.load(str(file)):
        app.installTranslator(translator)
        _installed.append(translator)
