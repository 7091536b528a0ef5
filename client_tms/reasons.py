"""What is usually the reason, and how reasons and remarks are said."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from shared.contracts.tms.types import Note, Why
from shared.qt.language import language
from shared.sentences import said

STOP = (Why.UNWELL, Why.HEADACHE, Why.COIL_MOVED, Why.SEIZURE, Why.WANTED_TO_STOP)
"""Why sessions are stopped."""
CANCEL = (Why.ABSENT, Why.REFUSED, Why.WRONGLY_PRESCRIBED, Why.NOT_FIT)
"""Why sessions are not begun."""
END_ELSEWHERE = (Why.CONSOLE_SILENT, Why.CONSOLE_FAILED)
"""Why a session that another console does not end is ended in the records."""
APPROVE = (Why.BENEFIT, Why.CONSENT, Why.LOWER_INTENSITY)
"""Why a prescription beyond the limits is approved."""
STOP_PRESCRIPTION = (Why.COURSE_OVER, Why.OTHER_PLAN, Why.PATIENTS_WISH)
"""Why a prescription is stopped."""


def shown(note: Note) -> str:
    """A reason or remark in the user's language; a person's own words stay as they are."""
    return said(note, language())


def of_machine(note: Note) -> str:
    """Why a machine's session ended, in the user's language: its own word for a fault where the station knows that."""
    text = shown(note)
    return QCoreApplication.translate("simulator", text) if text else ""
