"""Reads a PDF back with poppler, so that tests see what a printer and a reader see."""

from __future__ import annotations

import re
import subprocess
from typing import NamedTuple


def _poppler(tool: str, pdf: bytes, *arguments: str) -> bytes:
    return subprocess.run([tool, *arguments], input=pdf, capture_output=True, check=True).stdout


def pages(pdf: bytes) -> list[str]:
    """Text of every page, laid out as printed, runs of blanks as one."""
    text = _poppler("pdftotext", pdf, "-layout", "-", "-").decode()
    return [re.sub(r"[ 　]+", " ", page) for page in text.split("\f")[:-1]]


def text(pdf: bytes) -> str:
    """Text of all pages."""
    return "\n".join(pages(pdf))


def line_with(page: str, words: str) -> str:
    """The one printed line that holds `words`."""
    (line,) = [line.strip() for line in page.splitlines() if words in line]
    return line


class Word(NamedTuple):
    """A word and where it stands, in points from the top left."""

    left: float
    right: float
    bottom: float
    text: str


def words(pdf: bytes) -> list[Word]:
    """Every word of the first page."""
    html = _poppler("pdftotext", pdf, "-bbox", "-l", "1", "-", "-").decode()
    found = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', html)
    return [Word(float(left), float(right), float(bottom), word) for left, right, bottom, word in found]


def info(pdf: bytes) -> dict[str, str]:
    """Metadata and page size."""
    lines = _poppler("pdfinfo", pdf, "-").decode().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def fonts(pdf: bytes) -> list[tuple[str, bool]]:
    """Every font and whether it is embedded."""
    rows = [line.split() for line in _poppler("pdffonts", pdf, "-").decode().splitlines()[2:]]
    return [(row[0], row[-5] == "yes") for row in rows]


def pixels(pdf: bytes, dpi: int) -> list[bytes]:
    """The first page as rows of grey values, 0 black."""
    image = _poppler("pdftoppm", pdf, "-gray", "-r", str(dpi), "-l", "1", "-")
    magic, size, _, data = image.split(b"\n", 3)
    assert magic == b"P5"
    width, height = map(int, size.split())
    return [data[row * width : (row + 1) * width] for row in range(height)]
