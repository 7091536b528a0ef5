"""A queue waits for the receipt: laying it out may cost little beside drawing it."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

import pytest
from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from shared.documents import fonts
from shared.documents.paper import A5_LANDSCAPE
from shared.documents.receipt import receipt
from tests.papers import PRINTED_AT, a_receipt
from tests.shared.documents import readback


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.slow
def test_a_receipt_costs_at_most_1_3_times_its_bare_drawing() -> None:
    paid = a_receipt()
    words = readback.words(receipt(paid, "李敏", PRINTED_AT))

    def bare() -> None:
        canvas = Canvas(BytesIO(), A5_LANDSCAPE[:2], initialFontName=fonts.REGULAR)
        for index, word in enumerate(words):
            canvas.setFont(fonts.BOLD if index % 4 == 0 else fonts.REGULAR, 9)
            canvas.drawString(word.left, A5_LANDSCAPE.height - word.bottom, word.text)
        Code128("ZY00067890", barHeight=22, barWidth=0.9, quiet=0).drawOn(canvas, 400, 360)
        canvas.save()

    rounds = [(_seconds(bare), _seconds(lambda: receipt(paid, "李敏", PRINTED_AT))) for _ in range(30)]
    assert min(whole for _, whole in rounds) <= 1.3 * min(drawing for drawing, _ in rounds)
