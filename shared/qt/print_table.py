"""Ctrl+P in a grid: what is shown, as an A4 paper like the others."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from shared.documents.paper import A4, Heading, Paper, Printed, Size
from shared.documents.table import Column, Row, Table
from shared.qt import hospital_time
from shared.qt.preview import PreviewDialog
from shared.qt.table_view import TableView

_ACROSS = Size(A4.height, A4.width, A4.margin)
_MANY_COLUMNS = 8


def print_table(parent: QWidget, view: TableView, title: str, hospital: str = "", printed_by: str = "") -> PreviewDialog:
    """Open a preview of the rows of `view`. Raises FontsMissing."""
    preview = PreviewDialog(parent, table_pdf(view, title, hospital, printed_by), title, kind="table")
    preview.open()
    return preview


def table_pdf(view: TableView, title: str, hospital: str, printed_by: str) -> bytes:
    """The rows of `view`, across where there are many columns. Qt's own PDF is searched in vain for 用 and 片."""
    model = view.rows()
    visible = [number for number in range(len(model.columns)) if not view.isColumnHidden(number) and model.columns[number].title]
    columns = [model.columns[number] for number in visible]
    paper = Paper(_ACROSS if len(visible) > _MANY_COLUMNS else A4, Printed(printed_by, hospital_time.now()))
    paper.begin(Heading(hospital, title, "", ""))
    shares = zip(columns, visible, strict=True)
    table = Table(paper, [Column(column.title, max(view.columnWidth(number), 1)) for column, number in shares])
    for number in range(model.rowCount()):
        row = model.row(number)
        table.rows(Row(tuple(column.shown(row) for column in columns)))
    table.close()
    return paper.pdf()
