"""Papers on screen before they are printed: PDF pages, the stored printer of their kind, save as PDF.

PreviewDialog(self, documents.receipt(…), self.tr("收据"), kind="receipt").open()
print_pdf(pdf, kind="receipt")        # without a preview, on the printer chosen last for this kind
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from PySide6.QtCore import QMarginsF, QRect, QRectF, QSettings, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPaintEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from shared.errors import Unavailable
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.dialogs import Dialog
from shared.qt.language import sentence
from shared.qt.reply import Reply

_POINTS_PER_INCH = 72
_PRINT_DPI = 300
_SCREEN_DPI = 96
_ROOM_PX = 820
_NO_MARGINS = QMarginsF(0, 0, 0, 0)


class PrinterMissing(Unavailable):
    """No printer is chosen, or the chosen one is gone."""

    code = "qt.printer_missing"
    zh = "没有可用的打印机，请在预览中选择打印机或另存为 PDF"
    en = "No printer is available; choose one in the preview or save as PDF"


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height in points."""

    width: float
    height: float


class PdfPages:
    """The pages of a PDF as images."""

    def __init__(self, pdf: bytes) -> None:
        self._document: Any = pypdfium2.PdfDocument(pdf)
        self.sizes = [PageSize(*self._document[number].get_size()) for number in range(len(self._document))]

    def image(self, number: int, dpi: float) -> QImage:
        """A page at `dpi`."""
        bitmap = self._document[number].render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
        image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888)
        # The buffer belongs to PDFium and goes with the bitmap.
        return image.copy()


class _PageView(QWidget):
    """One page; drawn when it is first seen."""

    def __init__(self, pages: PdfPages, number: int, zoom: float) -> None:
        super().__init__()
        self._pages, self._number, self.zoom = pages, number, zoom
        self._image: QImage | None = None
        self._image_dpi = 0.0
        self.set_zoom(zoom)

    def set_zoom(self, zoom: float) -> None:
        """Show at another size."""
        size = self._pages.sizes[self._number]
        factor = zoom * _SCREEN_DPI / _POINTS_PER_INCH
        self.zoom = zoom
        self.setFixedSize(QSize(round(size.width * factor), round(size.height * factor)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        dpi = self.zoom * _SCREEN_DPI * self.devicePixelRatioF()
        if self._image is None or self._image_dpi != dpi:
            self._image, self._image_dpi = self._pages.image(self._number, dpi), dpi
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)
        painter.setPen(QColor("#b9c4d1"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PreviewDialog(Dialog):
    """A paper; Ctrl+P or Enter prints, Esc closes. `kind` names the paper whose printer is remembered.

    `numbered` has a paper counted that is put out now, and gives it as it is then: looking at it counts nothing.
    """

    def __init__(
        self, parent: QWidget | None, pdf: bytes, title: str, kind: str, numbered: Callable[[], Reply[bytes]] | None = None
    ) -> None:
        super().__init__(title, parent)
        self._pdf, self._kind, self._numbered = pdf, kind, numbered
        self.pages = PdfPages(pdf)
        zoom = min(1.25, _ROOM_PX / _SCREEN_DPI * _POINTS_PER_INCH / max(size.width for size in self.pages.sizes))
        self._views = [_PageView(self.pages, number, zoom) for number in range(len(self.pages.sizes))]
        self.printers = QComboBox()
        self.printers.addItems(QPrinterInfo.availablePrinterNames())
        self.printers.setCurrentText(stored_printer(kind))
        self.print_button = button(self.tr("打印 (Ctrl+P)"), self.print_paper, primary=True)
        self.print_button.setShortcut("Ctrl+P")
        self.print_button.setDefault(True)
        self.print_button.setEnabled(self.printers.count() > 0)
        self.save_button = button(self.tr("另存为 PDF…"), self._ask_where)
        self._message: QLabel = label("" if self.printers.count() else self.tr("没有安装打印机"), "hint")
        self._build(title)
        (self.print_button if self.print_button.isEnabled() else self.save_button).setFocus()
        self.resize(900, 690)

    def _build(self, title: str) -> None:
        column = QVBoxLayout()
        column.setSpacing(14)
        for view in self._views:
            column.addWidget(view, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        paper = QWidget()
        paper.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(paper)
        smaller, larger = button("−", lambda: self.zoom(0.8)), button("+", lambda: self.zoom(1.25))
        for small in (smaller, larger):
            small.setProperty("small", True)
        count = label(self.tr("共 {count} 页").format(count=len(self._views)), "muted")
        head = horizontal(label(title, "dialogTitle"), count, 1, smaller, larger)
        self.printers.setMinimumWidth(220)
        foot = horizontal(label(self.tr("打印机")), self.printers, self._message, 1, self.save_button, self.print_button)
        whole = vertical(head, scroll, foot, spacing=10, margins=(18, 16, 18, 14))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def zoom(self, factor: float) -> None:
        """Larger or smaller."""
        for view in self._views:
            view.set_zoom(min(3.0, max(0.3, view.zoom * factor)))

    def print_paper(self) -> None:
        """Print on the chosen printer and remember it."""
        QSettings().setValue(_settings_key(self._kind), self.printers.currentText())
        self._put_out(self._print)

    def _print(self, pdf: bytes) -> None:
        print_pdf(pdf, self._kind)
        self.accept()

    def _put_out(self, put: Callable[[bytes], object]) -> None:
        """The paper as it is, or as its count makes it: once, however often a key is pressed meanwhile."""
        if self._numbered is None:
            put(self._pdf)
            return
        self._let(False)
        counted = self._numbered()
        counted.done(lambda _: self._let(True)).done(put)
        counted.failed(lambda _: self._let(True)).failed(lambda error: self._message.setText(sentence(error)))

    def _let(self, possible: bool) -> None:
        self.print_button.setEnabled(possible and self.printers.count() > 0)
        self.save_button.setEnabled(possible)

    def _ask_where(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("另存为 PDF"), f"{self.windowTitle()}.pdf", "PDF (*.pdf)")
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Store the paper."""
        self._put_out(lambda pdf: self._write(path, pdf))

    def _write(self, path: Path, pdf: bytes) -> None:
        try:
            path.write_bytes(pdf)
        except OSError:
            self._message.setText(self.tr("不能写入此位置，请换一个"))
        else:
            self._message.setText(self.tr("已保存"))


def stored_printer(kind: str) -> str:
    """The printer chosen last for this kind of paper, else the system's."""
    return str(QSettings().value(_settings_key(kind), "")) or QPrinterInfo.defaultPrinterName()


def _settings_key(kind: str) -> str:
    return f"printers/{kind}"


def print_pdf(pdf: bytes, kind: str) -> None:
    """Print without asking. Raises PrinterMissing."""
    name = stored_printer(kind)
    if name not in QPrinterInfo.availablePrinterNames():
        raise PrinterMissing
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    paint(pdf, printer)


def paint(pdf: bytes, printer: QPrinter) -> None:
    """Draw every page on `printer`, each in its own size."""
    pages = PdfPages(pdf)
    printer.setResolution(_PRINT_DPI)
    painter = QPainter()
    for number, size in enumerate(pages.sizes):
        paper = QPageSize(QSizeF(size.width, size.height), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        printer.setPageLayout(QPageLayout(paper, QPageLayout.Orientation.Portrait, _NO_MARGINS))
        printer.setFullPage(True)
        if number == 0:
            if not painter.begin(printer):
                raise PrinterMissing
        else:
            printer.newPage()
        image = pages.image(number, _PRINT_DPI)
        factor = _PRINT_DPI / _POINTS_PER_INCH
        painter.drawImage(
            QRectF(0, 0, size.width * factor, size.height * factor), image, QRectF(QRect(0, 0, image.width(), image.height()))
        )
    painter.end()
