"""冲正 for the cashier: a charge of the treatment room is taken back whole, by a negative line that names it (R1.14, §2.6)."""

from __future__ import annotations

from sqlalchemy import false, select

from server.charging import lines as charging
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import charge_models, charges, replicas
from shared.contracts.common import PlannedLine
from shared.contracts.tms.errors import LineUnknown, ReversalTooMuch, StayUnknown
from shared.contracts.ward.types import LineReversal
from shared.errors import InvalidInput, Problem

_line, _stay = charge_models.line, replicas.stay


def reverse_line(work: Work, reversal: LineReversal) -> tuple[PlannedLine, ...]:
    """Take back one line; the original is marked by a guarded update, so it happens once."""
    reason = clean(reversal.reason, "reason")
    if not reason:
        raise InvalidInput(name="reason", problem=Problem.EMPTY)
    line = work.row(select(_line).where(_line.c.line_id == reversal.line_id, _line.c.stay_id.is_not(None)), charge_models.LineRow)
    if line is None or line["reverses"] is not None:
        raise LineUnknown
    if reversal.quantity != line["quantity"]:
        raise InvalidInput(name="quantity", problem=Problem.NOT_THE_WHOLE)
    stay = _open_stay(work, line)
    if not work.change(_line, _line.c.line_id == reversal.line_id, _line.c.reversed == false(), reversed=True):
        raise ReversalTooMuch
    row = {
        **line,
        **charging.taking_back(work, line, line["quantity"], reason),
        "amount": -line["amount"],
        "reversed": False,
    }
    charges.note_reversal(work, line["line_id"])
    work.audit(line["line_id"], after={"reversed": line["quantity"], "reason": reason})
    return charges.write(work, stay, [row])


def _open_stay(work: Work, line: charge_models.LineRow) -> replicas.StayRow:
    """The line's stay while it can still be charged."""
    stay = work.rows(select(_stay).where(_stay.c.stay_id == line["stay_id"]), replicas.StayRow)[0]
    if stay["left_at"] is not None:
        raise StayUnknown(patient_no=stay["patient_no"])
    work.caller.require_ward(stay["ward"])
    return stay
