"""Tables that run over pages: header and group titles repeat, rows that belong together stay together, rules instead of boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shared.documents.paper import HAIRLINE, RULE, Align, Paper, mm
from shared.documents.typography import baseline, line_height, wrap

_PADDING = 0.5 * mm
_GUTTER = 1.6 * mm
_CONTINUED = "（续）"

Bracket = Literal["", "first", "middle", "last"]


class Column(NamedTuple):
    """A column; widths are shares of the sheet's."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from the left. `bracket` ties the rows of one infusion together in the gutter before the first cell."""

    cells: tuple[str, ...]
    bold: bool = False
    bracket: Bracket = ""


class _Band(NamedTuple):
    text: str
    note: str


class Table:
    """Draws rows on `paper` as they are given, from its current position down."""

    def __init__(self, paper: Paper, columns: Sequence[Column], size: float = 8.5) -> None:
        self._paper = paper
        self._columns = columns
        self._size = size
        unit = paper.width / sum(column.share for column in columns)
        widths = [column.share * unit for column in columns]
        self._lefts = [paper.left + sum(widths[:index]) for index in range(len(columns))]
        # The last column ends flush with the sheet's text.
        self._boxes = [*(width - _GUTTER for width in widths[:-1]), widths[-1]]
        self._bands: list[_Band] = []
        self._drawn_bands = 0
        self._rows = 0
        self._header()

    def band(self, text: str, note: str = "", level: int = 0) -> None:
        """A title above the rows that follow; it ends deeper ones, and repeats where its rows run over a page."""
        del self._bands[level:]
        self._bands.append(_Band(text, note))
        self._drawn_bands = min(self._drawn_bands, level)

    def rows(self, *rows: Row) -> None:
        """Rows that stay on one page as far as one page holds them, together with titles not yet drawn."""
        lines = [self._lines(row) for row in rows]
        heights = [self._height(each) for each in lines]
        pending = (len(self._bands) - self._drawn_bands) * self._band_height
        together = sum(heights) if sum(heights) <= self._capacity else heights[0]
        if not self._make_room(pending + together):
            self._draw_bands()
        for row, cell_lines, height in zip(rows, lines, heights, strict=True):
            self._make_room(height)
            self._row(row, cell_lines, height)

    def close(self, if_empty: str = "") -> None:
        """The rule below the last row; `if_empty` is said in place of rows when there were none."""
        if not self._rows and if_empty:
            self._paper.write(if_empty, size=self._size, align="center")
        self._paper.space(_PADDING)
        self._paper.rule()
        self._paper.space(1 * mm)

    @property
    def _capacity(self) -> float:
        """What a fresh page holds below header and titles."""
        header = line_height(self._size) + 2 * _PADDING
        return self._paper.bottom - self._paper.body_top - header - len(self._bands) * self._band_height

    @property
    def _band_height(self) -> float:
        return line_height(self._size) + 2 * _PADDING

    def _make_room(self, height: float) -> bool:
        """Break the page unless `height` fits; then header and titles are repeated."""
        paper = self._paper
        if paper.y + height <= paper.bottom:
            return False
        paper.rule()
        paper.new_page()
        self._header()
        already, self._drawn_bands = self._drawn_bands, 0
        self._draw_bands(continued=already)
        return True

    def _draw_bands(self, continued: int | None = None) -> None:
        """Titles not yet drawn; at the top of a page the first `continued` of them are marked as going on."""
        paper = self._paper
        for index in range(self._drawn_bands, len(self._bands)):
            text, note = self._bands[index]
            mark = _CONTINUED if index < (continued or 0) else ""
            if index == 0 and self._rows and continued is None:
                paper.rule(HAIRLINE)
            y = paper.y + _PADDING
            paper.put(text + mark, paper.left + index * _GUTTER, y, size=self._size, bold=True)
            paper.put(note, paper.left, y, width=paper.width, size=self._size, align="right")
            paper.space(self._band_height)
        self._drawn_bands = len(self._bands)

    def _header(self) -> None:
        paper, size = self._paper, self._size
        for column, left, box in zip(self._columns, self._lefts, self._boxes, strict=True):
            paper.put(column.title, left, paper.y, width=box, size=size, bold=True, align=column.align)
        paper.space(line_height(size) + _PADDING)
        paper.rule(RULE)
        paper.space(_PADDING)

    def _lines(self, row: Row) -> list[list[str]]:
        return [wrap(cell, box, self._size, row.bold) for cell, box in zip(row.cells, self._boxes, strict=True)]

    def _height(self, lines: list[list[str]]) -> float:
        return max(len(each) for each in lines) * line_height(self._size) + _PADDING

    def _row(self, row: Row, lines: list[list[str]], height: float) -> None:
        paper = self._paper
        for column, left, box, cell in zip(self._columns, self._lefts, self._boxes, lines, strict=True):
            for index, line in enumerate(cell):
                y = paper.y + index * line_height(self._size)
                paper.put(line, left, y, width=box, size=self._size, bold=row.bold, align=column.align)
        if row.bracket:
            self._bracket(row.bracket, height)
        self._rows += 1
        paper.space(height)

    def _bracket(self, bracket: Bracket, height: float) -> None:
        paper, x = self._paper, self._paper.left - 1.6 * mm
        middle = paper.y + baseline(self._size) - 0.35 * self._size
        top = middle if bracket == "first" else paper.y
        bottom = middle if bracket == "last" else paper.y + height
        paper.line(x, top, x, bottom, RULE)
        if bracket != "middle":
            paper.line(x, middle, x + 1 * mm, middle, RULE)
