"""What is charged: a session that was given (300020), the first threshold measurement of a stay (300021), each exactly once.

The line is born in the transaction that completes the session, at the price in force when it was performed. A patient who had no
stay in the hospital then is charged all the same: the line goes to the cashier's desk as unassigned. Source: domain rules §2.7, S0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import delete, select

from server.charging import lines as charging
from server.kernel.database import insert_into
from server.kernel.unit_of_work import Work
from server.tms import charge_models, models, queries, replicas, statements
from server.tms.joined import KnownPatientRow, SessionRow
from server.tms.replicas import StayRow
from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.common import Item, LineKind, PlannedLine
from shared.contracts.tms.events import ChargeUnassigned, LinesPlanned
from shared.contracts.tms.kinds import Kind
from shared.identifiers import LineId, new_id
from shared.money import line_amount

SESSION: Final = "300020"
THRESHOLD: Final = "300021"
CHARGED: Final = "charged"
UNASSIGNED: Final = "unassigned"
UNPRICED: Final = "unpriced"
REVERSED: Final = "reversed"
_ONE: Final = Decimal(1)
_charge, _stay, _unpriced, _execution = charge_models.charge, replicas.stay, charge_models.unpriced, models.execution
_SESSION: Final = "session "
_THRESHOLD: Final = "threshold "
_AT_A_TIME: Final = 200
_ALWAYS: Final = {
    "source": statements.SOURCE,
    "group_no": 0,
    "is_drug": False,
    "ordered_as": LineKind.TEMPORARY,
    "administrations": 1,
}
"""What all lines of the treatment room have alike and no column says."""


def stay_at(work: Work, patient_no: int | None, moment: datetime) -> StayRow | None:
    """The stay in which the patient was in the hospital at `moment`; None when there was none."""
    if patient_no is None:
        return None
    admitted = (_stay.c.patient_no == patient_no, _stay.c.admitted_at <= moment, _stay.c.state != int(StayState.CANCELLED))
    found = work.row(select(_stay).where(*admitted).order_by(_stay.c.admitted_at.desc(), _stay.c.stay_id.desc()).limit(1), StayRow)
    return found if found is not None and (found["left_at"] is None or moment <= found["left_at"]) else None


def charge_session(work: Work, session: SessionRow, performed_at: datetime) -> str:
    """Charge a session that was given; answers what became of it. A ward's order is named where it belongs to that stay."""
    stay = stay_at(work, session["patient_his_id"], performed_at)
    order_id = session["prescription_order_id"]
    if order_id is not None and (stay is None or not _ordered_in(work, order_id, stay["stay_id"])):
        order_id = None
    return _charge_once(work, f"{_SESSION}{session['execution_id']}", session, stay, SESSION, performed_at, order_id)


def charge_threshold(work: Work, patient: KnownPatientRow) -> None:
    """Charge a measurement made now, if it is the first of the stay; without a stay, if it is the patient's first without one."""
    stay = stay_at(work, patient["patient_his_id"], work.now)
    purpose = _without_stay(patient["patient_id"], patient["patient_his_id"])
    if stay is not None:
        purpose = f"{_THRESHOLD}stay {stay['stay_id']}"
    if not _is_known(work, purpose):
        _charge_once(work, purpose, patient, stay, THRESHOLD, work.now, None)


def _without_stay(patient_id: int, patient_no: int | None) -> str:
    """What a measurement without a stay is charged for: the person, by the patient number as soon as there is one."""
    return f"{_THRESHOLD}patient {patient_id}" if patient_no is None else f"{_THRESHOLD}number {patient_no}"


def join(work: Work, patient_id: int, patient_no: int) -> None:
    """Somebody from elsewhere is the hospital's patient `patient_no`: what was measured and charged before counts for them."""
    old, new = _without_stay(patient_id, None), _without_stay(patient_id, patient_no)
    if not _is_known(work, new):
        for table in (_charge, _unpriced):
            work.change(table, table.c.purpose == old, purpose=new)


def _is_known(work: Work, purpose: str) -> bool:
    return any(work.has(table, table.c.purpose == purpose) for table in (_charge, _unpriced))


def _ordered_in(work: Work, order_id: str, stay_id: str) -> bool:
    request = replicas.request
    return work.has(request, request.c.order_id == order_id, request.c.stay_id == stay_id)


def _charge_once(
    work: Work,
    purpose: str,
    patient: KnownPatientRow,
    stay: StayRow | None,
    item_code: str,
    performed_at: datetime,
    order_id: str | None,
) -> str:
    item, price = work.catalog.items.get(item_code), _price(work, item_code, performed_at)
    if item is None or price is None:
        return _wait_for_price(work, purpose, patient, stay, item_code, performed_at, order_id)
    row = _row(work, stay, item, price, performed_at, order_id)
    work.add(_charge, purpose=purpose, line_id=row["line_id"])
    if stay is not None:
        write(work, stay, [row])
        return CHARGED
    work.add(charge_models.line, **row)
    fact = ChargeUnassigned(
        line_id=LineId(row["line_id"]),
        tms_patient_id=patient["patient_id"],
        patient_no=patient["patient_his_id"],
        patient_name=patient["patient_name"],
        performed_at=performed_at,
        **{name: row[name] for name in ("item_code", "item_name", "unit", "income_type", "quantity", "price", "service_date")},
    )
    work.publish(f"patient {patient['patient_id']}", fact)
    return UNASSIGNED


def _price(work: Work, item_code: str, performed_at: datetime) -> Decimal | None:
    """The price in force then; where there was none, the one in force now, which somebody entered since."""
    then = work.catalog.price(item_code, performed_at)
    return work.catalog.price(item_code, work.now) if then is None else then


def _wait_for_price(
    work: Work,
    purpose: str,
    patient: KnownPatientRow,
    stay: StayRow | None,
    item_code: str,
    performed_at: datetime,
    order_id: str | None,
) -> str:
    """A gap in the catalogue never loses what was given: it is charged as soon as there is a price."""
    stay_id = None if stay is None else stay["stay_id"]
    work.add(
        _unpriced,
        purpose=purpose,
        patient_id=patient["patient_id"],
        stay_id=stay_id,
        order_id=order_id,
        item_code=item_code,
        performed_at=performed_at,
    )
    work.audit(f"tms patient {patient['patient_id']}", after={"unpriced": item_code, "for": purpose})
    statements.follow(work, stay_id)
    return UNPRICED


def charge_unpriced(work: Work) -> int:
    """Charge what waited for a price and has one now; answers how many."""
    charged = 0
    query = select(_unpriced).order_by(_unpriced.c.performed_at, _unpriced.c.purpose).limit(_AT_A_TIME)
    for row in work.rows(query, charge_models.UnpricedRow):
        item_code, performed_at, purpose = row["item_code"], row["performed_at"], row["purpose"]
        if item_code not in work.catalog.items or _price(work, item_code, performed_at) is None:
            continue
        if not work.db.execute(delete(_unpriced).where(_unpriced.c.purpose == purpose)).rowcount:
            continue
        stay = work.row(select(_stay).where(_stay.c.stay_id == row["stay_id"]), StayRow)
        patient = queries.patient_row(work, row["patient_id"])
        became = _charge_once(work, purpose, patient, stay, item_code, performed_at, row["order_id"])
        _note(work, purpose, became)
        charged += 1
    return charged


def _note(work: Work, purpose: str, became: str) -> None:
    """Show on a session what became of its charge."""
    if purpose.startswith(_SESSION):
        number = int(purpose.removeprefix(_SESSION))
        work.change(_execution, _execution.c.id == number, charge=became)
        work.touch(Kind.EXECUTION, str(number))


def note_reversal(work: Work, line_id: str) -> None:
    """The charge of a session was taken back."""
    purpose = work.db.execute(select(_charge.c.purpose).where(_charge.c.line_id == line_id)).scalar_one_or_none()
    if purpose is not None:
        _note(work, purpose, REVERSED)


def _row(
    work: Work, stay: StayRow | None, item: Item, price: Decimal, performed_at: datetime, order_id: str | None
) -> dict[str, Any]:
    return {
        "line_id": new_id(),
        "stay_id": stay["stay_id"] if stay is not None else None,
        "ward": stay["ward"] if stay is not None else "",
        # Never long-term: several sessions of one order on one day are each a charge of their own.
        "kind": int(LineKind.TEMPORARY),
        "order_id": order_id,
        **charging.of_item(item),
        "quantity": _ONE,
        "price": price,
        "amount": line_amount(_ONE, price),
        "service_date": clock.local(performed_at).date(),
        "created_at": work.now,
        "reverses": None,
        "reason": "",
        "reversed": False,
    }


def write(work: Work, stay: StayRow, rows: Sequence[dict[str, Any]]) -> tuple[PlannedLine, ...]:
    """Store lines of one stay and tell them in one event."""
    work.db.execute(insert_into(charge_models.line), list(rows))
    planned = tuple(charging.planned({**row, **_ALWAYS}) for row in rows)
    charging.tell(work, LinesPlanned, stay, new_id(), planned)
    statements.follow(work, stay["stay_id"])
    return planned
