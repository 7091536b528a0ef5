"""Papers, fetched and set on the connection's thread: the window never waits for a font.

How often a session's record was printed here is remembered on the station: every further one is marked 补打.
"""

# ruff: noqa: PLC0415 — document modules are imported on first use, the station starts without them
from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSettings

from shared.contracts.tms.contract import TmsContract


def count_print(execution_id: int, attempt: int) -> int:
    """How often the record of this attempt was printed here before; counts this time."""
    settings, name = QSettings(), f"tms/printed/{execution_id}-{attempt}"
    before = int(str(settings.value(name, 0)))
    settings.setValue(name, before + 1)
    return before


def record(api: TmsContract, execution_id: int, printed_by: str, at: datetime, reprints: int) -> bytes:
    """治疗记录单."""
    from shared.documents.treatment_record import treatment_record

    return treatment_record(api.treatment_record(execution_id), printed_by, at, reprints)
