"""待归属费用: charges of people without a stay, kept until a cashier gives them to one or says why not (W11)."""

from __future__ import annotations

from sqlalchemy import select

from server.admission import lines, models, queries, states
from server.admission.models import UnassignedChargeRow
from server.charging import lines as charging
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from shared.contracts.admission.errors import ChargeAssigned, OtherPatient, ReasonMissing, WrongState
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import StayAction, StayState, UnassignedCharge
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.tms.events import ChargeUnassigned
from shared.identifiers import LineId, StayId
from shared.money import line_amount

_TABLE = models.unassigned_charge


def note(work: Work, fact: ChargeUnassigned) -> None:
    """Put a charge on the list, once."""
    if work.has(_TABLE, _TABLE.c.line_id == fact.line_id):
        return
    work.add(
        _TABLE,
        line_id=fact.line_id,
        patient_no=fact.patient_no,
        patient_name=fact.patient_name,
        item_code=fact.item_code,
        item_name=fact.item_name,
        unit=fact.unit,
        income_type=fact.income_type,
        quantity=fact.quantity,
        price=fact.price,
        service_date=fact.service_date,
        performed_at=fact.performed_at,
        closed_at=None,
        closed_by=None,
        stay_id=None,
        reason=None,
    )
    work.touch(Kind.DESK, "")


def unassigned_charges(work: Work) -> tuple[UnassignedCharge, ...]:
    """What nobody has dealt with yet, oldest first."""
    query = select(_TABLE).where(_TABLE.c.closed_at.is_(None)).order_by(_TABLE.c.performed_at, _TABLE.c.line_id)
    rows = work.rows(query, UnassignedChargeRow)
    work.reads(f"unassigned charges, {len(rows)}")
    return tuple(_charge(row) for row in rows)


def assign_charge(work: Work, line_id: LineId, stay_id: StayId) -> PlannedLine:
    """Charge it to a stay; the desk is the line's source from here on."""
    stay = queries.stay_row(work, stay_id)
    state = StayState(stay["state"])
    if state not in states.CHARGEABLE:
        raise WrongState(state=state, action=StayAction.SUPPLEMENT)
    row = _close(work, line_id, stay_id=stay_id)
    charged, chosen = row["patient_no"], stay["patient_no"]
    if charged not in {None, chosen}:
        work.ask(OtherPatient(charged=charged, chosen=chosen))
    own = lines.own(work, stay, LineKind.SUPPLEMENT)
    line = charging.planned({**row, **own, "line_id": line_id, "spec": "", "is_drug": False, "administrations": 1})
    lines.arrive(work, stay_id, [line])
    work.audit(stay_id, after={"assigned": line_id, "item": row["item_code"]})
    return line


def close_unassigned(work: Work, line_id: LineId, reason: str) -> UnassignedCharge:
    """Take it off the list without charging it here."""
    reason = clean(reason, "reason")
    if not reason:
        raise ReasonMissing
    row = _close(work, line_id, reason=reason)
    work.audit(line_id, after={"closed": line_id, "reason": reason})
    return _charge(row)


def _close(work: Work, line_id: LineId, **outcome: str) -> UnassignedChargeRow:
    """Guarded: of two cashiers one finds it gone."""
    row = work.row(select(_TABLE).where(_TABLE.c.line_id == line_id), UnassignedChargeRow)
    mine = (_TABLE.c.line_id == line_id, _TABLE.c.closed_at.is_(None))
    if row is None or not work.change(_TABLE, *mine, closed_at=work.now, closed_by=work.caller.name, **outcome):
        raise ChargeAssigned
    work.touch(Kind.DESK, "")
    return row


def _charge(row: UnassignedChargeRow) -> UnassignedCharge:
    return UnassignedCharge(
        line_id=LineId(row["line_id"]),
        patient_no=row["patient_no"],
        patient_name=row["patient_name"],
        item_code=row["item_code"],
        item_name=row["item_name"],
        unit=row["unit"],
        quantity=row["quantity"],
        price=row["price"],
        amount=line_amount(row["quantity"], row["price"]),
        service_date=row["service_date"],
        performed_at=row["performed_at"],
    )
