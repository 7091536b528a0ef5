"""Goals without a wire: rules beside bare inserts, bytes beside JSON, paper beside a bare canvas."""

from __future__ import annotations

import io
import json
import statistics
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import RowMapping, insert, select

from server import hospital
from server.catalog import queries as catalog_queries
from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.database import open_engine
from server.kernel.entrance import UnitsOfWork
from server.kernel.unit_of_work import SYSTEM, Work, staff_caller
from server.ward import models, runs
from shared import clock
from shared.contracts.common import packet
from shared.contracts.ward.types import OrderRow
from shared.documents import fonts
from shared.documents.receipt import receipt
from shared.identifiers import new_id
from shared.rpc import wire
from tests.bench.filling import Patients
from tests.bench.ratios import Measured, Size, against, timed
from tests.papers import PRINTED_AT, a_receipt

_WIRE_ROWS = 200


def measure(directory: Path, size: Size, patients: Patients, sheet: tuple[OrderRow, ...]) -> Iterator[Measured]:
    """Every goal of this module. The servers of the hospital in `directory` are stopped."""
    yield night_run(directory, size, patients)
    yield wire_bytes(sheet)
    yield receipt_paper(size)


def _units(directory: Path, name: str, view: CatalogView) -> UnitsOfWork:
    engine, kernel = open_engine(f"sqlite:///{directory / name}.db"), hospital.department(name).parts().kernel
    return UnitsOfWork(engine, kernel, ChangeBoard(engine, kernel), lambda: view, lambda: None)


def _catalog(directory: Path) -> CatalogView:
    units = _units(directory, "catalog", CatalogView.empty())
    snapshot, _ = units.read(SYSTEM, "snapshot", catalog_queries.current_snapshot)
    units.engine.dispose()
    return CatalogView(snapshot, clock.utc_now(), hospital.roles())


def night_run(directory: Path, size: Size, patients: Patients) -> Measured:
    """P8: plans, prices, executions, events and audit for a whole ward, beside Core's executemany of the lines alone."""
    view = _catalog(directory)
    units, nurse = _units(directory, "ward", view), staff_caller(view.staff_by_login["nurse1"], view, "bench")
    ratios, mine, theirs = [], [], []
    for stays in patients.runs[size.rounds :]:

        def run(work: Work, stays: tuple[str, ...] = stays) -> None:
            for stay_id in stays:
                runs.execute_patient(work, stay_id)

        ours = timed(lambda run=run: units.write(nurse, "run", run))  # type: ignore[misc]
        rows = _lines(units, stays)

        def post(rows: list[dict[str, Any]] = rows) -> None:
            with units.engine.begin() as db:
                db.execute(insert(models.line), rows)

        reference = timed(post)
        ratios.append(ours / reference)
        mine.append(ours * 1000)
        theirs.append(reference * 1000)
    units.engine.dispose()
    return Measured("P8", tuple(ratios), statistics.median(mine), statistics.median(theirs))


def _lines(units: UnitsOfWork, stays: tuple[str, ...]) -> list[dict[str, Any]]:
    """What the run stored, under fresh ids."""
    query = select(models.line).where(models.line.c.stay_id.in_(stays))
    rows, _ = units.read(SYSTEM, "read", lambda work: work.rows(query, RowMapping))
    return [{**row, "line_id": new_id()} for row in rows]


def wire_bytes(sheet: tuple[OrderRow, ...]) -> Measured:
    """P15. JSON gets Chinese as UTF-8 and no spaces, the smallest the standard library writes."""
    rows = (sheet * _WIRE_ROWS)[:_WIRE_ROWS]
    ours = len(wire.encoder.encode(packet(OrderRow, rows)))
    named = [{name: _plain(value) for name, value in msgspec.structs.asdict(row).items()} for row in rows]
    reference = len(json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode())
    return Measured("P15", (ours / reference,), ours, reference)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | str | None) else str(value)


def receipt_paper(size: Size) -> Measured:
    """P17: the reference draws the words of the finished receipt where they stand there, with the same font, and nothing else."""
    paid = a_receipt()
    words = _words(receipt(paid, "李敏", PRINTED_AT))
    width, height = 595.0, 420.0

    def bare() -> None:
        canvas = Canvas(io.BytesIO(), pagesize=(width, height))
        canvas.setFont(fonts.REGULAR, 9)
        for text, left, bottom in words:
            canvas.drawString(left, bottom, text)
        canvas.save()

    return against("P17", size, lambda: receipt(paid, "李敏", PRINTED_AT), bare)


def _words(pdf: bytes) -> list[tuple[str, float, float]]:
    """Text with its left and bottom, in points."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = [page.get_rect(index) for index in range(page.count_rects())]
    return [(page.get_text_bounded(*box).strip(), box[0], box[1]) for box in boxes]
