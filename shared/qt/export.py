"""Ctrl+E in a grid: what is shown, as a file that spreadsheets open."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from shared.qt import formats, hospital_time
from shared.qt.table_view import TableView

_FORMULA = ("=", "+", "-", "@", "\t")
"""A cell that begins so is a formula to a spreadsheet, unless it is a number."""


def export_dialog(parent: QWidget, title: str) -> QFileDialog:
    """Where to put the file, named after `title` and today; `write` writes it."""
    dialog = QFileDialog(parent, title, f"{title} {formats.full_day(hospital_time.today())}.csv", "CSV (*.csv)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("csv")
    return dialog


def write(view: TableView, path: Path) -> int:
    """Write the rows that `view` shows and count them. Raises OSError."""
    rows = view.rows()
    lines = view.shown_lines(rows.row(number) for number in range(rows.rowCount()))
    # The mark at the beginning tells spreadsheets that the text is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_harmless(text) for text in line] for line in lines)
    return len(lines) - 1


def _harmless(text: str) -> str:
    try:
        formats.read_number(text)
    except ValueError:
        return f"'{text}" if text.startswith(_FORMULA) else text
    return text
