"""Shared pieces of this station's look: cards, big figures, chips."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QLayout

from shared.qt.build import frame, label
from shared.qt.tint import INK, LINE, MUTED, SURFACE, Tint

_CARD = f"QFrame#card {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 8px; }}"


def card(layout: QLayout) -> QFrame:
    """A white card."""
    made = frame("card", layout)
    made.setStyleSheet(_CARD)
    return made


def caption(text: str) -> QLabel:
    """The heading of a card."""
    made = label(text)
    made.setStyleSheet(f"color: {MUTED}; font-weight: 600;")
    return made


def figure(px: int, *, bold: bool = True) -> QLabel:
    """A large figure."""
    made = label()
    made.setStyleSheet(f"color: {INK}; font-size: {px}px; font-weight: {700 if bold else 400};")
    return made


def paint_chip(chip: QLabel, text: str, tint: Tint, px: int = 14) -> None:
    """A word on its colour; nothing to hide it."""
    chip.setText(text)
    chip.setVisible(bool(text))
    ink, ground = tint.value
    style = f"color: {ink}; background: {ground}; border-radius: 5px; padding: 2px 8px;"
    chip.setStyleSheet(f"{style} font-weight: 600; font-size: {px}px;")
