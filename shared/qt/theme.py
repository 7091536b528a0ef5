"""The look of all stations: Fusion, one palette, one style sheet, the hospital's own fonts, 14 px body."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from shared.documents import fonts
from shared.errors import BusinessError
from shared.qt import tint

BODY_PX, SMALL_PX = 14, 12
_HERE = Path(__file__).parent
_FAMILY = "Noto Sans SC"
_log = logging.getLogger(__name__)


def apply(app: QApplication) -> None:
    """Dress `app`."""
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    app.setPalette(_palette())
    app.setFont(_body_font())
    app.setStyleSheet(_sheet())


def font(px: int = BODY_PX, *, bold: bool = False) -> QFont:
    """The station's font in another size, with figures of equal width."""
    chosen = QFont(QApplication.font())
    chosen.setPixelSize(px)
    chosen.setBold(bold)
    return chosen


def icon(name: str, color: str = tint.ACCENT) -> QIcon:
    """A Material Design icon, as `mdi6.printer-outline`."""
    # qtawesome needs a running application and takes a tenth of a second to import.
    import qtawesome  # noqa: PLC0415

    made: QIcon = qtawesome.icon(name, color=color, color_disabled="#9aa6b4")
    return made


def _sheet() -> str:
    """theme.qss; what it says of `@tint@` is said of every tint."""
    lines: list[str] = []
    for line in (_HERE / "theme.qss").read_text(encoding="utf-8").splitlines():
        for each in tint.Tint if "@tint@" in line else (tint.Tint.NEUTRAL,):
            ink, ground = each.value
            lines.append(line.replace("@tint@", each.name).replace("@ink@", ink).replace("@ground@", ground))
    return "\n".join(lines).replace("@icons@", (_HERE / "icons").as_posix())


def _palette() -> QPalette:
    palette = QPalette(QColor(tint.GROUND))
    for role, color in {
        QPalette.ColorRole.Base: tint.SURFACE,
        QPalette.ColorRole.AlternateBase: tint.STRIPE,
        QPalette.ColorRole.Text: tint.INK,
        QPalette.ColorRole.WindowText: tint.INK,
        QPalette.ColorRole.ButtonText: tint.INK,
        QPalette.ColorRole.Highlight: tint.ACCENT,
        QPalette.ColorRole.HighlightedText: tint.SURFACE,
        QPalette.ColorRole.PlaceholderText: "#66758a",
        QPalette.ColorRole.ToolTipBase: tint.INK,
        QPalette.ColorRole.ToolTipText: tint.SURFACE,
    }.items():
        palette.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#8592a2"))
    return palette


def _body_font() -> QFont:
    """Noto Sans SC where it was prepared; else what the system has."""
    chosen = QFont(QApplication.font())
    try:
        paths = fonts.font_paths()
    except BusinessError as error:
        _log.warning("%s: the system's font is used", error.code)
    else:
        if all(QFontDatabase.addApplicationFont(str(path)) >= 0 for path in (paths.regular, paths.bold)):
            chosen = QFont(_FAMILY)
    chosen.setPixelSize(BODY_PX)
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return chosen
