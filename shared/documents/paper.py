"""The sheet every paper is drawn on: heading with barcode, fields, text, footer with page n of m.

Positions are recorded first, in points from the top left corner, and drawn when the number of pages is known. Drawing goes
straight to reportlab's canvas, all text of a page in one text object, since a queue waits for every receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Literal, NamedTuple

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib import units
from reportlab.pdfgen.canvas import Canvas

from shared.documents import fonts
from shared.documents.typography import baseline, fitting_size, line_height, text_width, wrap
from shared.documents.wording import minute

mm: float = units.mm
Align = Literal["left", "right", "center"]
BODY = 9.0
SMALL = 7.5
HAIRLINE, RULE, HEAVY = 0.25, 0.5, 1.0
_BARCODE_HEIGHT = 8 * mm
_BARCODE_WIDTH = 42 * mm
# 0.19 mm is the narrowest bar hand scanners are promised to read, 0.33 mm is comfortable.
_BAR_WIDTH = 0.33 * mm
_FOOTER_HEIGHT = 6 * mm


class Size(NamedTuple):
    """Width, height and margin of a sheet."""

    width: float
    height: float
    margin: float


A4 = Size(210 * mm, 297 * mm, 14 * mm)
A5_PORTRAIT = Size(148 * mm, 210 * mm, 10 * mm)
A5_LANDSCAPE = Size(210 * mm, 148 * mm, 12 * mm)


@dataclass(frozen=True, slots=True)
class Heading:
    """What names a document: `number` as text and as a Code 128 barcode, `subject` (patient or ward) from page 2 on."""

    hospital: str
    title: str
    number: str
    number_label: str = "No. "
    subject: str = ""
    reprints: int = 0
    void: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """Who printed the paper and when: the foot of every page."""

    by: str
    at: datetime


class Field(NamedTuple):
    """A labelled value in a grid of fields; it takes `span` columns."""

    label: str
    value: str
    span: int = 1
    bold: bool = False


class _Text(NamedTuple):
    x: float
    y: float
    text: str
    size: float
    bold: bool


class _Rule(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float
    weight: float


@dataclass(slots=True)
class _Page:
    texts: list[_Text] = field(default_factory=list)
    rules: list[_Rule] = field(default_factory=list)
    barcode: tuple[float, float, Code128] | None = None


@dataclass(slots=True)
class _Document:
    heading: Heading
    pages: list[_Page] = field(default_factory=list)


class Paper:
    """A stack of sheets of one size holding one or more documents, each with its own page numbers.

    `y` is the top of what comes next, `body_top` where it was below the heading; both, like all public coordinates, are points from
    the top left corner of the sheet.
    """

    def __init__(self, size: Size, printed: Printed) -> None:
        fonts.register()
        self.size = size
        self.left = size.margin
        self.right = size.width - size.margin
        self.width = self.right - self.left
        self.bottom = size.height - size.margin - _FOOTER_HEIGHT
        self.y = self.body_top = size.margin
        self._printed = printed
        self._documents: list[_Document] = []

    @property
    def _page(self) -> _Page:
        return self._documents[-1].pages[-1]

    def begin(self, heading: Heading) -> None:
        """Start a document on a new sheet: its heading, and page 1."""
        self._documents.append(_Document(heading))
        self.new_page()

    def new_page(self) -> None:
        """Go on with the same document on a new sheet, under the same heading."""
        document = self._documents[-1]
        document.pages.append(_Page())
        self.y = self.size.margin
        self._heading(document.heading)
        if len(document.pages) > 1 and document.heading.subject:
            # A sheet that falls out of the pile still says whose it is.
            self.put(document.heading.subject, self.left, self.y, bold=True)
            self.y += line_height(BODY)
            self.divider()
        self.body_top = self.y

    def room(self, height: float) -> None:
        """Break the page unless `height` fits on it."""
        if self.y + height > self.bottom:
            self.new_page()

    def space(self, height: float) -> None:
        """Leave a gap."""
        self.y += height

    def sink(self, height: float) -> None:
        """Go down to where just `height` is left above the footer; signatures stand there."""
        self.room(height)
        self.y = self.bottom - height

    def rule(self, weight: float = RULE) -> None:
        """A rule across the text, here."""
        self.line(self.left, self.y, self.right, self.y, weight)

    def divider(self) -> None:
        """A hairline with a little air, between parts of a paper."""
        self.y += 0.8 * mm
        self.rule(HAIRLINE)
        self.y += 0.8 * mm

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = RULE) -> None:
        """A straight line."""
        self._page.rules.append(_Rule(x1, y1, x2, y2, weight))

    def put(
        self, text: str, x: float, y: float, *, width: float = 0, size: float = BODY, bold: bool = False, align: Align = "left"
    ) -> None:
        """One line of text whose top is `y`, aligned in the box from `x` of `width`. Does not move on."""
        if not text:
            return
        if align != "left":
            idle = width - text_width(text, size, bold)
            x += idle if align == "right" else idle / 2
        self._page.texts.append(_Text(x, y + baseline(size), text, size, bold))

    def write(self, text: str, *, size: float = BODY, bold: bool = False, align: Align = "left", indent: float = 0) -> None:
        """A paragraph as wide as the text, wrapped; moves on below it."""
        for line in wrap(text, self.width - indent, size, bold):
            self.room(line_height(size))
            self.put(line, self.left + indent, self.y, width=self.width - indent, size=size, bold=bold, align=align)
            self.y += line_height(size)

    def fields(self, fields: Sequence[Field], columns: int, size: float = BODY, gap: float = 0) -> None:
        """Labelled values in a grid, row by row, with `gap` below each row; long values wrap inside their cells."""
        column, cells = 0, list[tuple[int, Field]]()
        for each in fields:
            if column + each.span > columns:
                self._field_row(cells, columns, size)
                self.y += gap
                column, cells = 0, []
            cells.append((column, each))
            column += each.span
        if cells:
            self._field_row(cells, columns, size)
            self.y += gap

    def _field_row(self, cells: Sequence[tuple[int, Field]], columns: int, size: float) -> None:
        unit, gutter = self.width / columns, 2 * mm
        drawn = []
        for column, each in cells:
            label = f"{each.label}　" if each.label else ""
            offset = text_width(label, size)
            drawn.append(
                (column * unit, label, offset, wrap(each.value, unit * each.span - offset - gutter, size, each.bold), each.bold)
            )
        self.room(line_height(size) * max(len(lines) for *_, lines, _ in drawn))
        for x, label, offset, lines, bold in drawn:
            self.put(label.rstrip("　"), self.left + x, self.y, size=size)
            for index, line in enumerate(lines):
                self.put(line, self.left + x + offset, self.y + index * line_height(size), size=size, bold=bold)
        self.y += line_height(size) * max(len(lines) for *_, lines, _ in drawn)

    def amount_line(self, label: str, in_capitals: str, in_figures: str, size: float = 11.0) -> None:
        """A total as it must stand: label, capitals, and the figures flush right, all bold."""
        label_width = text_width(f"{label}　", BODY)
        room_for_capitals = self.width - label_width - text_width(in_figures, size, bold=True) - 4 * mm
        lines = wrap(in_capitals, room_for_capitals, size, bold=True)
        self.room(line_height(size) * len(lines))
        self.put(label, self.left, self.y + baseline(size) - baseline(BODY), size=BODY)
        for index, line in enumerate(lines):
            self.put(line, self.left + label_width, self.y + index * line_height(size), size=size, bold=True)
        self.put(in_figures, self.left, self.y, width=self.width, size=size, bold=True, align="right")
        self.y += line_height(size) * len(lines)

    def signatures(self, labels: Sequence[str], size: float = BODY) -> None:
        """A row of names or places to sign, spread over the width; a label without a name gets a line to sign on."""
        height = line_height(size)
        self.room(height)
        unit = self.width / len(labels)
        for index, label in enumerate(labels):
            x = self.left + index * unit
            self.put(label, x, self.y, size=size)
            if label.endswith("："):
                self.line(x + text_width(label, size), self.y + height, x + unit - 4 * mm, self.y + height, HAIRLINE)
        self.y += height

    def pdf(self) -> bytes:
        """Draw everything. The same content gives the same bytes; nothing of it enters the metadata."""
        stream = BytesIO()
        first = self._documents[0].heading
        with fonts.DRAWING:
            canvas = Canvas(stream, self.size[:2], invariant=1, pageCompression=1, lang="zh-CN", initialFontName=fonts.REGULAR)
            canvas.setTitle(first.title)
            canvas.setAuthor(first.hospital)
            canvas.setCreator("inpatient-his")
            for document in self._documents:
                for number, page in enumerate(document.pages, 1):
                    self._footer(page, document, number)
                    if document.heading.void:
                        self._void_mark(canvas)
                    self._draw(canvas, page)
            canvas.save()
        return stream.getvalue()

    def _heading(self, heading: Heading) -> None:
        taken = self._barcode(heading) + 4 * mm
        for text, size in ((heading.hospital, 12.0), (heading.title, 15.0)):
            size = fitting_size(text, self.width - taken, size, bold=True)  # noqa: PLW2901 — shrunk to the room there is
            # Centred on the sheet where that clears the barcode, else in what is left beside it.
            centred = text_width(text, size, bold=True) / 2 + taken <= self.width / 2
            self.put(text, self.left, self.y, width=self.width - (0 if centred else taken), size=size, bold=True, align="center")
            self.y += line_height(size)
        self.y = max(self.y, self.size.margin + _BARCODE_HEIGHT + line_height(SMALL)) + 1.2 * mm
        self.rule(HEAVY)
        self.y += 1.2 * mm

    def _barcode(self, heading: Heading) -> float:
        """Number and barcode at the top right; how much of the width they take."""
        label = heading.number_label + heading.number
        below = self.y + _BARCODE_HEIGHT
        if not (heading.number and heading.number.isascii()):
            self.put(label, self.left, self.y, width=self.width, size=BODY, align="right")
            return text_width(label, BODY)
        barcode = Code128(heading.number, barHeight=_BARCODE_HEIGHT, barWidth=_BAR_WIDTH, quiet=0)
        if barcode.width > _BARCODE_WIDTH:
            width = _BAR_WIDTH * _BARCODE_WIDTH / barcode.width
            barcode = Code128(heading.number, barHeight=_BARCODE_HEIGHT, barWidth=width, quiet=0)
        self._page.barcode = (self.right - barcode.width, self.size.height - below, barcode)
        self.put(label, self.left, below, width=self.width, size=SMALL, align="right")
        return max(float(barcode.width), text_width(label, SMALL))

    def _footer(self, page: _Page, document: _Document, number: int) -> None:
        top = self.size.height - self.size.margin - line_height(SMALL)
        page.rules.append(_Rule(self.left, top - 0.6 * mm, self.right, top - 0.6 * mm, HAIRLINE))
        y = top + baseline(SMALL)
        printed = f"打印人 {self._printed.by}　打印时间 {minute(self._printed.at)}"
        pages = f"第{number}页　共{len(document.pages)}页"
        page.texts.append(_Text(self.left, y, printed, SMALL, bold=False))
        page.texts.append(_Text(self.right - text_width(pages, SMALL), y, pages, SMALL, bold=False))
        if document.heading.reprints:
            mark = f"补打 {document.heading.reprints}"
            page.texts.append(_Text((self.size.width - text_width(mark, BODY, bold=True)) / 2, y, mark, BODY, bold=True))

    def _draw(self, canvas: Canvas, page: _Page) -> None:
        height = self.size.height
        text = canvas.beginText()
        for x, y, content, size, bold in page.texts:
            text.setFont(fonts.BOLD if bold else fonts.REGULAR, size)
            text.setTextOrigin(x, height - y)
            text.textOut(fonts.printable(content))
        canvas.drawText(text)
        for x1, y1, x2, y2, weight in page.rules:
            canvas.setLineWidth(weight)
            canvas.line(x1, height - y1, x2, height - y2)
        if page.barcode:
            x, y, barcode = page.barcode
            barcode.drawOn(canvas, x, y)
        canvas.showPage()

    def _void_mark(self, canvas: Canvas) -> None:
        """作废 across the sheet, below the text and grey so that what was printed stays legible."""
        canvas.saveState()
        canvas.translate(self.size.width / 2, self.size.height / 2)
        canvas.rotate(15)
        canvas.setFillGray(0.72)
        canvas.setFont(fonts.BOLD, 84)
        canvas.drawCentredString(0, -30, "作 废")
        canvas.restoreState()
