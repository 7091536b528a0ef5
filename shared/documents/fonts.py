"""The two fonts every paper is set in: static Noto Sans SC Regular and Bold, embedded so that a receipt looks the same everywhere.

The full instances are used, not a GB2312 cut: patients' names hold characters such as 䶮, 芃 and 玥.
"""

from __future__ import annotations

import os
import re
import struct
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import platformdirs
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from shared.errors import Unavailable

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
FOLDER_VARIABLE = "HIS_FONTS"
DRAWING = threading.RLock()
"""reportlab reads glyphs from a font object that is shared by all documents and not thread-safe: hold this while drawing."""
_BREAKS = "\t\r\n"
_BEYOND_BMP = re.compile("<([0-9A-F]{5,6})>")


class FontsMissing(Unavailable):
    code = "fonts_missing"
    zh = "打印字体尚未准备（{folder}），暂不能生成单据；请信息科运行 python -m shared.documents.prepare_fonts"
    en = "The fonts for papers are not prepared ({folder}); have IT run: python -m shared.documents.prepare_fonts"
    folder: str


@dataclass(frozen=True, slots=True)
class FontPaths:
    """Where the two TrueType files are."""

    regular: Path
    bold: Path


def font_folder() -> Path:
    """The folder named by HIS_FONTS, else the user's cache."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("inpatient-his", appauthor=False)) / "fonts"


def paths_in(folder: Path) -> FontPaths:
    """The files `prepare_fonts` makes in `folder`, whether or not they are there."""
    return FontPaths(folder / f"{REGULAR}.ttf", folder / f"{BOLD}.ttf")


def is_complete(path: Path) -> bool:
    """Whether `path` is a TrueType file that is as long as its own table directory says."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            version, tables = struct.unpack(">IH", file.read(6))
            file.seek(12)
            directory = file.read(16 * tables)
        ends = [offset + length for _, _, offset, length in struct.iter_unpack(">4sIII", directory)]
    except (OSError, struct.error):
        return False
    return bool(version == 0x00010000 and len(ends) == tables > 0 and max(ends) <= size)


def font_paths() -> FontPaths:
    """The prepared fonts. Raises FontsMissing when they are not there or cut short."""
    folder = font_folder()
    paths = paths_in(folder)
    if not (is_complete(paths.regular) and is_complete(paths.bold)):
        raise FontsMissing(folder=str(folder))
    return paths


class _Embedded(TTFont):  # type: ignore[misc] # reportlab is untyped
    """Text beyond U+FFFF (𬭎) can be searched and copied too: reportlab writes its code as five digits where UTF-16 is due."""

    def addObjects(self, doc: Any) -> None:
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _BEYOND_BMP.sub(_utf16, stream.content)


def _utf16(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"


@lru_cache(maxsize=8192)
def printable(text: str) -> str:
    """`text` as it can be printed: a character that the fonts lack is named by its number (〔U+20BB7〕), never an empty box."""
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    return "".join(each if ord(each) in known or each in _BREAKS else f"〔U+{ord(each):04X}〕" for each in text)


def register() -> None:
    """Make the fonts known to reportlab: about 0.2 s the first time, nothing after. A station calls it at start."""
    with DRAWING:
        known = pdfmetrics.getRegisteredFontNames()
        if REGULAR in known and BOLD in known:
            return
        paths = font_paths()
        pdfmetrics.registerFont(_Embedded(REGULAR, str(paths.regular)))
        pdfmetrics.registerFont(_Embedded(BOLD, str(paths.bold)))
