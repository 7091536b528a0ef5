"""Measuring and breaking text: Chinese breaks anywhere but before closing marks, codes stay whole. Lengths in points."""

from __future__ import annotations

import re
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics

from shared.documents.fonts import BOLD, REGULAR, printable

LINE_HEIGHT = 1.36
"""Of the type size."""
_ASCENT = 0.88
# An opening mark clings to what follows, a closing mark to what precedes it.
_PIECES = re.compile(r"[（(《“【￥]*(?:[A-Za-z0-9.,:%/×*+~_-]+|\s+|.)[）)》”】、，。；：！？]*", re.DOTALL)


@lru_cache(maxsize=8192)
def _unit_width(text: str, bold: bool) -> float:
    return float(pdfmetrics.stringWidth(printable(text), BOLD if bold else REGULAR, 1))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of text."""
    return _unit_width(text, bold) * size


def line_height(size: float) -> float:
    """Distance from one line to the next."""
    return size * LINE_HEIGHT


def baseline(size: float) -> float:
    """Distance from the top of a line down to its baseline."""
    return size * ((LINE_HEIGHT - 1) / 2 + _ASCENT)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """`text` in lines no wider than `width`; only a single character may stick out. Line breaks in `text` are kept."""
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        lines += [paragraph] if text_width(paragraph, size, bold) <= width else _break(paragraph, width, size, bold)
    return lines


def _break(text: str, width: float, size: float, bold: bool) -> list[str]:
    lines, line = [], ""
    for piece in _fitting_pieces(text, width, size, bold):
        if line and text_width(line + piece.rstrip(), size, bold) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _fitting_pieces(text: str, width: float, size: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        pieces += [piece] if text_width(piece, size, bold) <= width else list(piece)
    return pieces


def fitting_size(text: str, width: float, size: float, bold: bool = False) -> float:
    """`size`, or the smaller one at which `text` is just `width` wide."""
    needed = text_width(text, size, bold)
    return size if needed <= width else size * width / needed
