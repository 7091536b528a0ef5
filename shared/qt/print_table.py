"""Ctrl+P in a grid: what is shown, as an A4 paper."""

from __future__ import annotations

import html

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from shared.qt import formats, hospital_time, theme
from shared.qt.preview import PreviewDialog
from shared.qt.table_view import TableView

_DPI = 96
_MANY_COLUMNS = 8


def print_table(parent: QWidget, view: TableView, title: str) -> PreviewDialog:
    """Open a preview of the rows of `view`."""
    preview = PreviewDialog(parent, table_pdf(view, title), title, kind="table")
    preview.open()
    return preview


def table_pdf(view: TableView, title: str) -> bytes:
    """The rows of `view` under `title`, on A4, across where there are many columns."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    model = view.rows()
    visible = [number for number in range(len(model.columns)) if not view.isColumnHidden(number) and model.columns[number].title]
    across = QPageLayout.Orientation.Landscape if len(visible) > _MANY_COLUMNS else QPageLayout.Orientation.Portrait
    margins = QMarginsF(12, 12, 12, 12)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), across, margins, QPageLayout.Unit.Millimeter))
    writer.setResolution(_DPI)
    document = QTextDocument()
    document.setDefaultFont(theme.font(12))
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setHtml(_html(view, title, visible))
    document.print_(writer)
    buffer.close()
    return bytes(content.data())


def _html(view: TableView, title: str, visible: list[int]) -> str:
    model = view.rows()
    columns = [model.columns[number] for number in visible]
    head = "".join(f"<th align='left'>{html.escape(column.title)}</th>" for column in columns)
    lines = []
    for number in range(model.rowCount()):
        row = model.row(number)
        lines.append("<tr>" + "".join(f"<td>{html.escape(column.shown(row))}</td>" for column in columns) + "</tr>")
    printed = formats.full_moment(hospital_time.now())
    return (
        f"<h2>{html.escape(title)}</h2><table width='100%' cellspacing='0' cellpadding='3' border='0.5' "
        f"style='border-collapse: collapse'><thead><tr>{head}</tr></thead>{''.join(lines)}</table><p>{printed}</p>"
    )
