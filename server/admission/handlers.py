"""What admission does about other departments' facts."""

from __future__ import annotations

from sqlalchemy import select

from server.admission import accounts, lines, models, stays, unassigned
from server.kernel.inbox import Handler
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts import charging
from shared.contracts.admission.kinds import Kind
from shared.contracts.pharmacy.events import LinesAnswered
from shared.contracts.tms import events as tms
from shared.contracts.ward.events import (
    BedChanged,
    ClosingStatement,
    DischargeDeclared,
    InterimDeclared,
    LinesPlanned,
    OrderConfirmed,
    OrderStopped,
    PatientLeft,
    PatientReceived,
    TransferDeclared,
)


def on_patient_received(work: Work, fact: PatientReceived) -> None:
    """1 or 6 → 2."""
    stays.receive(work, fact.stay_id, fact.ward, fact.bed, fact.doctor, fact.received_at)


def on_bed_changed(work: Work, fact: BedChanged) -> None:
    """Another bed of the ward."""
    stays.change_bed(work, fact.stay_id, fact.bed)


def on_patient_left(work: Work, fact: PatientLeft) -> None:
    """The bed is free; a transferred patient has another one by now."""
    current = work.row(select(models.stay).where(models.stay.c.stay_id == fact.stay_id), models.StayRow)
    if current is not None and (current["ward"], current["bed"]) == (fact.ward, fact.bed):
        stays.change_bed(work, fact.stay_id, None)


def on_order_confirmed(work: Work, fact: OrderConfirmed) -> None:
    """Keep the order for the check of charges (R1.12)."""
    table = models.order_replica
    if not work.has(table, table.c.order_id == fact.order_id):
        work.add(
            table,
            order_id=fact.order_id,
            stay_id=fact.stay_id,
            ward=fact.ward,
            group_no=fact.group_no,
            ordered_as=int(fact.ordered_as),
            item_code=fact.item_code,
            item_name=fact.item_name,
            dose_text=fact.dose_text,
            usage=fact.usage,
            frequency=fact.frequency,
            start_at=fact.start_at,
            stop_at=fact.stop_at,
        )


def on_order_stopped(work: Work, fact: OrderStopped) -> None:
    """The kept order has a stop time."""
    table = models.order_replica
    work.change(table, table.c.order_id == fact.order_id, stop_at=fact.stop_at)


def on_lines_planned(work: Work, fact: charging.LinesPlanned) -> None:
    """Charge lines of a run, a treatment session or a reversal."""
    lines.arrive(work, fact.stay_id, fact.lines)


def on_lines_answered(work: Work, fact: LinesAnswered) -> None:
    """The pharmacy confirmed, refused or withdrew lines."""
    lines.answer(work, fact.stay_id, fact.answers, fact.answered_at)


def on_charge_unassigned(work: Work, fact: tms.ChargeUnassigned) -> None:
    """The treatment room treated somebody without a stay."""
    unassigned.note(work, fact)


def on_closing_statement(work: Work, fact: charging.ClosingStatement) -> None:
    """A source says how many lines it planned; a higher version wins."""
    table = models.statement
    values = {
        "version": fact.version,
        "cutoff": clock.local(fact.cutoff).date() if fact.cutoff else None,
        "lines": fact.lines,
        "digest": fact.digest,
        "withdrawn": fact.withdrawn,
        "heard_at": work.now,
    }
    mine = (table.c.stay_id == fact.stay_id, table.c.source == fact.source)
    if not work.has(table, *mine):
        work.add(table, stay_id=fact.stay_id, source=fact.source, **values)
    else:
        work.change(table, *mine, table.c.version < fact.version, **values)
    work.touch(Kind.ACCOUNT, fact.stay_id)
    accounts.announce(work, fact.stay_id)


def on_discharge_declared(work: Work, fact: DischargeDeclared) -> None:
    """2 → 4."""
    stays.declare_discharge(work, fact.stay_id, fact.declared_at)


def on_interim_declared(work: Work, fact: InterimDeclared) -> None:
    """2 → 3."""
    stays.declare_interim(work, fact.stay_id, fact.declared_at, clock.local(fact.cutoff).date())


def on_transfer_declared(work: Work, fact: TransferDeclared) -> None:
    """2 → 6."""
    stays.declare_transfer(work, fact.stay_id, fact.target_ward)


HANDLERS: dict[str, Handler] = {
    PatientReceived.event_type: on_patient_received,
    BedChanged.event_type: on_bed_changed,
    PatientLeft.event_type: on_patient_left,
    OrderConfirmed.event_type: on_order_confirmed,
    OrderStopped.event_type: on_order_stopped,
    LinesPlanned.event_type: on_lines_planned,
    LinesAnswered.event_type: on_lines_answered,
    ClosingStatement.event_type: on_closing_statement,
    tms.LinesPlanned.event_type: on_lines_planned,
    tms.ClosingStatement.event_type: on_closing_statement,
    tms.ChargeUnassigned.event_type: on_charge_unassigned,
    DischargeDeclared.event_type: on_discharge_declared,
    InterimDeclared.event_type: on_interim_declared,
    TransferDeclared.event_type: on_transfer_declared,
}
